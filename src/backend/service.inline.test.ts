import { limits } from '../core/limits.ts';
import { processMemory } from './memory-budget.ts';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, noticesOf, numbersOf, problemOf, rowsOf } from './testing/ask-service.ts';
import type { Situation } from './testing/ask-service.ts';
import { readRecorded } from './testing/pprof-server.ts';

let service: PluginHandler;

beforeEach(async () => {
  service = await createService();
});

afterEach(() => service.close());

const ask = (query: object, situation: Situation = {}) =>
  askService(service, situation, { queryType: 'stacks', ...query });

const dump = readRecorded('goroutine-debug2.txt');
const counts = readRecorded('goroutine-debug1.txt');
const samples = readRecorded('goroutine-debug0.pb.gz');

const forms: readonly (readonly [string, string])[] = [
  ['debug=2 as text', dump.toString()],
  ['debug=1 as text', counts.toString()],
  ['debug=0 in base64', samples.toString('base64')],
  ['debug=2, zipped, in base64', Buffer.from(zipSync({ 'dump.txt': dump })).toString('base64')],
  ['debug=2, gzipped, in base64 with line breaks', gzipSync(dump).toString('base64').replace(/.{76}/g, '$&\n')],
];

test.each(forms)('a pasted dump is read, without targets or rights: %s', async (_, inline) => {
  const [frame] = framesOf(await ask({ inline }));
  expect(rowsOf(frame)[0]).toMatchObject({ count: 30, function: 'main.produce' });
  expect(frame?.meta?.executedQueryString).toMatch(/^inline dump, [\d,]+ bytes\n/);
});

test('the dump itself is not sent back', async () => {
  const [frame] = framesOf(await ask({ inline: dump.toString() }));
  expect(frame?.meta?.executedQueryString).not.toContain('goroutine 1 [');
});

/** All but the main goroutine, which was accepting a connection in one profile and waiting for one in the others. */
const parked = 'main\\.(produce|consume|never|wait|\\(\\*store\\)\\.put)';

test('all forms give the same fingerprints', async () => {
  const fingerprints = await Promise.all(
    forms.map(async ([, inline]) => {
      const table = rowsOf(framesOf(await ask({ inline, filter: { function: parked } }))[0]);
      return table.map((row) => [row['count'], row['function'], row['fingerprint']]);
    }),
  );
  for (const other of fingerprints) expect(other).toEqual(fingerprints[0]);
});

test('creators, waits and labels of a pasted dump are there for anyone', async () => {
  const query = { inline: dump.toString(), groupBy: ['creator', 'label:handler'], filter: { function: 'consume' } };
  const table = rowsOf(framesOf(await ask(query))[0]);
  expect(table.map((row) => [row['creator'], row['handler'], row['count']])).toEqual([
    ['main.main.func', '/api/0', 4],
    ['main.main.func', '/api/1', 4],
    ['main.main.func', '/api/2', 4],
  ]);
});

test('a query for facts that a pasted dump lacks is refused, naming the field', async () => {
  const problem = problemOf(await ask({ inline: counts.toString(), filter: { creator: 'x' } }));
  expect(problem).toMatchObject({ status: 400, field: 'filter.creator' });
});

test('it can be counted, without labels of a target', async () => {
  const query = { queryType: 'count', inline: dump.toString(), groupBy: ['function'], filter: { function: 'produce' } };
  expect(numbersOf(framesOf(await ask(query)))).toEqual([[{ function: 'main.produce' }, 30]]);
});

test('the leaked goroutines of a dump are those that the runtime marked', async () => {
  const inline = readRecorded('goroutineleak-debug2.txt').toString();
  const table = rowsOf(framesOf(await ask({ inline, profile: 'goroutineleak' }))[0]);
  expect(table[0]).toMatchObject({ count: 30, leaked: 30, state: 'chan send', grade: 'proven' });
  expect(table.map((row) => row['state'])).not.toContain('IO wait');
});

test('of several dumps the last one is answered about, with a notice', async () => {
  const frames = framesOf(await ask({ inline: `${counts.toString()}\n${counts.toString()}` }));
  expect(rowsOf(frames[0])[0]).toMatchObject({ count: 30 });
  expect(noticesOf(frames)).toEqual(['The pasted text holds 2 dumps; this answer is about the last one.']);
});

test('a dump that is cut short is answered with what could be read, and a notice', async () => {
  const whole = dump.toString();
  const cut = whole.slice(0, whole.lastIndexOf('created by') + 'created by ma'.length);
  const frames = framesOf(await ask({ inline: cut }));
  expect(rowsOf(frames[0]).length).toBeGreaterThan(0);
  expect(noticesOf(frames)).toContainEqual(
    expect.stringMatching(/^1 profile is cut short, .*the pasted dump \(\d+ goroutines read\)/),
  );
});

test.each([
  ['prose', 'hello, is this a dump?'],
  ['a web page', '<!doctype html><html></html>'],
  ['a broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]).toString('base64')],
  ['a broken protobuf', Buffer.concat([Buffer.from([0x0a, 0xff, 0xff]), Buffer.alloc(30, 255)]).toString('base64')],
])('%s is refused, naming the field', async (_, inline) => {
  const problem = problemOf(await ask({ inline }));
  expect(problem).toMatchObject({ status: 400, source: 'downstream', field: 'inline' });
  expect(problem.message).toContain('pasted dump');
});

test('text beyond the bound is refused', async () => {
  const problem = problemOf(await ask({ inline: 'x'.repeat(8 * 1024 * 1024 + 1) }));
  expect(problem.field).toBe('inline');
  expect(problem.message).toContain('8 MiB');
});

test('a small text that unpacks to more than 8 MiB is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(9 * 1024 * 1024)).toString('base64');
  const problem = problemOf(await ask({ inline: bomb }));
  expect(problem).toMatchObject({ field: 'inline', code: 'body_too_large' });
});

test('small texts whose parts take much memory share what there is, whoever else sends some', async () => {
  // Each pair of bytes is an empty sample, which takes fifty times as much when it is read.
  const parts = Buffer.alloc(4 * 1024 * 1024, Buffer.from([0x12, 0x00]));
  const inline = gzipSync(parts).toString('base64');
  const asked = Promise.all(Array.from({ length: 6 }, (_, limit) => ask({ inline, limit: limit + 1 })));
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, processMemory.held())), 1);
  const problems = (await asked).map(problemOf);
  clearInterval(watch);
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['memory_full']));
  expect(problems[0]?.field).toBe('inline');
  expect(most).toBeLessThanOrEqual(limits.pasteMemory.value);
  while (processMemory.held() > 0) await new Promise((resolve) => setTimeout(resolve, 50));
});
