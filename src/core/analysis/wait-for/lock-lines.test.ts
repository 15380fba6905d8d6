import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProfiles } from '../../profile/reader.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { findLockTroubles } from './find-troubles.ts';
import { drawLockLines, findLockLines } from './lock-lines.ts';

const causes = join(__dirname, '../../../../tests/causes');

/** The lines that the recorded dump of that program leads to. */
function linesOf(shape: string): readonly string[] {
  const read = readProfiles(readFileSync(join(causes, 'recorded/locks/go1.27', `${shape}.txt`)));
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  const [trouble] = findLockTroubles(interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] }));
  const readText = (file: string) => readFileSync(join(causes, 'locks', file.slice(file.lastIndexOf('/') + 1)), 'utf8');
  return drawLockLines(findLockLines(trouble!, readText)).map((line) => line.replace(/^\S+\s+/, ''));
}

test('a lock that nobody gives back: the ways out of methods of its type that do not unlock', () => {
  expect(linesOf('lock-never-released/handlers')).toEqual([
    'v.mu.Lock()  // asks for it',
    'return 0, errors.New("none")  // leaves without Unlock',
  ]);
  expect(linesOf('lock-never-released/map')).toEqual([
    'w.mu.Lock()  // asks for it',
    'return errors.New("overdrawn")  // leaves without Unlock',
    'panic("negative")  // leaves without Unlock',
    'return false  // leaves without Unlock',
  ]);
});

test('a read lock in a loop, embedded in the type', () => {
  expect(linesOf('lock-never-released/loop').at(-1)).toBe('return i  // leaves without Unlock');
});

test('a holder that waits: where it took the lock, and where it waits', () => {
  expect(linesOf('lock-held-while-waiting/group')).toEqual([
    'c.mu.Lock()  // takes the lock',
    'c.group.Wait()  // waits and holds it',
    'c.mu.Lock()  // asks for it',
  ]);
});

test('a circle of two: the lines that take both locks, and those that ask for both', () => {
  const lines = linesOf('lock-order/maps');
  expect(lines.filter((line) => line.endsWith('// takes the lock'))).toHaveLength(2);
  expect(lines.filter((line) => line.endsWith('// asks for it'))).toHaveLength(2);
});

test('without source there are no lines', () => {
  const read = readProfiles(readFileSync(join(causes, 'recorded/locks/go1.27/lock-order/maps.txt')));
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  const [trouble] = findLockTroubles(interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] }));
  expect(findLockLines(trouble!, () => undefined)).toEqual([]);
});
