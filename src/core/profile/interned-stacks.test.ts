import { InterpretationCache } from '../stack/interpretation-cache.ts';
import { interpretProfile } from '../stack/interpret.ts';
import { InternedStacks } from './interned-stacks.ts';
import type { Profile } from './model.ts';
import type { ReaderOptions } from './options.ts';
import { readProfiles } from './reader.ts';
import { message, profileBytes, type SampleSpec } from './testing/profile-bytes.ts';

function read(bytes: Uint8Array, options: ReaderOptions): Profile {
  const result = readProfiles(bytes, { addresses: false, ...options });
  if (result.outcome !== 'read' || result.profiles[0] === undefined) throw new Error('There is one profile.');
  return result.profiles[0];
}

function makeBytes(samples: readonly SampleSpec[]): Uint8Array {
  return profileBytes({ samples });
}

const handler = ['runtime.gopark', 'shop/cart.(*Store).Put', 'net/http.HandlerFunc.ServeHTTP'];
const worker = ['runtime.gopark', 'shop/worker.run', 'main.main.func1'];

describe('profiles that are read with the same known stacks', () => {
  const known = new InternedStacks();
  const first = read(makeBytes([{ values: [2], stack: handler }]), { known });
  const second = read(
    makeBytes([
      { values: [1], stack: worker },
      { values: [7], stack: handler },
    ]),
    { known },
  );

  it('share the frames of stacks that they have in common', () => {
    expect(second.entries[1]?.frames).toBe(first.entries[0]?.frames);
    expect(second.entries[1]?.frames.map((frame) => frame.function)).toEqual(handler);
    expect(second.entries.map(({ count }) => count)).toEqual([1, 7]);
  });

  it('share what their stacks mean, unless other code is own', () => {
    const options = { ownCode: ['shop'], labelKeys: [] };
    const cache = new InterpretationCache();
    const [inFirst] = interpretProfile(first, options, cache).entries;
    const [, inSecond] = interpretProfile(second, options, cache).entries;
    expect(inSecond?.stack).toBe(inFirst?.stack);
    expect(inSecond?.stack.function).toBe('shop/cart.(*Store).Put');
    const [, inOther] = interpretProfile(second, { ownCode: ['other'], labelKeys: [] }, cache).entries;
    expect(inOther?.stack.ownFrame).toBe(-1);
  });

  it('have the same meaning as when read alone', () => {
    const options = { ownCode: [], labelKeys: [] };
    const bytes = makeBytes([
      { values: [1], stack: worker },
      { values: [7], stack: handler },
    ]);
    const alone = read(bytes, {});
    expect(second).toEqual({ ...alone, sharesFrames: true });
    const meant = ({ entries }: Profile) => interpretProfile({ ...alone, entries }, options).entries;
    expect(interpretProfile(second, options).entries).toEqual(meant(alone));
  });
});

it('forgets everything when it knows too much, and goes on', () => {
  const known = new InternedStacks(20_000);
  const before = read(makeBytes([{ values: [2], stack: handler }]), { known });
  const many = Array.from({ length: 200 }, (_, number) => ({ values: [1], stack: [`main.f${number}`] }));
  expect(read(makeBytes(many), { known }).entries).toHaveLength(200);
  const after = read(makeBytes([{ values: [2], stack: handler }]), { known });
  expect(after).toEqual(before);
  expect(after.entries[0]?.frames).not.toBe(before.entries[0]?.frames);
});

it('takes names that are no UTF-8 and lines that no file has', () => {
  const bytes = message({
    1: { 1: 1 },
    2: [
      { 1: [1], 2: [1] },
      { 1: [2], 2: [1] },
      { 1: [3], 2: [1] },
    ],
    4: [
      { 1: 1, 4: { 1: 1, 2: 1n << 40n } },
      { 1: 2, 4: { 1: 2, 2: 1n << 40n } },
      { 1: 3, 4: { 1: 1, 2: 7 } },
    ],
    5: [
      { 1: 1, 2: 2 },
      { 1: 2, 2: 3 },
    ],
    6: ['', 'goroutine', Uint8Array.of(0x66, 0xff), Uint8Array.of(0x66, 0xfe)],
  });
  const known = new InternedStacks();
  read(bytes, { known });
  const { entries } = read(bytes, { known });
  // What reads alike is alike.
  expect(entries.map(({ count, frames }) => `${count} ${frames[0]?.function}:${frames[0]?.line}`)).toEqual([
    `2 f\ufffd:${2 ** 40}`,
    '1 f\ufffd:7',
  ]);
});
