// The problem of an answer that does not get enough memory.
import { limits } from '../../../core/limits.ts';
import type { Problem } from '../../../core/problem.ts';
import { formatSize } from '../../../core/query/settings-size.ts';

/** `what` begins the sentence: `The profile of app:6060`. */
export function describeNoRoom(what: string): Problem {
  const most = formatSize(limits.answerMemory.value);
  return {
    code: 'memory_full',
    status: 503,
    source: 'plugin',
    message:
      `${what} does not fit into the memory that all answers share (${most}, and half of that for one data ` +
      'source). Narrow the targets or the filter, or try again in a few seconds.',
  };
}
