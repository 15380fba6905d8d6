// The slots of the process: queries and resources of all data sources share its CPU and memory.
import { limits } from '../../../core/limits.ts';
import { fail, succeed, type Result } from '../../../core/problem.ts';
import { cancelledProblem } from '../ask.ts';
import { createAdmission, type Asker, type Place } from './admission.ts';
import { describeOverload } from './coalescing.ts';

export const processAdmission = createAdmission();

/** Number of callers that wait for one of these slots, for the message to those that wait too long. */
let waiting = 0;

/** Waits for a slot for work that is not shared. Fails if the caller cancels or the longest wait is exceeded. */
export async function takePlace(asker: Asker): Promise<Result<Place>> {
  const maxWaitMs = limits.answerQueueTimeout.value;
  const timeout = AbortSignal.timeout(maxWaitMs);
  waiting++;
  try {
    const place = await processAdmission.enter({ ...asker, signal: AbortSignal.any([asker.signal, timeout]) });
    if (place !== undefined) return succeed(place);
    return fail(asker.signal.aborted ? cancelledProblem : describeOverload(waiting, maxWaitMs));
  } finally {
    waiting--;
  }
}
