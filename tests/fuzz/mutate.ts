// Breaks profiles the way the world does: cut, repeated, shuffled, spliced, with words in the wrong place and bits
// flipped.
import type { Random } from './random.ts';
import { pickBelow, pickOne } from './random.ts';

const encoder = new TextEncoder();

/** What text readers look for: in the wrong place, each of them once broke some reader. */
const words = [
  'goroutine 7 [select]:\n',
  'goroutine 18446744073709551615 [running]:\n',
  'goroutine 0 [0]:\n0()\n\t:0\n[originating from goroutine ',
  'goroutine 5 gp=0xc000 m=nil [chan receive, 2h4m, locked to thread]:\n',
  'goroutine 12 [chan send] {endpoint: /api/0, "a b": "]: \\x00{"}:\n',
  'goroutine 13 [chan receive labels:{"k": "a, 5 minutes]:"}]:\n',
  '2026-01-02T03:04:05.678Z app | goroutine 3 [IO wait, 4 minutes]:\n',
  'created by main.main in goroutine 1\n',
  'created by ',
  '\t/src/a.go:1 +0x1\n',
  '\tC:/a b/x.go:12\n',
  'main.(*T[...]).f(0x1, {0x2, ...})\n',
  'f(\n',
  '...101 frames elided...\n',
  '...additional frames elided...\n',
  '[originating from goroutine 1]:\n',
  '\tgoroutine running on other thread; stack unavailable\n',
  'non-Go function\n\tpc=0x46\n',
  '-----\n\nSIGQUIT: quit\n',
  'panic: x [recovered]\n',
  'goroutine profile: total 3\n',
  '2 @ 0x1 0x2\n',
  '# labels: {"a":"\\x00\\"}", "b":"c"}\n',
  '#\t0x1\tmain.f+0x2\t/src/a.go:3\n',
  '\r\n',
  '\n\n',
  ' ',
  '\t',
  '\ufeff',
  '\x00',
  '(',
  ')',
  '[',
  ']:',
  ':',
  '9'.repeat(30),
].map((word) => encoder.encode(word));

type Mutation = (bytes: Uint8Array, random: Random, seeds: readonly Uint8Array[]) => Uint8Array;

const mutations: readonly Mutation[] = [
  flipBits,
  replaceBytes,
  cutEnd,
  deleteRange,
  repeatRange,
  moveRange,
  insertWord,
  insertWord,
  deleteLine,
  repeatLine,
  splice,
  convertLineEnds,
  indent,
];

/** The seeds stay within a few kilobytes, and so do the mutations. */
const maxLength = 16 * 1024;

export function mutate(seed: Uint8Array, random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  let bytes = seed;
  const times = 1 + pickBelow(random, 4);
  for (let i = 0; i < times; i++) bytes = pickOne(random, mutations)(bytes, random, seeds);
  return bytes.length > maxLength ? bytes.subarray(0, maxLength) : bytes;
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  const flipped = bytes.slice();
  for (let i = pickBelow(random, 6); i >= 0 && bytes.length > 0; i--) {
    const at = pickBelow(random, bytes.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << pickBelow(random, 8));
  }
  return flipped;
}

function replaceBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const replaced = bytes.slice();
  const start = pickBelow(random, bytes.length + 1);
  replaced.fill(pickOne(random, [0, 10, 32, 40, 58, 91, 128, 255]), start, start + pickBelow(random, 12));
  return replaced;
}

function cutEnd(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.slice(0, pickBelow(random, bytes.length + 1));
}

function deleteRange(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = pickRange(bytes, random);
  return concat(bytes.subarray(0, start), bytes.subarray(end));
}

function repeatRange(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = pickRange(bytes, random);
  return concat(bytes.subarray(0, end), bytes.subarray(start));
}

function moveRange(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = pickRange(bytes, random);
  const rest = concat(bytes.subarray(0, start), bytes.subarray(end));
  const at = pickBelow(random, rest.length + 1);
  return concat(rest.subarray(0, at), bytes.subarray(start, end), rest.subarray(at));
}

function insertWord(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random() < 0.5 ? pickLineStart(bytes, random) : pickBelow(random, bytes.length + 1);
  return concat(bytes.subarray(0, at), pickOne(random, words), bytes.subarray(at));
}

function deleteLine(bytes: Uint8Array, random: Random): Uint8Array {
  const start = pickLineStart(bytes, random);
  return concat(bytes.subarray(0, start), bytes.subarray(lineEnd(bytes, start)));
}

function repeatLine(bytes: Uint8Array, random: Random): Uint8Array {
  const start = pickLineStart(bytes, random);
  return concat(bytes.subarray(0, lineEnd(bytes, start)), bytes.subarray(start));
}

function splice(bytes: Uint8Array, random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  const other = pickOne(random, seeds);
  return concat(bytes.subarray(0, pickLineStart(bytes, random)), other.subarray(pickLineStart(other, random)));
}

function convertLineEnds(bytes: Uint8Array, random: Random): Uint8Array {
  const end = pickOne(random, [
    [13, 10],
    [10, 10],
    [32, 10],
    [13, 13, 10],
  ]);
  return Uint8Array.from([...bytes].flatMap((byte) => (byte === 10 ? end : [byte])));
}

function indent(bytes: Uint8Array, random: Random): Uint8Array {
  const prefix = [...encoder.encode(pickOne(random, ['    ', '\t', 'app-1  | ', '2026-01-02 03:04:05 ']))];
  return Uint8Array.from([...prefix, ...[...bytes].flatMap((byte) => (byte === 10 ? [byte, ...prefix] : [byte]))]);
}

function pickRange(bytes: Uint8Array, random: Random): [start: number, end: number] {
  const start = pickBelow(random, bytes.length + 1);
  return [start, Math.min(bytes.length, start + pickBelow(random, 400))];
}

function pickLineStart(bytes: Uint8Array, random: Random): number {
  return bytes.indexOf(10, pickBelow(random, bytes.length + 1)) + 1;
}

function lineEnd(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(10, start);
  return end < 0 ? bytes.length : end + 1;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
