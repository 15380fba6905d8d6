// Settings about stacks: which code is the user's own, and which pprof labels are kept.
import { succeed, type Result } from '../problem.ts';
import { definePart, optionalTexts } from './settings-part.ts';

interface StackSettings {
  /** Module prefixes of own code, which replace the guess from the profile. */
  readonly ownCode: readonly string[];
  /** pprof labels to keep; all others are dropped before groups are counted. */
  readonly labelKeys: readonly string[];
}

export const stacksPart = definePart({
  entries: { ownCode: optionalTexts, labelKeys: optionalTexts },
  read: ({ ownCode, labelKeys }): Result<StackSettings> => succeed({ ownCode, labelKeys }),
});
