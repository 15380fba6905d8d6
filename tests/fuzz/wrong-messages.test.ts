// Binary profiles that are wrong in ways that have brought other readers down: nothing throws, and every goroutine that
// is counted is accounted for.
import { gzipSync } from 'node:zlib';
import { profileBytes, message, varint } from '../../src/core/profile/testing/profile-bytes.ts';
import { findBrokenInvariant } from './invariants.ts';
import { createRandom } from './random.ts';

const strings = ['', 'goroutine', 'count', 'main.leak', '/src/main.go'];
/** One past the end, before the beginning, and where numbers of 32, 53 and 64 bits end. */
const wrong = [strings.length, -1, 2 ** 31, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];

interface Parts {
  readonly type?: object;
  readonly sample?: object;
  readonly location?: object;
  readonly line?: object;
  readonly function?: object;
  readonly more?: object;
}

function makeOne(parts: Parts): Uint8Array {
  return message({
    1: { 1: 1, 2: 2, ...parts.type },
    2: { 1: [1], 2: [7], ...parts.sample },
    4: { 1: 1, 3: 4096, 4: { 1: 1, 2: 9, ...parts.line }, ...parts.location },
    5: { 1: 1, 2: 3, 3: 3, 4: 4, ...parts.function },
    6: strings,
    ...parts.more,
  });
}

const indices = wrong.flatMap((value): [string, Uint8Array][] => [
  [`a type named by string ${value}`, makeOne({ type: { 1: value } })],
  [`a unit named by string ${value}`, makeOne({ type: { 2: value } })],
  [`a sample at location ${value}`, makeOne({ sample: { 1: [Number(value)] } })],
  [`a label named by string ${value}`, makeOne({ sample: { 3: { 1: value, 2: value } } })],
  [`a line in function ${value}`, makeOne({ line: { 1: value } })],
  [`a line number ${value}`, makeOne({ line: { 2: value } })],
  [`a function named by string ${value}`, makeOne({ function: { 2: value } })],
  [`a file named by string ${value}`, makeOne({ function: { 4: value } })],
  [`a comment that is string ${value}`, makeOne({ more: { 13: value, 14: value } })],
  [`a location in mapping ${value}`, makeOne({ location: { 2: value } })],
  [`a count of ${value}`, makeOne({ sample: { 2: [Number(value)] } })],
]);

const whole = makeOne({});
const group = (depth: number) =>
  Uint8Array.from([...Array<number>(depth).fill((15 << 3) | 3), ...Array<number>(depth).fill((15 << 3) | 4)]);
const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const others: readonly (readonly [string, Uint8Array])[] = [
  ['ids that are 0', makeOne({ location: { 1: 0 }, function: { 1: 0 } })],
  ['two locations of one id', join(whole, message({ 4: { 1: 1, 4: { 1: 1, 2: 8 } } }))],
  ['more values than types', makeOne({ sample: { 2: [7, 8, 9] } })],
  ['no values', makeOne({ sample: { 2: [] } })],
  ['two profiles one behind the other', join(whole, whole)],
  ['a gzip magic alone', Uint8Array.from([0x1f, 0x8b])],
  ['an empty gzip', gzipSync('')],
  ['a gzip in a gzip', gzipSync(gzipSync(whole))],
  ['a number of ten bytes', join(whole, Uint8Array.from([(9 << 3) | 0]), Uint8Array.from(varint(-1)))],
  ['a number of eleven bytes', join(whole, Uint8Array.from([9 << 3, ...Array<number>(10).fill(0xff), 1]))],
  ['a number without an end', join(whole, Uint8Array.from([9 << 3, 0xff]))],
  ['a length beyond the end', join(whole, Uint8Array.from([(6 << 3) | 2, 0xff, 0xff, 0xff, 0x7f]))],
  ['a length of 2^63', join(whole, Uint8Array.from([(6 << 3) | 2, ...varint(2n ** 63n)]))],
  ['groups, 101 deep', join(whole, group(101))],
  ['groups, 100,000 deep', join(whole, group(100_000))],
  ['a group that nobody ends', join(whole, group(101).subarray(0, 101))],
  ['an end of a group that nobody began', join(whole, Uint8Array.from([(15 << 3) | 4]))],
  ['a field 0', join(whole, Uint8Array.from([0, 0]))],
  ['wire types 6 and 7', join(whole, Uint8Array.from([(9 << 3) | 6, (9 << 3) | 7]))],
  ['no type of period', profileBytes({ samples: [{ values: [3], stack: ['main.leak'] }] })],
];

test.each([...indices, ...others])('%s', (_, bytes) => {
  expect(findBrokenInvariant(bytes, createRandom(1))).toBeUndefined();
  expect(findBrokenInvariant(gzipSync(bytes), createRandom(2))).toBeUndefined();
});

test('the profile that these are made of is one', () => {
  expect(whole.length).toBeGreaterThan(50);
});
