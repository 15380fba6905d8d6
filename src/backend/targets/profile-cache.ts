// An LRU cache for shared profiles, bounded in bytes.
import { LRUCache } from 'lru-cache';
import { bytesPerAddress } from '../../core/profile/frame-cost.ts';
import type { Frame, Profile } from '../../core/profile/model.ts';
import type { Fetched } from './port.ts';
import type { AnswerSlot } from './shared-answer.ts';

/** Fits a few large services or hundreds of ordinary ones. An evicted profile is fetched again. */
const maxBytes = 64 * 1024 * 1024;

/** Measured on V8 with profiles of real services: the objects of one entry, and one frame with its references. */
const bytesPerEntry = 300;
const bytesPerSharedEntry = 40;
const bytesPerFrame = 100;
const bytesPerSlot = 8;

export interface ProfileCache {
  /** The cache slot of one profile. Equal keys give the same slot. */
  slot(key: string): AnswerSlot<Fetched>;
  totalBytes(): number;
}

export function createProfileCache(boundBytes = maxBytes): ProfileCache {
  const cache = new LRUCache<string, Fetched>({
    maxSize: boundBytes,
    // A profile larger than the cache is kept alone until the next one arrives.
    sizeCalculation: (fetched) => Math.min(boundBytes, fetched.heldBytes ?? estimateBytes(fetched)),
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

/** The memory of a parsed profile with its text. */
export function estimateBytes({ profile, text }: Pick<Fetched, 'profile' | 'text'>): number {
  return estimateProfileBytes(profile) + (text?.bytes.length ?? 0);
}

function estimateProfileBytes({ entries, sharesFrames }: Profile): number {
  // Profiles that share frames share most entries too.
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
