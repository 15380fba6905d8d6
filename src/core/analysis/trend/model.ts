// What a series of counts says: whether a stack grows in a way that traffic, pools and restarts don't explain.
import type { TrafficChange } from './traffic.ts';

/** Which of the ways to tell a leak spoke. */
export type TrendRule = 'steady' | 'covariance' | 'lows' | 'days' | 'lives' | 'fleet' | 'rising' | 'prior';

/** Why growth is no more than a sign yet: what would make it surer, or explain it away. */
export type Doubt =
  /** Too few samples, or too short a time. */
  | 'young'
  /** Too few steps up. */
  | 'few'
  /** It slows down, as a cache that warms up does. */
  | 'slowing'
  /** It began with the process: it may be warming up. */
  | 'warming'
  /** Traffic of the process rose meanwhile. */
  | 'traffic'
  /** Not a whole day is known, and its pace is not even: it may come and go with the hours of the day. */
  | 'clock'
  /** It has fallen before: only its valleys over a day can tell. */
  | 'returns'
  /** Earlier lives of the process reached this level, and stayed there. */
  | 'plateau'
  /** The rise is no larger than what it wanders. */
  | 'wander';

/** Growth of one stack of one process, of one life or of several. */
export interface Trend {
  readonly grade: 'likely' | 'watch' | 'rising';
  readonly rule: TrendRule;
  /** When it began to grow; the earliest that is known, at least. */
  readonly sinceMs: number;
  /** The growth began before anything is known. */
  readonly sinceStart: boolean;
  readonly toMs: number;
  /** When it is judged at the latest, if it goes on like this; null where it has been judged. */
  readonly dueMs: number | null;
  /** It has stood level since then; null while it grows. */
  readonly stoppedMs: number | null;
  /** The count, or its valley, then and now. */
  readonly from: number;
  readonly to: number;
  readonly perMinute: number;
  readonly lowerPerMinute: number;
  readonly upperPerMinute: number;
  readonly samples: number;
  /** Of the samples of a steady growth, those above the one before; null for the other rules. */
  readonly ups: number | null;
  /** Lives of the process that it grew in. */
  readonly lives: number;
  /** Undefined where nothing tells of traffic. */
  readonly traffic: TrafficChange | undefined;
  /** Empty where the growth is beyond doubt. */
  readonly doubts: readonly Doubt[];
}
