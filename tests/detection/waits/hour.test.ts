// One hour of real processes, judged by a single dump at 10, 30 and 60 minutes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { judgeWaits } from '../../../src/core/analysis/waits/judge-waits.ts';
import { readProfiles } from '../../../src/core/profile/reader.ts';
import { makeSample } from '../../../src/core/sample/make-sample.ts';
import { interpretProfile } from '../../../src/core/stack/interpret.ts';

/** By function: the grade and the kind that the waits of its stack give. */
function judge(name: string): ReadonlyMap<string, { readonly grade: string | null; readonly kind: string }> {
  const read = readProfiles(gunzipSync(readFileSync(join(__dirname, 'hour/recorded', `${name}.txt.gz`))));
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  const interpreted = interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] });
  const names = new Map(interpreted.entries.map(({ stack }) => [stack.fingerprint, stack.function]));
  const { waits } = makeSample(interpreted, { target: {}, atMs: 0 });
  return new Map([...judgeWaits(waits!)].map(([fingerprint, verdict]) => [names.get(fingerprint)!, verdict]));
}

const isLeak = (name: string): boolean => name.startsWith('main.leak') || name === 'main.(*ledger).book';

function listGraded(name: string): Record<string, string> {
  const graded = [...judge(name)].filter(([, { grade }]) => grade !== null);
  return Object.fromEntries(graded.map(([stack, { grade }]) => [stack.replace('main.', ''), grade!]));
}

const recordings = ['often-10', 'often-30', 'often-60', 'seldom-10', 'seldom-30', 'seldom-60', 'quiet-60'];

test.each(recordings)('%s: nothing healthy is a suspect by its waits', (name) => {
  expect(Object.keys(listGraded(name)).filter((stack) => !isLeak(`main.${stack}`))).toEqual([]);
});

test.each(['often-10', 'seldom-10'])('%s: ten minutes are too short for any grade', (name) => {
  expect(listGraded(name)).toEqual({});
});

test.each(['often-30', 'seldom-30'])('%s: leaks that began with the process are rising', (name) => {
  expect(listGraded(name)).toMatchObject({
    leakClockwork: 'rising',
    leakPoisson: 'rising',
    leakRequest: 'rising',
    leakReader: 'rising',
    leakWriter: 'rising',
    leakBatch: 'rising',
  });
});

test.each(['often-60', 'seldom-60'])('%s: after an hour they are worth watching, the late and fast one too', (name) => {
  expect(listGraded(name)).toMatchObject({
    leakClockwork: 'watch',
    leakPoisson: 'watch',
    leakRequest: 'watch',
    leakReader: 'watch',
    leakWriter: 'watch',
    leakBatch: 'watch',
    leakFast: 'watch',
  });
});

test.each(['often-60', 'seldom-60'])('%s: healthy life is told by its kind', (name) => {
  const judged = judge(name);
  const kinds = ['poolIdle', 'cacheEntry', 'sessionLong', 'upstreamCall'].map((one) => judged.get(`main.${one}`)?.kind);
  expect(kinds).toEqual(['settled', 'settled', 'lifetime', 'backlog']);
});
