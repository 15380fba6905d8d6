import { gzipSync, strToU8, zipSync } from 'fflate';
import { packTar } from './testing/pack-tar.ts';
import { splitDump } from './dump-blocks.ts';

const split = (text: string) => [...splitDump(new TextEncoder().encode(text))];

test('each goroutine has its own text, as it was printed', () => {
  const first = 'goroutine 1 [chan receive, 3 minutes]:\nmain.main()\n\t/src/main.go:9 +0x1d';
  const second =
    'goroutine 18 [select (no cases)]:\nmain.leak(0xc000012345, {0x1, 0x2})\n\t/src/main.go:7 +0x1\ncreated by main.main in goroutine 1\n\t/src/main.go:3 +0x2';
  expect(split(`${first}\n\n${second}\n`)).toEqual([
    [1, first],
    [18, second],
  ]);
});

test('the prefix of a log and the text after the dump are left out', () => {
  const text = [
    '2026-01-31T08:00:00Z app | goroutine 1 [running]:',
    '2026-01-31T08:00:01Z app | main.main()',
    '2026-01-31T08:00:01Z app | \t/src/main.go:9 +0x1d',
    '2026-01-31T08:00:02Z app | ',
    '2026-01-31T08:00:02Z app | exit status 2',
  ].join('\n');
  expect(split(text)).toEqual([[1, 'goroutine 1 [running]:\nmain.main()\n\t/src/main.go:9 +0x1d']]);
});

test.each([
  ['goroutine 7 [select labels:{"user": "ada"}]:', 'goroutine 7 [select]:'],
  ['goroutine 7 [select, 2 minutes] {user: ada}:', 'goroutine 7 [select, 2 minutes]:'],
])('labels stay out of sight: %s', (header, shown) => {
  expect(split(`${header}\nmain.f()\n`)).toEqual([[7, `${shown}\nmain.f()`]]);
});

test('headers without an empty line between them open a text each', () => {
  expect(split('goroutine 1 [select]:\nmain.a()\ngoroutine 2 [select]:\nmain.b()').map(([id]) => id)).toEqual([1, 2]);
});

test('an endless stack is cut, and the next one is whole', () => {
  const endless = `goroutine 1 [running]:\n${'main.f(0x1)\n\t/src/main.go:7 +0x1\n'.repeat(10_000)}`;
  const [first, second] = split(`${endless}\ngoroutine 2 [select]:\nmain.g()\n`);
  expect(first?.[1].length).toBeLessThan(100_000);
  expect(second).toEqual([2, 'goroutine 2 [select]:\nmain.g()']);
});

test('of an archive, the last file with goroutines is taken', () => {
  const dump = (id: number) => strToU8(`goroutine ${id} [select]:\nmain.f(0xc000012345)\n\t/src/a.go:3 +0x1\n`);
  const files = { 'a.txt': dump(1), 'b.txt.gz': gzipSync(dump(2)), 'version.txt': strToU8('v1.2.3\n') };
  const nested = zipSync({ 'bundle.tar': packTar(files) });
  for (const archive of [zipSync(files), packTar(files), nested]) {
    expect([...splitDump(archive)]).toEqual([[2, 'goroutine 2 [select]:\nmain.f(0xc000012345)\n\t/src/a.go:3 +0x1']]);
  }
});

test('a text in UTF-16 is split as well', () => {
  const text = 'goroutine 1 [select]:\r\nmain.f(0x1)\r\n';
  const bytes = new Uint8Array(Uint16Array.from(text, (char) => char.charCodeAt(0)).buffer);
  expect([...splitDump(bytes)]).toEqual([[1, 'goroutine 1 [select]:\nmain.f(0x1)']]);
});
