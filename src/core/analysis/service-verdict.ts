// Computes the verdict of a service: one row that says whether it leaks, and how much is known. A service is "quiet"
// only if that is known.
import { hasEnded, writeSentence } from './service-sentence.ts';
import type {
  Service,
  ServiceState,
  ServiceVerdict,
  StateAndReason,
  TargetTrouble,
  UnknownReason,
  WorstStack,
} from './service-model.ts';
import { pickLabels, type Labels } from '../labels.ts';
import type { ProcessOutline, Suspect, Verdicts } from './suspects/model.ts';
import { drawTrouble } from './wait-for/draw.ts';
import { reachesGrade } from './verdict.ts';
import { likely } from './trend/steady-thresholds.ts';

export interface ServiceQuestion {
  readonly verdicts: Verdicts;
  /** Labels that name a row. */
  readonly per: readonly string[];
  /** The time of the verdict. */
  readonly nowMs: number;
  /** Older samples say nothing about the present. `Infinity` for recordings. */
  readonly staleMs: number;
  /** All known targets, sampled or not; undefined if only samples are known. */
  readonly targets?: readonly Labels[];
  /** Targets that cannot be read, or whose sampling is paused. */
  readonly troubles?: readonly TargetTrouble[];
}

/** One verdict per service, the most serious first. */
export function judgeServices(question: ServiceQuestion): readonly ServiceVerdict[] {
  return [...gather(question).values()]
    .map((service) => judgeService(service, question))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || weigh(b) - weigh(a));
}

const order: readonly ServiceState[] = ['leaking', 'rising', 'unknown', 'quiet'];

function weigh({ worst, goroutines }: ServiceVerdict): number {
  return worst?.count ?? (goroutines ?? 0) / 1e9;
}

function gather({ verdicts, per, targets = [], troubles = [] }: ServiceQuestion): Map<string, Service> {
  const services = new Map<string, Service>();
  const find = (labels: Labels): Service => {
    const named = pickLabels(labels, per);
    const key = JSON.stringify(Object.values(named));
    let service = services.get(key);
    if (service === undefined) {
      service = { per: named, suspects: [], diagnoses: [], processes: [], troubles: [], targets: 0 };
      services.set(key, service);
    }
    return service;
  };
  for (const labels of targets) find(labels).targets++;
  for (const trouble of troubles) find(trouble.labels).troubles.push(trouble);
  for (const process of verdicts.processes) find(process.labels).processes.push(process);
  for (const suspect of verdicts.suspects) find(suspect.per).suspects.push(suspect);
  for (const diagnosis of verdicts.diagnoses) find(diagnosis.per).diagnoses.push(diagnosis);
  return services;
}

function judgeService(service: Service, question: ServiceQuestion): ServiceVerdict {
  const { suspects } = service;
  const worst = suspects.find(({ once }) => !once);
  const deadlock =
    suspects.find(({ locks }) => locks?.deadlock)?.locks ??
    service.diagnoses.find(({ locks }) => locks !== undefined)?.locks ??
    null;
  const processes = service.processes.filter((process) => isFresh(process, question));
  const state = findState({ ...service, processes }, worst, service.processes.length);
  const known = processes.length > 0;
  const totalGrowth = processes.some(({ samples }) => samples > 1)
    ? processes.reduce((sum, { growthPerMinute }) => sum + growthPerMinute, 0)
    : null;
  const growthPerMinute = worst !== undefined && worst.growthPerMinute > 0 ? worst.growthPerMinute : totalGrowth;
  const goroutines = known ? processes.reduce((sum, process) => sum + process.goroutines, 0) : null;
  const nextMs = findNext(processes, worst);
  return {
    per: service.per,
    ...state,
    sentence: writeSentence(service, state, worst, { growthPerMinute, goroutines, nextMs, deadlock }),
    circle: deadlock === null ? [] : drawTrouble(deadlock),
    worst: worst === undefined ? null : describeWorst(worst),
    sinceMs: worst?.sinceMs ?? null,
    stoppedMs: worst?.stoppedMs ?? null,
    growthPerMinute,
    goroutines,
    timeLeft: worst?.timeLeft ?? null,
    nextMs,
    surer: worst?.surer ?? (state.state === 'unknown' ? listRemedies(state.reason) : []),
  };
}

function isFresh({ lastMs }: ProcessOutline, { nowMs, staleMs }: ServiceQuestion): boolean {
  return lastMs >= nowMs - staleMs;
}

/** `known`: number of known processes, including those without a recent sample. */
function findState(service: Service, worst: Suspect | undefined, known: number): StateAndReason {
  if (worst !== undefined && reachesGrade(worst.grade, 'likely')) return { state: 'leaking', reason: null };
  if (worst !== undefined && worst.growthPerMinute > 0) return { state: 'rising', reason: null };
  const { processes, troubles, targets, diagnoses } = service;
  if (diagnoses.some(({ locks }) => locks && reachesGrade(locks.grade, 'likely')) && !hasEnded(processes)) {
    return { state: 'leaking', reason: null };
  }
  if (troubles.some(({ reason }) => reason === 'unreadable')) return { state: 'unknown', reason: 'unreadable' };
  if (troubles.length > 0) return { state: 'unknown', reason: 'paused' };
  if (known > 0 && processes.length === 0) return { state: 'unknown', reason: 'stale' };
  if (hasEnded(processes)) return { state: 'unknown', reason: 'ended' };
  const judged = processes.filter(isJudged);
  // The newest pods run the same code as the others.
  const enough = judged.length > 0 && 2 * judged.length >= Math.max(processes.length, targets);
  // A crowd whose beginning was not seen may have leaked earlier.
  if (!enough || worst !== undefined) return { state: 'unknown', reason: 'too-early' };
  return { state: 'quiet', reason: null };
}

function isJudged({ samples, firstMs, lastMs }: ProcessOutline): boolean {
  return samples >= likely.samples && lastMs - firstMs >= likely.spanMs;
}

/** When the first unjudged process will have enough data; null if all have, or the sampling interval is unknown. */
function findNext(processes: readonly ProcessOutline[], worst: Suspect | undefined): number | null {
  if (worst !== undefined && reachesGrade(worst.grade, 'likely')) return null;
  let soonest = Infinity;
  for (const process of processes) {
    const { samples, firstMs, lastMs } = process;
    if (isJudged(process) || samples < 2) continue;
    const intervalMs = (lastMs - firstMs) / (samples - 1);
    const fullMs = lastMs + Math.max(0, likely.samples - samples) * intervalMs;
    soonest = Math.min(soonest, Math.max(firstMs + likely.spanMs, fullMs));
  }
  return soonest === Infinity ? null : soonest;
}

function describeWorst(suspect: Suspect): WorstStack {
  const { fingerprint, location, state, count, cause, grade } = suspect;
  return { fingerprint, function: suspect.function, location, state, count, cause, grade };
}

function listRemedies(reason: UnknownReason | null): readonly string[] {
  switch (reason) {
    case 'unreadable':
      return ['Make its profile readable: the list of targets says what is wrong.'];
    case 'paused':
      return ['Resume sampling.'];
    case 'stale':
      return ['Take a new sample.'];
    case 'ended':
      return [];
    case 'too-early':
      return [
        'Sample for an hour: 60 samples at least.',
        "A dump with waits, or the runtime's leak profile (Go 1.26 and later), needs one moment only.",
      ];
    case null:
      return [];
  }
}
