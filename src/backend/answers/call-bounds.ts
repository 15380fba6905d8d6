// The memory bound of one call. All its answers go out in one message, so they are kept until the last is complete, and
// count in the memory of answers until the message is sent.
import { limits } from '../../core/limits.ts';
import type { Problem } from '../../core/problem.ts';
import { measureFrame } from '../../frames/measure-frame.ts';
import type { QueryAnswer } from '../protocol/handler.ts';
import { refuse } from './ask.ts';
import { openAnswerMemory, type MemoryOwner } from './answer-memory.ts';
import { formatCount } from '../../core/format.ts';
import { describeNoRoom } from './words/no-room.ts';

export const tooManyQueries: Problem = refuse(
  'too_many_queries',
  'queries',
  `A call may hold ${formatCount(limits.queriesPerCall.value)} queries, and this one comes after them. Ask in several calls.`,
  413,
);

interface CallBound {
  /** Returns the same answer if it fits, otherwise a problem. */
  keep(answer: QueryAnswer): QueryAnswer;
  /** Call when the answers are sent. */
  release(): void;
}

/** An answer is there twice while it is sent: as columns, and as the bytes of the message. */
const copies = 2;

export function openCallBound(owner: MemoryOwner, maxBytes: number = limits.answersPerCall.value): CallBound {
  const memory = openAnswerMemory(owner);
  let left = maxBytes;
  return {
    release: memory.release,
    keep(answer) {
      const bytes = answer.frames.reduce((sum, frame) => sum + measureFrame(frame), 0);
      if (bytes > left) return { ok: false, problem: describeExcess(maxBytes), frames: [] };
      if (!memory.share(answer, bytes * copies))
        return { ok: false, problem: describeNoRoom('This answer'), frames: [] };
      left -= bytes;
      return answer;
    },
  };
}

function describeExcess(maxBytes: number): Problem {
  const message = `The answers of this call together have more than ${formatCount(maxBytes)} bytes, the most that is kept for one. Narrow this query with a filter or fewer targets, or ask it in a call of its own.`;
  return refuse('answers_too_large', 'queries', message, 413);
}
