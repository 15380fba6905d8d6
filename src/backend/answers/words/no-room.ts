// The problem of an answer that finds no memory.
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
    message: `${what} found no room beside those of the other answers in work (${most} together, half of that for one data source). Narrow the targets or the filter, or ask again in some seconds.`,
  };
}
