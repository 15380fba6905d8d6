// The result of `parked list`.
import type { ParkedFunction, SourceLine } from '../core/analysis/source/model.ts';
import type { SourceProfile } from '../report/model.ts';

export interface ListedFunction {
  readonly parked: ParkedFunction;
  readonly lines: readonly SourceLine[];
  /** Lines of the function that are not shown. */
  readonly left: number;
  /** Whether its file was found. */
  readonly found: boolean;
}

export interface SourceReport {
  readonly source: SourceProfile;
  readonly wanted: string;
  readonly functions: readonly ListedFunction[];
  readonly notes: readonly string[];
}
