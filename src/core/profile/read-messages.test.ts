import { IssueLog } from './issues.ts';
import { ReaderPools } from './reader-pools.ts';
import type { ProfileMessage } from './profile-message.ts';
import { readProfileMessages } from './read-messages.ts';
import { message, profileBytes } from './testing/profile-bytes.ts';
import { finish } from '../steps.ts';

const few = 10_000;

function read(bytes: Uint8Array, maxBytes: number): ProfileMessage {
  const [only] = finish(readProfileMessages(bytes, new IssueLog(), new ReaderPools(), maxBytes));
  if (!only) throw new Error('There is always one message.');
  return only;
}

function repeat(fields: { readonly [field: number]: never | object }, times: number): Uint8Array {
  const one = message(fields as Parameters<typeof message>[0]);
  const bytes = new Uint8Array(one.length * times);
  for (let at = 0; at < bytes.length; at += one.length) bytes.set(one, at);
  return bytes;
}

describe('a profile of more parts than memory is for', () => {
  it.each([
    ['samples', repeat({ 2: {} }, few)],
    ['locations of one sample', message({ 2: { 1: Array.from({ length: few }, () => 1) } })],
    ['labels', repeat({ 2: { 3: {} } }, few)],
    ['locations', repeat({ 4: { 1: 1 } }, few)],
    ['inlined calls', repeat({ 4: { 4: {} } }, few)],
    ['functions', repeat({ 5: { 1: 1 } }, few)],
    ['strings', repeat({ 6: new Uint8Array() }, few)],
  ])('is cut, for its %s', (_, bytes) => {
    const cut = read(bytes, few).cut;
    expect(cut?.message).toContain('more parts than fit 10000 bytes');
    expect(read(bytes, Infinity).cut).toBeUndefined();
  });

  it('keeps what came before', () => {
    const bytes = profileBytes({ samples: [{ values: [3], stack: ['main.leak'] }] });
    expect(read(bytes, 100_000).samples).toHaveLength(1);
    expect(read(repeat({ 2: { 2: 1 } }, few), 100_000).samples.length).toBeGreaterThan(100);
  });
});
