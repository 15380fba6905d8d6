// Inputs made to hurt: each would cost the square of its length in some way of reading it.
import { profileBytes, varint } from '../../../src/core/profile/testing/profile-bytes.ts';

export interface Adversary {
  readonly name: string;
  /** An input of about so many bytes. */
  readonly make: (bytes: number) => Uint8Array;
}

const encoder = new TextEncoder();
const header = 'goroutine 1 [select]:\n';

function fill(bytes: number, piece: (index: number) => string, start = ''): Uint8Array {
  const parts = [start];
  for (let length = start.length, index = 0; length < bytes; index++) {
    const part = piece(index);
    parts.push(part);
    length += part.length;
  }
  return encoder.encode(parts.join(''));
}

const frame = (name: string, line: number): string => `main.${name}()\n\t/x.go:${line} +0x1\n`;

export const adversaries: readonly Adversary[] = [
  { name: 'one line of parentheses', make: (bytes) => fill(bytes, () => '(', header) },
  { name: 'one line of brackets', make: (bytes) => fill(bytes, () => '[', header) },
  { name: 'one line of colons and digits', make: (bytes) => fill(bytes, () => ':1', `${header}f()\n\t`) },
  { name: 'one line that opens a goroutine over and over', make: (bytes) => fill(bytes, () => 'goroutine 1 [a', '') },
  { name: 'one header with endless suffixes', make: (bytes) => fill(bytes, () => ' (leaked)', 'goroutine 1 [x') },
  {
    name: 'one header with endless labels',
    make: (bytes) => fill(bytes, (i) => `k${i}: v, `, 'goroutine 1 [select] {'),
  },
  {
    name: 'one quoted label that never ends',
    make: (bytes) => fill(bytes, () => '\\x00', 'goroutine 1 [select labels:{"'),
  },
  {
    name: 'every goroutine with a header of its own',
    make: (bytes) => fill(bytes, (i) => `goroutine ${i} [s${i}]:\n${frame('f', 1)}\n`),
  },
  {
    name: 'every goroutine with labels of its own',
    make: (bytes) => fill(bytes, (i) => `goroutine ${i} [select] {u: ${i}}:\n${frame('f', 1)}\n`),
  },
  {
    name: 'every goroutine with a stack of its own',
    make: (bytes) => fill(bytes, (i) => `goroutine ${i} [select]:\n${frame(`f${i}`, i)}\n`),
  },
  {
    name: 'every goroutine with a wait of its own',
    make: (bytes) => fill(bytes, (i) => `goroutine ${i} [select, ${i} minutes]:\n${frame('f', 1)}\n`),
  },
  {
    name: 'stacks that part at the last frame',
    make: (bytes) => fill(bytes, (i) => `goroutine ${i} [select]:\n${frame('a', 1).repeat(20)}${frame('b', i)}\n`),
  },
  {
    name: 'stacks that end ever later',
    make: (bytes) => fill(bytes, (i) => `goroutine ${i} [select]:\n${frame('a', 1).repeat(i % 200)}\n`),
  },
  { name: 'one endless stack', make: (bytes) => fill(bytes, (i) => frame('f', i % 7), header) },
  { name: 'calls without locations', make: (bytes) => fill(bytes, (i) => `main.f${i}()\n`, header) },
  { name: 'locations without calls', make: (bytes) => fill(bytes, (i) => `\t/x.go:${i} +0x1\n`, header) },
  { name: 'a new dump with every goroutine', make: (bytes) => fill(bytes, () => `${header}${frame('f', 1)}\n`) },
  { name: 'nothing but newlines', make: (bytes) => fill(bytes, () => '\n', header) },
  {
    name: 'a log without dumps',
    make: (bytes) => fill(bytes, (i) => `2026-01-01 goroutine ${i} did something [once]\n`),
  },
  { name: 'one line of addresses', make: (bytes) => fill(bytes, () => ' 0x1', 'goroutine profile: total 1\n1 @') },
  {
    name: 'count lines of one stack each',
    make: (bytes) => fill(bytes, (i) => `1 @ 0x${i.toString(16)}\n`, 'goroutine profile: total 1\n'),
  },
  {
    name: 'count labels of offsets',
    make: (bytes) => fill(bytes, () => '+0x', 'goroutine profile: total 1\n1 @ 0x1\n#\t0x1\t'),
  },
  { name: 'HTTP headers without end', make: (bytes) => fill(bytes, (i) => `X-${i}: y\r\n`, 'HTTP/1.1 200 OK\r\n') },
  { name: 'a protobuf of a stack each', make: (bytes) => manySamples(bytes, (i) => [`f${i}`]) },
  { name: 'a protobuf of one endless stack', make: (bytes) => manySamples(bytes, () => ['f']) },
  {
    name: 'a protobuf of empty fields',
    make: (bytes) => Uint8Array.from({ length: bytes }, (_, i) => (i % 2 === 0 ? 0x12 : 0)),
  },
  {
    name: 'a protobuf of nested groups',
    make: (bytes) => new Uint8Array(bytes).fill(0x7b).map((byte, i) => (i === 1 ? 1 : byte)),
  },
  {
    name: 'a protobuf of numbers',
    make: (bytes) => Uint8Array.from([0x0a, 2, 8, 1, ...repeat([0x48, ...varint(-1)], bytes)]),
  },
];

function manySamples(bytes: number, stack: (index: number) => string[]): Uint8Array {
  return profileBytes({
    samples: Array.from({ length: Math.ceil(bytes / 60) }, (_, i) => ({ values: [1], stack: stack(i) })),
  });
}

function repeat(piece: readonly number[], bytes: number): number[] {
  return Array.from({ length: bytes - (bytes % piece.length) }, (_, i) => piece[i % piece.length] ?? 0);
}
