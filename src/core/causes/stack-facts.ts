// What is known about goroutines besides their stack.
import type { Labels } from '../labels.ts';
import type { Frame } from '../profile/model.ts';
import type { CauseId } from './ids.ts';

/** Lines of a source file, as far as they are available: one line, a function, or the whole file. */
export interface SourceText {
  readonly text: string;
  /** Number of the first line of `text`; 1 for a whole file. */
  readonly firstLine: number;
}

/** What is known about the goroutines besides their stack. Missing facts are unknown. */
export interface StackFacts {
  /** The frames as in the profile. With debug=0 they show the runtime's operation. */
  readonly rawFrames?: readonly Frame[];
  /** The function in `created by`, raw or normalised. */
  readonly creator?: string | undefined;
  /** How many of them the runtime's leak profile lists; undefined where there is no leak profile. */
  readonly leaked?: number | undefined;
  /** Whole minutes waited, over goroutines whose wait is known. */
  readonly waitMinutes?: { readonly min: number; readonly max: number } | undefined;
  /** pprof labels, which a goroutine inherits from its creator. */
  readonly labels?: Labels | undefined;
  /** What the locks of the whole dump show about it; undefined where they show nothing. */
  readonly lock?: CauseId | undefined;
  /** Source around the innermost own-code frame, ideally the whole file. Its line is the frame's. */
  readonly source?: SourceText | undefined;
}
