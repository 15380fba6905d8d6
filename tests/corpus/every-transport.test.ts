// Each transport recognises some text that the corpus writes, so a new one needs a carrier of its own.
import { transports } from '../../src/core/transport/list.ts';
import { carries } from './carry.ts';
import { listCases, loadInput } from './cases.ts';

const headBytes = 64 * 1024;
const encoder = new TextEncoder();

const plain = ['small-go1.26-debug2', 'small-go1.26-debug1', 'crash-panic-traceback-all-go1.26'].map((name) =>
  Buffer.from(loadInput(name)).toString('latin1').trimEnd().split('\n').slice(0, 90),
);
const heads = [
  ...plain.flatMap((lines) => Object.values(carries).map((carry) => encoder.encode(carry(lines)))),
  ...listCases()
    .filter((name) => name.startsWith('transport-'))
    .map(loadInput),
].map((bytes) => bytes.subarray(0, headBytes));

test.each(Object.entries(transports))('a text of the corpus is carried by %s', (_, transport) => {
  expect(heads.some((head) => transport.detect(head).length > 0)).toBe(true);
});
