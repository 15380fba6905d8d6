import { readProfiles } from '../../core/profile/reader.ts';
import { createKeptProfiles } from './kept-profiles.ts';
import { recordedText } from './testing/recorded.ts';

const read = readProfiles(Buffer.from(recordedText));
const profile = read.outcome === 'read' ? read.profiles[0]! : undefined!;

function sizeOfOne(): number {
  const kept = createKeptProfiles();
  kept.keep({}, profile, () => undefined);
  return kept.totalBytes();
}

test('the least recently used go when the memory is needed', () => {
  const dropped: string[] = [];
  const kept = createKeptProfiles(3 * sizeOfOne());
  const owners = new Map(['a', 'b', 'c', 'd'].map((name) => [name, { name }]));
  for (const name of ['a', 'b', 'c']) kept.keep(owners.get(name)!, profile, () => dropped.push(name));
  kept.touch(owners.get('a')!);
  kept.keep(owners.get('d')!, profile, () => dropped.push('d'));
  expect(dropped).toEqual(['b']);
  expect(kept.totalBytes()).toBe(3 * sizeOfOne());
});

test('what is replaced or released counts no more', () => {
  const kept = createKeptProfiles();
  const owner = {};
  kept.keep(owner, profile, () => undefined);
  kept.keep(owner, profile, () => undefined);
  expect(kept.totalBytes()).toBe(sizeOfOne());
  kept.release(owner);
  expect(kept.totalBytes()).toBe(0);
});

test('one that is larger than everything is kept alone until the next comes', () => {
  const dropped: string[] = [];
  const kept = createKeptProfiles(1);
  kept.keep({}, profile, () => dropped.push('first'));
  expect(dropped).toEqual([]);
  kept.keep({}, profile, () => dropped.push('second'));
  expect(dropped).toEqual(['first']);
});
