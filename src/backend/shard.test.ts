import fc from 'fast-check';
import type { Labels } from '../core/labels.ts';
import { isInShard } from './shard.ts';

const anyLabels = fc.dictionary(fc.string({ minLength: 1 }), fc.string());

test('every target is in one shard and no other, whatever the order of its labels', () => {
  fc.assert(
    fc.property(anyLabels, fc.integer({ min: 1, max: 12 }), (labels, count) => {
      const turned: Labels = Object.fromEntries(Object.entries(labels).reverse());
      const shards = Array.from({ length: count }, (_, index) => ({ index: index + 1, count }));
      const mine = shards.filter((shard) => isInShard(labels, shard));
      expect(mine).toHaveLength(1);
      expect(shards.filter((shard) => isInShard(turned, shard))).toEqual(mine);
    }),
  );
});

test('a fleet is split about evenly', () => {
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < 2_000; index++) {
    const labels = { service: `s${index % 40}`, instance: `10.0.${index >> 8}.${index & 255}:6060` };
    for (const shard of [1, 2, 3, 4]) if (isInShard(labels, { index: shard, count: 4 })) counts[shard - 1]! += 1;
  }
  for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(75);
});

test('one shard more moves a share of the targets, and only to itself', () => {
  const fleet = Array.from({ length: 2_000 }, (_, index) => ({ service: 's', instance: `10.0.${index}:6060` }));
  const ownerOf = (labels: Labels, count: number): number =>
    Array.from({ length: count }, (_, index) => index + 1).find((index) => isInShard(labels, { index, count })) ?? 0;
  const moved = fleet.filter((labels) => ownerOf(labels, 8) !== ownerOf(labels, 9));
  expect(moved.every((labels) => ownerOf(labels, 9) === 9)).toBe(true);
  expect(Math.abs(moved.length - 2_000 / 9)).toBeLessThan(60);
});
