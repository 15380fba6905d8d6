// The profile that is dearest to understand for its size.
import { gzipSync } from 'node:zlib';
import { profileBytes } from '../../src/core/profile/testing/profile-bytes.ts';

/** Different stacks that part early: no flame graph has more calls to go through. A gzipped protobuf. */
export function writeDeepStacks(stacks: number, depth: number): Buffer {
  const names = Array.from({ length: 997 }, (_, index) => `example.com/app/deep.(*Walker).step${index}`);
  let state = 1;
  const pick = () => names[(state = (state * 48_271) % 2_147_483_647) % names.length]!;
  const samples = Array.from({ length: stacks }, () => ({ values: [1], stack: Array.from({ length: depth }, pick) }));
  return gzipSync(profileBytes({ samples }), { level: 1 });
}
