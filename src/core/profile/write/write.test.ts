import fc from 'fast-check';
import { readProfiles } from '../reader.ts';
import { readStackNotation } from '../../stack/testing/stack-notation.ts';
import { writeCounts } from './counts.ts';
import type { WrittenProfile, WrittenStack } from './model.ts';
import { writePprof } from './pprof.ts';
import { WireWriter } from './wire-writer.ts';

const stack = (notation: string, count: number, labels = {}): WrittenStack => ({
  frames: readStackNotation(notation),
  count,
  labels,
});

const profile = (stacks: readonly WrittenStack[], comments: readonly string[] = []): WrittenProfile => ({
  kind: 'goroutine',
  timeMs: 1_700_000_000_123,
  stacks,
  comments,
});

function readBack(bytes: Uint8Array) {
  const read = readProfiles(bytes);
  if (read.outcome !== 'read' || read.profiles[0] === undefined) throw new Error(JSON.stringify(read));
  return read.profiles[0];
}

const leak = 'runtime.gopark@/go/src/runtime/proc.go:424-1 < main.leak@/src/main.go:7-3 < main.main@/src/main.go:21-10';

test('a profile that was written reads back as it was', () => {
  const read = readBack(writePprof(profile([stack(leak, 12, { state: 'chan send' }), stack('', 1)])));
  expect(read).toMatchObject({
    kind: 'goroutine',
    format: 'debug=0',
    timeMs: 1_700_000_000_123,
    goroutines: 13,
    issues: [],
  });
  expect(read.entries.map(({ frames, count, labels }) => ({ frames, count, labels }))).toEqual([
    { frames: readStackNotation(leak), count: 12, labels: { state: 'chan send' } },
    { frames: readStackNotation('(no frames)'), count: 1, labels: {} },
  ]);
});

test('so does the text, largest stack first, with what there is to say at its end', () => {
  const text = writeCounts(profile([stack('main.b@/src/main.go:9', 2), stack(leak, 12)], ['Half of it\nis missing.']));
  expect(text).toContain(
    'goroutine profile: total 14\n12 @ 0x1000 0x1010 0x1020\n#\t0x1000\truntime.gopark+0x0\t/go/src/runtime/proc.go:424\n',
  );
  expect(text.endsWith('\n# Half of it is missing.\n')).toBe(true);
  const read = readBack(new TextEncoder().encode(text));
  expect(read.entries.map(({ count }) => count)).toEqual([12, 2]);
  expect(read.entries[0]?.frames.map((frame) => frame.function)).toEqual(['runtime.gopark', 'main.leak', 'main.main']);
});

test('any profile survives', () => {
  const names = fc.stringMatching(/^[a-z]{1,8}\.[A-Za-zäöü世]{1,12}$/);
  const stacks = fc.array(
    fc.record({
      frames: fc.array(
        fc.record({
          function: names,
          file: fc.constantFrom('', '/a.go', '/b.go'),
          line: fc.nat(2 ** 31),
          startLine: fc.constant(0),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      count: fc.integer({ min: 1, max: 2 ** 36 }),
      labels: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.string({ minLength: 1, maxLength: 9 })),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(stacks, (some) => {
      const { entries } = readBack(writePprof(profile(some)));
      const format = (all: readonly Pick<WrittenStack, 'frames' | 'count' | 'labels'>[]) => {
        const sums = new Map<string, number>();
        for (const { frames, count, labels } of all) {
          const key = JSON.stringify([frames, Object.entries(labels).sort()]);
          sums.set(key, (sums.get(key) ?? 0) + count);
        }
        return sums;
      };
      expect(format(entries)).toEqual(format(some));
    }),
  );
});

test('numbers of any size are written as they are', () => {
  const writer = new WireWriter();
  writer.packed(1, [0, 1, 127, 128, 2 ** 32, Number.MAX_SAFE_INTEGER]);
  writer.number(2, -1n);
  expect(Buffer.from(writer.finish()).toString('hex')).toBe(
    '0a12' + '00' + '01' + '7f' + '8001' + '8080808010' + 'ffffffffffffff0f' + '10' + 'ffffffffffffffffff01',
  );
});
