// What is known of goroutines beyond their stack.
import type { Labels } from '../labels.ts';
import type { Frame } from '../profile/model.ts';
import type { CauseId } from './ids.ts';

/** Lines of a source file, as far as they are at hand: one line, a function, or all of it. */
export interface SourceText {
  readonly text: string;
  /** Number of the first line of `text`; 1 for a whole file. */
  readonly firstLine: number;
}

/** What is known of the goroutines beyond their stack. Whatever is missing counts as unknown. */
export interface StackFacts {
  /** The frames as the profile has them: debug=0 names the runtime's operation. */
  readonly rawFrames?: readonly Frame[];
  /** The function in `created by`, raw or normalised. */
  readonly creator?: string | undefined;
  /** How many of them the runtime's leak profile lists; undefined when nobody has asked it. */
  readonly leaked?: number | undefined;
  /** Whole minutes waited, of those whose wait is known. */
  readonly waitMinutes?: { readonly min: number; readonly max: number } | undefined;
  /** pprof labels, which a goroutine inherits from the one that started it. */
  readonly labels?: Labels | undefined;
  /** What the locks of the whole dump say of it; undefined where they say nothing. */
  readonly lock?: CauseId | undefined;
  /** Source around the innermost own-code frame, better the whole file. Its line is the frame's. */
  readonly source?: SourceText | undefined;
}
