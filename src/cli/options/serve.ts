// The options of `parked serve`.
import type { ConnectionOptions } from './fetching.ts';

/** As commander passes them. Times are in milliseconds. */
export interface ServeOptions extends ConnectionOptions {
  readonly listen?: string;
  /** False with --no-open. */
  readonly open: boolean;
  readonly withParent?: true;
  /** Where pushed profiles are taken. */
  readonly receive?: string;
  readonly every?: number;
  readonly history?: string;
  readonly leakProfile?: true;
  readonly maxGoroutines?: number;
  readonly ownCode?: readonly string[];
  readonly labelKeys?: readonly string[];
  readonly memoryLimit?: string;
}
