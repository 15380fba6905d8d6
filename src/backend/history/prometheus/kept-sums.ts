// The sums of steps that are over, in memory.
import { LRUCache } from 'lru-cache';
import { hourMs } from '../../../core/agreed-times.ts';
import type { Grid, Row } from './api.ts';

const maxBytes = 32 * 1024 * 1024;
const bytesPerRow = 500;
const bytesPerPoint = 16;

/** The sums of one question over the steps of `grid`. */
export interface Kept {
  readonly grid: Grid;
  readonly services: ReadonlyMap<string, KeptService>;
}

export interface KeptService {
  /** Number of samples, by the labels that keep sums apart. */
  readonly counts: readonly Row[];
  readonly groups: readonly Row[];
  readonly sampled: readonly Row[];
}

export type ClosedSteps = LRUCache<string, Kept>;

export const createClosedSteps = (): ClosedSteps => new LRUCache({ maxSize: maxBytes, ttl: hourMs });

export function measureSums(services: ReadonlyMap<string, KeptService>): number {
  let bytes = 1;
  for (const { counts, groups, sampled } of services.values()) {
    for (const row of [...counts, ...groups, ...sampled]) bytes += bytesPerRow + bytesPerPoint * row.timesMs.length;
  }
  return bytes;
}
