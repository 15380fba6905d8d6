// The past of a process in a form that JSON can hold, so that verdicts survive the program. Stacks are named, because
// history stores their frames. The text around the newest sample is left out, because it belongs to a dump that a user
// sees.
import type { Labels } from '../../labels.ts';
import type { Fingerprint } from '../../stack/model.ts';
import type { SavedClock } from '../trend/clock.ts';
import type { Life } from '../trend/lives.ts';
import type { Trend } from '../trend/model.ts';
import type { Span } from '../trend/past.ts';
import type { SavedTrack } from '../trend/track.ts';
import type { TrafficChange } from '../trend/traffic.ts';
import type { LockTrouble } from '../wait-for/model.ts';
import type { WaitVerdict } from '../waits/model.ts';
import type { Change } from './model.ts';

/**
 * Must increase with each change of what is saved or of what a saved number means: tracks, blocks, lives or trends.
 * Another format is not read, and history is replayed instead.
 */
export const savedFormat = 2;

/** Undefined is left out by JSON, and NaN becomes null. */
export interface SavedProcess {
  readonly labels: Labels;
  readonly stacks: readonly SavedStack[];
  readonly changes: readonly Change[];
  readonly clock: SavedClock;
  readonly turnover: SavedTrack;
  readonly total: SavedTrack;
  readonly resident: SavedOwnTrack;
  readonly requests: SavedOwnTrack;
  readonly lives: number;
  readonly before?: Span | undefined;
  readonly lifeFromMs: number | null;
  readonly lastMs: number | null;
  readonly seenMs: number | null;
  readonly samples: number;
  readonly startMs: number | null;
  readonly build: string | null;
  readonly memoryLimitBytes: number | null;
  readonly leakProfilesRead: number;
  readonly mainState?: string | undefined;
  readonly answers: boolean;
  readonly prior?: SavedTrend | undefined;
  readonly fresh: boolean;
  readonly troubles: readonly LockTrouble[];
  readonly hasDump: boolean;
  readonly hadOther: boolean;
  readonly requestsBefore?: { readonly atMs: number; readonly count: number } | undefined;
}

/** A track with its own clock. */
export interface SavedOwnTrack {
  readonly clock: SavedClock;
  readonly track: SavedTrack;
}

/** What most stacks do not have is left out, because a checkpoint has hundreds of them. */
export interface SavedStack {
  readonly fingerprint: Fingerprint;
  readonly state: string;
  readonly track: SavedTrack;
  readonly lives?: readonly Life[] | undefined;
  readonly seenMs: number | null;
  readonly leaked?: readonly number[] | undefined;
  readonly marked?: number | undefined;
  readonly pending: number;
  readonly states?: readonly (readonly [state: string, count: number])[] | undefined;
  readonly held?: SavedTrend | undefined;
  readonly waited?: { readonly verdict: WaitVerdict; readonly atMs: number; readonly count: number } | undefined;
  readonly judgedMs: number | null;
  readonly judgedCount: number;
}

/** A ratio of traffic is unknown if there was no traffic. */
export type SavedTrend = Omit<Trend, 'traffic'> & {
  readonly traffic?: (Omit<TrafficChange, 'ratio'> & { readonly ratio: number | null }) | undefined;
};

export function saveNumber(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

export function restoreTrend(saved: SavedTrend | undefined): Trend | undefined {
  if (saved === undefined) return undefined;
  const { traffic } = saved;
  return { ...saved, traffic: traffic && { ...traffic, ratio: traffic.ratio ?? NaN } };
}
