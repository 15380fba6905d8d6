// What holds for every input, however broken: nothing throws, every goroutine is accounted for, every issue has a
// place, and how the bytes arrived makes no difference.
import { defaultBounds } from '../../src/core/limits.ts';
import { InternedStacks } from '../../src/core/profile/interned-stacks.ts';
import type { Entry, Profile, ReadResult } from '../../src/core/profile/model.ts';
import type { GoroutineSeen, ReaderOptions } from '../../src/core/profile/options.ts';
import { createProfileReader } from '../../src/core/profile/reader.ts';
import type { Random } from './random.ts';
import { pickBelow } from './random.ts';

/** Reads `bytes`, and `inPieces` in several ways. Returns the first fault, or undefined. */
export function findBrokenInvariant(
  bytes: Uint8Array,
  random: Random,
  options: ReaderOptions = {},
  inPieces = true,
): string | undefined {
  const seen: GoroutineSeen[] = [];
  const whole = readInPieces(bytes, () => bytes.length, {
    ...options,
    onGoroutine: (goroutine) => seen.push(goroutine),
  });
  const broken = checkResult(whole, seen, options);
  if (broken || !inPieces) return broken;
  const expected = describe(whole);
  if (describe(readInPieces(bytes, () => 1, options)) !== expected) return 'one byte at a time reads differently';
  const pieces = readInPieces(bytes, () => 1 + pickBelow(random, 200), options);
  if (describe(pieces) !== expected) return 'pieces of random sizes read differently';
  const sharing = readInPieces(bytes, () => bytes.length, { ...options, known });
  return describe(forgetSharing(sharing)) === expected ? undefined : 'reads differently after other profiles';
}

/** Small, so that it is emptied at times. */
const known = new InternedStacks(256 * 1024);

function forgetSharing(result: ReadResult): ReadResult {
  if (result.outcome !== 'read') return result;
  return { ...result, profiles: result.profiles.map(({ sharesFrames: _, ...profile }) => profile) };
}

export function readInPieces(bytes: Uint8Array, nextLength: () => number, options: ReaderOptions): ReadResult {
  const reader = createProfileReader(options);
  for (let at = 0; at < bytes.length;) {
    const length = nextLength();
    reader.push(bytes.subarray(at, at + length));
    at += length;
  }
  return reader.finish();
}

function describe(result: ReadResult): string {
  return JSON.stringify(result, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

function checkResult(result: ReadResult, seen: readonly GoroutineSeen[], options: ReaderOptions): string | undefined {
  if (result.outcome !== 'read') return undefined;
  if (result.profiles.length === 0) return 'read, yet no profile';
  for (const [index, profile] of result.profiles.entries()) {
    const broken =
      checkProfile(profile, options) ??
      checkSeen(
        profile,
        seen.filter((each) => each.profile === index),
      );
    if (broken) return `profile ${index}: ${broken}`;
  }
  return undefined;
}

function checkProfile(profile: Profile, options: ReaderOptions): string | undefined {
  const counted = profile.entries.reduce((sum, entry) => sum + entry.count, 0);
  if (counted !== profile.parsed) return `entries count ${counted}, parsed says ${profile.parsed}`;
  if (profile.parsed + profile.unparsed !== profile.goroutines) return 'parsed and unparsed are not all goroutines';
  if (profile.unparsed < 0) return 'a negative number of goroutines is unparsed';
  for (const issue of profile.issues) {
    if (issue.line === undefined && issue.offset === undefined) return `issue ${issue.code} has no place`;
    if ((issue.line ?? 1) < 1 || issue.times < 1) return `issue ${issue.code} has an impossible place or number`;
  }
  for (const entry of profile.entries) {
    const broken = checkEntry(entry, profile, options);
    if (broken) return broken;
  }
  return undefined;
}

function checkEntry(entry: Entry, profile: Profile, options: ReaderOptions): string | undefined {
  const most = options.bounds?.framesPerStack ?? defaultBounds.framesPerStack;
  if (entry.frames.length > Math.max(2, most)) return `an entry has ${entry.frames.length} frames`;
  if (entry.frames.some((frame) => frame.function === '')) return 'a frame has no function';
  if (entry.frames.some((frame) => !Number.isSafeInteger(frame.line) || frame.line < 0))
    return 'a frame has an odd line';
  if (!profile.delta && (entry.leaked > entry.count || entry.leaked < 0))
    return 'more goroutines leaked than there are';
  const header = entry.header;
  if (!header) return undefined;
  const waiting = header.waits.reduce((sum, [, goroutines]) => sum + goroutines, 0);
  if (waiting !== entry.count) return `waits count ${waiting} of ${entry.count} goroutines`;
  if (header.lockedToThread > entry.count) return 'more goroutines locked than there are';
  if (header.sampleIds.length > entry.count || header.firstId > header.lastId) return 'sample ids are odd';
  return undefined;
}

function checkSeen(profile: Profile, seen: readonly GoroutineSeen[]): string | undefined {
  if (profile.format !== 'debug=2' && profile.format !== 'debug=3') return undefined;
  if (seen.length !== profile.parsed) return `${seen.length} goroutines were handed out of ${profile.parsed}`;
  for (const { entry } of seen) if (!profile.entries[entry]) return 'a goroutine refers to no entry';
  return undefined;
}
