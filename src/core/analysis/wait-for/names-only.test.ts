import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfiles } from '../../profile/reader.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { findLockTroubles } from './find-troubles.ts';

/** The dump of a program without the texts of its goroutines: names and states, as debug=0 has them. */
function judgeByNames(shape: string, times = 1) {
  const path = join(__dirname, '../../../../tests/causes/recorded/locks/go1.26', `${shape}.txt`);
  const read = readProfiles(readFileSync(path));
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  const { entries, ...profile } = read.profiles[0]!;
  const stripped = entries.map(({ texts: _, ...entry }) => ({ ...entry, count: entry.count * times }));
  return findLockTroubles(interpretProfile({ ...profile, entries: stripped }, { ownCode: [], labelKeys: [] }));
}

test('names alone are worth watching at most, claim no deadlock, and say what a dump would cost', () => {
  const [trouble] = judgeByNames('lock-held-while-waiting/group');
  expect(trouble).toMatchObject({ cause: 'lock-held-while-waiting', grade: 'watch', deadlock: false });
  expect(trouble!.sentence).toMatch(/^By names alone: main\.\(\*Crew\)\.Run holds the lock of main\.\(\*Crew\)/);
  expect(trouble!.evidence.at(-1)).toMatch(
    /The addresses in a dump would tell; it stops the process for about 1 ms\.$/,
  );
});

test('a few that wait for a lock are the contention of a moment', () => {
  expect(judgeByNames('double-lock/embedded')).toEqual([]);
});

test('names alone never say that nobody holds a lock', () => {
  expect(judgeByNames('lock-never-released/handlers', 10)).toEqual([]);
});

test.each(['mutex', 'rwmutex', 'two-locks', 'sleep', 'many-objects', 'nested', 'readers', 'cond', 'group', 'map'])(
  'a program that is only busy is called no deadlock by names: %s',
  (shape) => {
    expect(judgeByNames(`busy/${shape}`).filter(({ deadlock, grade }) => deadlock || grade !== 'watch')).toEqual([]);
  },
);
