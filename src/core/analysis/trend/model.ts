// Describes growth that traffic, pools and restarts do not explain.
import type { TrafficChange } from './traffic.ts';

/** The rule that found the growth. */
export type TrendRule = 'steady' | 'covariance' | 'lows' | 'days' | 'lives' | 'fleet' | 'rising' | 'prior';

/** Reasons why growth is only a sign so far. */
export type Doubt =
  /** Too few samples or too short a time. */
  | 'young'
  /** Too few steps up. */
  | 'few'
  /** It slows down, like a cache that fills. */
  | 'slowing'
  /** It began with the process and may be a warm-up. */
  | 'warming'
  /** The traffic of the process rose too. */
  | 'traffic'
  /** Less than a day is known and the pace is uneven, so it may follow the time of day. */
  | 'clock'
  /** It has fallen before, so only its valleys over a day can tell. */
  | 'returns'
  /** Earlier lives of the process reached this level and stayed there. */
  | 'plateau'
  /** The rise is within its random variation. */
  | 'wander';

/** Growth of one stack of one process, over one or several lives. */
export interface Trend {
  readonly grade: 'likely' | 'watch' | 'rising';
  readonly rule: TrendRule;
  /** When it began to grow, or the earliest known time. */
  readonly sinceMs: number;
  /** The growth began before the first sample. */
  readonly sinceStart: boolean;
  readonly toMs: number;
  /** When it will be judged at the latest if it continues; null if it has been judged. */
  readonly dueMs: number | null;
  /** Constant since this time; null while it grows. */
  readonly stoppedMs: number | null;
  /** The count, or its valley, at the beginning and now. */
  readonly from: number;
  readonly to: number;
  readonly perMinute: number;
  readonly lowerPerMinute: number;
  readonly upperPerMinute: number;
  readonly samples: number;
  /** Number of samples above the previous one, for steady growth; null for other rules. */
  readonly ups: number | null;
  /** Number of lives in which it grew. */
  readonly lives: number;
  /** Undefined if traffic is unknown. */
  readonly traffic: TrafficChange | undefined;
  /** Empty if the growth is certain. */
  readonly doubts: readonly Doubt[];
}
