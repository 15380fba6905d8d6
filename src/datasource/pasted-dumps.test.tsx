import type * as pastedDumps from './pasted-dumps.ts';
import { findDump, keepDump } from './pasted-dumps.ts';

const dump = 'goroutine 1 [running]:\nmain.main()\n'.repeat(10_000);

afterEach(() => window.localStorage.clear());

test('a dump has a short reference that leads back to it', () => {
  const reference = keepDump(dump);
  expect(reference.length).toBeLessThan(40);
  expect(findDump(reference)).toBe(dump);
  expect(keepDump(dump)).toBe(reference);
});

test('text is its own reference, and what nobody kept is not found', () => {
  expect(findDump('goroutine 1 [running]:')).toBe('goroutine 1 [running]:');
  expect(findDump('pasted:0000000000000000')).toBeUndefined();
});

test('dumps stay when the page is loaded again, the newest ones', () => {
  const references = ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => keepDump(text));
  let again = findDump;
  jest.isolateModules(() => {
    again = jest.requireActual<typeof pastedDumps>('./pasted-dumps.ts').findDump;
  });
  expect(references.map((reference) => again(reference))).toEqual([undefined, 'b', 'c', 'd', 'e', 'f']);
});

test('what does not fit into the store is kept until the page is left', () => {
  const large = 'x'.repeat(2_000_000);
  expect(findDump(keepDump(large))).toBe(large);
});
