// The memory bound of one call. All answers of a call go out in one message. Parked keeps them until the last one is
// complete, and counts them in the memory of answers until the message is sent.
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
  `A call may hold ${formatCount(limits.queriesPerCall.value)} queries, and this one is beyond that number. Split the call.`,
  413,
);

interface CallBound {
  /** Returns the same answer if it fits, otherwise a problem. */
  keep(answer: QueryAnswer): QueryAnswer;
  /** Call when the answers are sent. */
  release(): void;
}

/** While an answer is sent, memory holds it twice: as columns, and as the bytes of the message. */
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
  const message =
    `The answers of this call have more than ${formatCount(maxBytes)} bytes together, which is the bound for one ` +
    'call. Narrow this query with a filter or fewer targets, or ask it in a separate call.';
  return refuse('answers_too_large', 'queries', message, 413);
}
