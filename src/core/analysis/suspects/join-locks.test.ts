import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfiles } from '../../profile/reader.ts';
import { LifeTracker } from '../../sample/lives.ts';
import { makeSample } from '../../sample/make-sample.ts';
import type { Sample, SampleGroup } from '../../sample/model.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import type { Fingerprint } from '../../stack/model.ts';
import { findLockTroubles } from '../wait-for/find-troubles.ts';
import { joinLocks } from './join-locks.ts';
import { SuspectTracker } from './suspect-tracker.ts';

const path = join(__dirname, '../../../../tests/causes/recorded/locks/go1.26/lock-order/two-types.txt');
const read = readProfiles(readFileSync(path));
if (read.outcome !== 'read') throw new Error(read.outcome);
const dump = interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] });
const troubles = findLockTroubles(dump);
const target = { service: 'shop', instance: 'a:6060' };
const minute = 60_000;

/** Two hours in which the stack of the circle grows, and another one with it. */
function judgeSamples(learnsDump: boolean) {
  const tracker = new SuspectTracker();
  const lives = new LifeTracker();
  const first = makeSample(dump, { target, atMs: 0 });
  const stuck = first.groups.find(({ stack }) => stack.fingerprint === troubles[0]!.fingerprint)!;
  const caller: SampleGroup = {
    ...stuck,
    stack: {
      ...stuck.stack,
      fingerprint: '00000000000000aa' as Fingerprint,
      state: 'chan receive',
      function: 'main.call',
    },
  };
  for (let index = 0; index < 120; index++) {
    const groups = [stuck, caller].map((group) => ({ ...group, count: 10 + index }));
    const { waits: _, ...sample } = { ...first, atMs: index * minute, groups: [...others(first), ...groups] };
    tracker.push(lives.place(sample));
  }
  if (learnsDump) tracker.learnDump(target, { atMs: 120 * minute, waits: first.waits!, troubles });
  return tracker.judge().suspects;
}

const others = ({ groups }: Pick<Sample, 'groups'>) =>
  groups.filter(({ stack }) => stack.fingerprint !== troubles[0]!.fingerprint);

function judgeMoment() {
  const tracker = new SuspectTracker();
  tracker.push(new LifeTracker().place(makeSample(dump, { target, atMs: 121 * minute })), troubles);
  return tracker.judge().suspects.filter(({ locks }) => locks !== null);
}

test('a leak of several stacks, one of which is in a deadlock, is led by it', () => {
  expect(judgeSamples(true)).toMatchObject([
    {
      fingerprint: troubles[0]!.fingerprint,
      grade: 'proven',
      cause: 'lock-order',
      locks: troubles[0],
      parts: [{ fingerprint: '00000000000000aa' }],
    },
  ]);
});

test('it is the same where samples tell of the leak, and a dump of this moment of the deadlock', () => {
  const sampled = judgeSamples(false);
  expect(sampled).toMatchObject([{ grade: 'likely', locks: null, parts: [expect.anything()] }]);
  const [joined, ...rest] = joinLocks(sampled, judgeMoment());
  const [whole] = judgeSamples(true);
  expect(rest).toEqual([]);
  for (const name of [
    'fingerprint',
    'grade',
    'cause',
    'fix',
    'confidence',
    'probability',
    'locks',
    'function',
  ] as const) {
    expect([name, joined![name]]).toEqual([name, whole![name]]);
  }
  expect(joined!.parts.map(({ fingerprint }) => fingerprint)).toEqual(
    whole!.parts.map(({ fingerprint }) => fingerprint),
  );
});

test('who waits behind a lock is told with it, and stays a suspect of its own only if it is surer', () => {
  const held = judgeMoment();
  const behind = { ...held[0]!, fingerprint: troubles[0]!.fingerprints.at(-1)!, locks: null, grade: 'likely' as const };
  expect(joinLocks([behind], held)).toEqual(held);
  expect(joinLocks([], held)).toEqual(held);
  expect(joinLocks([{ ...behind, per: { service: 'other' } }], held)).toHaveLength(2);
});
