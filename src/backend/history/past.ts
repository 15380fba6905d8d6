// The past of data sources as answers see it: what is kept, and whether anything is being added to it.
import type { Labels } from '../../core/labels.ts';
import type { Result } from '../../core/problem.ts';
import type { Profile } from '../../core/profile/model.ts';
import type { HistoryEngine } from './port.ts';

/** A profile that was fetched to answer somebody, which may serve as a sample too. */
export interface OfferedProfile {
  readonly target: Labels;
  readonly profile: Profile;
  readonly atMs: number;
  readonly tookMs: number;
}

/** The past of one data source. */
export interface Past {
  /** Fails where this runtime cannot keep a history at all. */
  open(): Promise<Result<HistoryEngine>>;
  /** Settles when those that are due are kept, or known not to be. */
  offer(profiles: readonly OfferedProfile[]): Promise<void>;
}
