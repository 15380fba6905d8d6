import type { DiffOptions } from './diff.ts';

/** Times are in milliseconds. */
export interface WatchOptions extends DiffOptions {
  /** The command of the load, for the shell. */
  readonly while: string;
  readonly every?: number;
  readonly settle?: number;
}
