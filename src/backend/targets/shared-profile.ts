// One kind and form of one target's profile, shared by all who ask for it.
import type { Bounds } from '../../core/limits.ts';
import type { Profile } from '../../core/profile/model.ts';
import { isFreshEnough, windowMs } from './freshness.ts';
import type { Rank } from './gate.ts';
import type { KeptProfiles } from './kept-profiles.ts';
import type { DumpText, FetchOutcome, ProfileRequest, Target } from './port.ts';
import { createSharedAnswer, type Insistence, type Landing } from './shared-answer.ts';

export interface LandedProfile {
  readonly profile: Profile;
  readonly bytes: number;
  readonly text?: DumpText | undefined;
}

export interface SharedProfileOptions {
  readonly target: Target;
  readonly kind: ProfileRequest['kind'];
  readonly form: ProfileRequest['form'];
  /** Without credentials. */
  readonly url: string;
  readonly bounds: Bounds;
  readonly now: () => number;
  readonly lingerMs: number;
  readonly kept: KeptProfiles;
  readonly fetch: (signal: AbortSignal, rank: Rank) => Promise<Landing<LandedProfile>>;
  /** Somebody waits for what was begun as routine. */
  readonly onHurry: () => void;
}

export interface SharedProfile {
  ask(maxAgeMs: number | undefined, signal: AbortSignal, insistence?: Insistence): Promise<FetchOutcome>;
  /** Forgets what nobody may be given any more, and says whether anything is left. */
  sweep(): 'empty' | 'in use';
  close(): void;
}

export function createSharedProfile(options: SharedProfileOptions): SharedProfile {
  const { target, kind, form, url, bounds, now, lingerMs, kept } = options;
  const owner = {};
  const shared = createSharedAnswer<LandedProfile>({
    host: target.host,
    bounds,
    now,
    lingerMs,
    windowMs: (tookMs) => windowMs({ kind, form }, tookMs, bounds),
    isFreshEnough: (maxAgeMs, ageMs, tookMs) =>
      isFreshEnough(maxAgeMs === undefined ? { kind, form } : { kind, form, maxAgeMs }, ageMs, tookMs, bounds),
    fetch: options.fetch,
    onHurry: options.onHurry,
    onKeep: ({ profile, text }, drop) => kept.keep(owner, profile, drop, text?.bytes.length),
    onUse: () => kept.touch(owner),
    onForget: () => kept.release(owner),
  });

  async function ask(
    maxAgeMs: number | undefined,
    signal: AbortSignal,
    insistence?: Insistence,
  ): Promise<FetchOutcome> {
    const answer = await shared.ask(maxAgeMs, signal, insistence);
    if (!answer.ok) return { outcome: 'failed', target, problem: answer.problem };
    const { value, atMs, ageMs, tookMs } = answer.value;
    const { profile, bytes, text } = value;
    return { outcome: 'fetched', target, profile, atMs, ageMs, tookMs, bytes, text, url };
  }

  return { ask, sweep: shared.sweep, close: shared.close };
}
