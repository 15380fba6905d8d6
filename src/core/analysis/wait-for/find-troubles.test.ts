import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readProfiles } from '../../profile/reader.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { findLockTroubles } from './find-troubles.ts';

const root = join(__dirname, '../../../..');

function judge(dump: Uint8Array) {
  const read = readProfiles(dump);
  if (read.outcome !== 'read') throw new Error(`no dump: ${read.outcome}`);
  return findLockTroubles(interpretProfile(read.profiles[0]!, { ownCode: [], labelKeys: [] }));
}

const waitFor = (id: number, lock: string, ...frames: readonly string[]) =>
  [
    `goroutine ${id} [sync.Mutex.Lock]:`,
    `internal/sync.(*Mutex).lockSlow(${lock})`,
    '\tinternal/sync/mutex.go:149 +0x15d',
    'sync.(*Mutex).Lock(...)',
    '\tsync/mutex.go:46',
    ...frames.flatMap((frame, index) => [frame, `\texample.com/shop/order.go:${80 + index} +0x32`]),
  ].join('\n');

test('a circle is reported once, and goroutines that queue behind it through another lock count once', () => {
  const circle = readFileSync(join(root, 'tests/causes/recorded/locks/go1.26/lock-order/two-types.txt'), 'utf8');
  const basket = '0x3fcc05169000';
  const behind = [
    waitFor(90, '0x3fcc05164330', 'main.(*Orders).note(0x0?)', `main.(*Basket).Fill(${basket})`),
    waitFor(91, basket, `main.(*Basket).Len(${basket})`),
    waitFor(92, basket, `main.(*Basket).Len(${basket})`),
  ];
  const troubles = judge(new TextEncoder().encode([circle.trimEnd(), ...behind].join('\n\n')));
  expect(troubles).toMatchObject([{ cause: 'lock-order', grade: 'proven', waiting: 6 + behind.length }]);
  expect(troubles[0]!.evidence.join()).not.toContain('times in this dump');
});

test('a method that takes the lock of its argument has that of its receiver, though the dump has lost its address', () => {
  const dump = [
    waitFor(6, '0xc0000240a8', 'main.(*Account).send(0x0?, 0xc0000240a8)'),
    waitFor(7, '0xc0000240a0', 'main.(*Account).send(0x0?, 0xc0000240a0)'),
  ];
  expect(judge(new TextEncoder().encode(dump.join('\n\n')))).toMatchObject([
    { cause: 'lock-order', grade: 'likely', waiting: 2 },
  ]);
});

test('a method that locks objects which its receiver keeps holds none of them', () => {
  const [trouble, ...others] = judge(gunzipSync(readFileSync(join(root, 'demo/recorded/goroutine-debug2-40s.txt.gz'))));
  expect(trouble).toMatchObject({ cause: 'lock-never-released', deadlock: false, waiting: 69 });
  expect(others).toEqual([]);
});
