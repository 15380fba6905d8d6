// The places of the process: queries and resources of all data sources share its processor and its memory.
import { limits } from '../../../core/limits.ts';
import { fail, succeed, type Result } from '../../../core/problem.ts';
import { nobodyWaits } from '../ask.ts';
import { createAdmission, type Asker, type Place } from './admission.ts';
import { describeOverload } from './coalescing.ts';

export const processAdmission = createAdmission();

let waiting = 0;

/** A place for work that nobody shares. Fails when nobody waits any more, and after the longest wait for a turn. */
export async function takePlace(asker: Asker): Promise<Result<Place>> {
  const patienceMs = limits.answerPatience.value;
  const patience = AbortSignal.timeout(patienceMs);
  waiting++;
  try {
    const place = await processAdmission.enter({ ...asker, signal: AbortSignal.any([asker.signal, patience]) });
    if (place !== undefined) return succeed(place);
    return fail(asker.signal.aborted ? nobodyWaits : describeOverload(waiting, patienceMs));
  } finally {
    waiting--;
  }
}
