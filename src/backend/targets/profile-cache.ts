// The profiles that wait to be shared, in bounded memory: the least recently used go first.
import { LRUCache } from 'lru-cache';
import type { Frame, Profile } from '../../core/profile/model.ts';
import type { Fetched } from './port.ts';
import type { AnswerSlot } from './shared-answer.ts';

/** A few large services, or some hundreds of ordinary ones; a profile that goes too early is fetched again. */
const maxBytes = 64 * 1024 * 1024;

/** Measured on V8 with profiles of real services: the objects behind one entry, one address (a bigint), one frame and each place that names it. */
const bytesPerEntry = 300;
const bytesPerSharedEntry = 40;
const bytesPerAddress = 32;
const bytesPerFrame = 100;
const bytesPerSlot = 8;

export interface ProfileCache {
  /** A place for one profile. The same key is the same place. */
  slot(key: string): AnswerSlot<Fetched>;
  totalBytes(): number;
}

export function createProfileCache(boundBytes = maxBytes): ProfileCache {
  const cache = new LRUCache<string, Fetched>({
    maxSize: boundBytes,
    // One that is larger than everything is kept alone until the next comes.
    sizeCalculation: (fetched) => Math.min(boundBytes, estimateBytes(fetched)),
  });
  return {
    slot: (key) => ({
      get: () => cache.get(key),
      peek: () => cache.peek(key),
      set: (fetched) => void cache.set(key, fetched),
      clear: () => void cache.delete(key),
    }),
    totalBytes: () => cache.calculatedSize,
  };
}

function estimateBytes({ profile, text }: Fetched): number {
  return estimateProfileBytes(profile) + (text?.bytes.length ?? 0);
}

function estimateProfileBytes({ entries, sharesFrames }: Profile): number {
  // Those that share their frames share most entries as well.
  if (sharesFrames === true) return 1_000 + entries.length * bytesPerSharedEntry;
  let bytes = 1_000 + entries.length * bytesPerEntry;
  const seen = new Set<Frame>();
  for (const { frames, addresses } of entries) {
    bytes += frames.length * bytesPerSlot + addresses.length * bytesPerAddress;
    for (const frame of frames) seen.add(frame);
  }
  for (const frame of seen) bytes += bytesPerFrame + frame.function.length + frame.file.length;
  return bytes;
}
