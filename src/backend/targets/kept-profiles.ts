// How much memory answers may hold while they wait to be shared: the least recently used go first.
import type { Frame, Profile } from '../../core/profile/model.ts';

/** A few large services, or some hundreds of ordinary ones; a profile that goes too early is fetched again. */
const maxBytes = 64 * 1024 * 1024;

/** Measured on V8 with profiles of real services: the objects behind one entry, one address (a bigint), one frame and each place that names it. */
const bytesPerEntry = 300;
const bytesPerSharedEntry = 40;
const bytesPerAddress = 32;
const bytesPerFrame = 100;
const bytesPerSlot = 8;

export interface KeptProfiles {
  /** `moreBytes` is what is kept with the profile. `drop` is called when the memory is needed for others. Keeping the same owner again replaces what it kept. */
  keep(owner: object, profile: Profile, drop: () => void, moreBytes?: number): void;
  /** Marks as just used. */
  touch(owner: object): void;
  release(owner: object): void;
  readonly totalBytes: () => number;
}

export function createKeptProfiles(boundBytes = maxBytes): KeptProfiles {
  const kept = new Map<object, { readonly bytes: number; readonly drop: () => void }>();
  let totalBytes = 0;

  function release(owner: object): void {
    totalBytes -= kept.get(owner)?.bytes ?? 0;
    kept.delete(owner);
  }

  function keep(owner: object, profile: Profile, drop: () => void, moreBytes = 0): void {
    release(owner);
    const bytes = estimateBytes(profile) + moreBytes;
    kept.set(owner, { bytes, drop });
    totalBytes += bytes;
    for (const [other, entry] of kept) {
      if (totalBytes <= boundBytes || other === owner) break;
      release(other);
      entry.drop();
    }
  }

  function touch(owner: object): void {
    const entry = kept.get(owner);
    if (entry === undefined) return;
    kept.delete(owner);
    kept.set(owner, entry);
  }

  return { keep, touch, release, totalBytes: () => totalBytes };
}

function estimateBytes({ entries, sharesFrames }: Profile): number {
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
