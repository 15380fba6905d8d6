// The memory bound of one call. All its answers go out in one message, so they are kept until the last is complete.
import { limits } from '../../core/limits.ts';
import type { Problem } from '../../core/problem.ts';
import { measureFrame } from '../../frames/measure-frame.ts';
import type { QueryAnswer } from '../protocol/handler.ts';
import { refuse } from './ask.ts';
import { formatCount } from './words/format.ts';

export const tooManyQueries: Problem = refuse(
  'too_many_queries',
  'queries',
  `A call may hold ${formatCount(limits.queriesPerCall.value)} queries, and this one comes after them. Ask in several calls.`,
  413,
);

export interface CallBound {
  /** Returns the same answer if it fits, otherwise a problem. */
  keep(answer: QueryAnswer): QueryAnswer;
}

export function openCallBound(maxBytes: number = limits.answersPerCall.value): CallBound {
  let left = maxBytes;
  return {
    keep(answer) {
      const bytes = answer.frames.reduce((sum, frame) => sum + measureFrame(frame), 0);
      if (bytes > left) return { ok: false, problem: describeExcess(maxBytes), frames: [] };
      left -= bytes;
      return answer;
    },
  };
}

function describeExcess(maxBytes: number): Problem {
  const message = `The answers of this call together have more than ${formatCount(maxBytes)} bytes, the most that is kept for one. Narrow this query with a filter or fewer targets, or ask it in a call of its own.`;
  return refuse('answers_too_large', 'queries', message, 413);
}
