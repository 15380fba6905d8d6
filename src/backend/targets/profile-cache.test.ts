import { readProfiles } from '../../core/profile/reader.ts';
import type { Fetched } from './port.ts';
import { createProfileCache } from './profile-cache.ts';
import { recordedText } from './testing/recorded.ts';

const read = readProfiles(Buffer.from(recordedText));
const profile = read.outcome === 'read' ? read.profiles[0]! : undefined!;
const target = { labels: {}, host: 'app:6060' };
const fetched: Fetched = { outcome: 'fetched', target, profile, atMs: 0, ageMs: 0, tookMs: 1, bytes: 9, url: '' };

function sizeOfOne(): number {
  const cache = createProfileCache();
  cache.slot('a').set(fetched);
  return cache.totalBytes();
}

test('the least recently used go when the memory is needed', () => {
  const cache = createProfileCache(3 * sizeOfOne());
  for (const key of ['a', 'b', 'c']) cache.slot(key).set(fetched);
  cache.slot('a').get();
  cache.slot('b').peek();
  cache.slot('d').set(fetched);
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.slot(key).peek() !== undefined)).toEqual(['a', 'c', 'd']);
  expect(cache.totalBytes()).toBe(3 * sizeOfOne());
});

test('replaced and cleared entries no longer count', () => {
  const cache = createProfileCache();
  cache.slot('a').set(fetched);
  cache.slot('a').set(fetched);
  expect(cache.totalBytes()).toBe(sizeOfOne());
  cache.slot('a').clear();
  expect(cache.totalBytes()).toBe(0);
});

test('one that is larger than everything is kept alone until the next comes', () => {
  const cache = createProfileCache(1);
  cache.slot('a').set(fetched);
  expect(cache.slot('a').get()).toBe(fetched);
  cache.slot('b').set(fetched);
  expect(cache.slot('a').get()).toBeUndefined();
});
