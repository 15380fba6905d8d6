// Computes the verdict of a service: one row that says whether it leaks, and how much is known. A service is "quiet"
// only if that is known.
import { pickLabels, type Labels } from '../labels.ts';
import type { CauseId } from '../causes/model.ts';
import type { Fingerprint } from '../stack/model.ts';
import type { Grade } from './model.ts';
import type { Diagnosis, ProcessOutline, Suspect, Verdicts } from './suspects/model.ts';
import { formatAmount } from '../format.ts';
import { isDated, formatRate, formatSpan, formatTime } from './suspects/words.ts';
import { reachesGrade } from './verdict.ts';

export type ServiceState = 'leaking' | 'rising' | 'quiet' | 'unknown';
export type UnknownReason = 'too-early' | 'stale' | 'unreadable' | 'paused' | 'ended';

export interface ServiceVerdict {
  /** Labels that name the row. */
  readonly per: Labels;
  readonly state: ServiceState;
  /** Why the state is unknown; null for other states. */
  readonly reason: UnknownReason | null;
  /** One sentence for people. */
  readonly sentence: string;
  /** The most serious suspect; null if there is none. */
  readonly worst: WorstStack | null;
  /** When the worst stack began to grow. */
  readonly sinceMs: number | null;
  /** Growth of the worst stack, or of all goroutines; null if only one sample is known. */
  readonly growthPerMinute: number | null;
  /** Sum over all processes of their newest samples; null if none is known. */
  readonly goroutines: number | null;
  readonly timeLeft: Suspect['timeLeft'];
  /** When there is enough data for the next grade; null if unknown. */
  readonly nextMs: number | null;
  /** Sentences that say what would make the verdict more certain. */
  readonly surer: readonly string[];
}

interface WorstStack {
  readonly fingerprint: Fingerprint;
  readonly function: string;
  readonly location: string;
  readonly state: string;
  readonly count: number;
  readonly cause: CauseId | null;
  readonly grade: Grade;
}

/** A problem of a target that its samples do not show. */
export interface TargetTrouble {
  readonly labels: Labels;
  readonly reason: 'unreadable' | 'paused';
}

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

/** The minimum of data before growth can be judged. */
const judgedAfter = { samples: 60, spanMs: 60 * 60_000 } as const;

interface Service {
  readonly per: Labels;
  readonly suspects: Suspect[];
  readonly diagnoses: Diagnosis[];
  readonly processes: ProcessOutline[];
  readonly troubles: TargetTrouble[];
  targets: number;
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
    sentence: writeSentence(service, state, worst, { growthPerMinute, goroutines, nextMs }),
    worst: worst === undefined ? null : describeWorst(worst),
    sinceMs: worst?.sinceMs ?? null,
    growthPerMinute,
    goroutines,
    timeLeft: worst?.timeLeft ?? null,
    nextMs,
    surer: worst?.surer ?? (state.state === 'unknown' ? listRemedies(state.reason) : []),
  };
}

type StateAndReason = Pick<ServiceVerdict, 'state' | 'reason'>;

function isFresh({ lastMs }: ProcessOutline, { nowMs, staleMs }: ServiceQuestion): boolean {
  return lastMs >= nowMs - staleMs;
}

/** `known`: number of known processes, including those without a recent sample. */
function findState(service: Service, worst: Suspect | undefined, known: number): StateAndReason {
  if (worst !== undefined && reachesGrade(worst.grade, 'likely')) return { state: 'leaking', reason: null };
  if (worst !== undefined && worst.growthPerMinute > 0) return { state: 'rising', reason: null };
  const { processes, troubles, targets } = service;
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

/** Whether only dumps of ended processes are known. */
function hasEnded(processes: readonly ProcessOutline[]): boolean {
  return processes.length > 0 && processes.every(({ ended }) => ended);
}

function isJudged({ samples, firstMs, lastMs }: ProcessOutline): boolean {
  return samples >= judgedAfter.samples && lastMs - firstMs >= judgedAfter.spanMs;
}

/** When the first unjudged process will have enough data; null if all have, or the sampling interval is unknown. */
function findNext(processes: readonly ProcessOutline[], worst: Suspect | undefined): number | null {
  if (worst !== undefined && reachesGrade(worst.grade, 'likely')) return null;
  let soonest = Infinity;
  for (const process of processes) {
    const { samples, firstMs, lastMs } = process;
    if (isJudged(process) || samples < 2) continue;
    const intervalMs = (lastMs - firstMs) / (samples - 1);
    const fullMs = lastMs + Math.max(0, judgedAfter.samples - samples) * intervalMs;
    soonest = Math.min(soonest, Math.max(firstMs + judgedAfter.spanMs, fullMs));
  }
  return soonest === Infinity ? null : soonest;
}

function describeWorst(suspect: Suspect): WorstStack {
  const { fingerprint, location, state, count, cause, grade } = suspect;
  return { fingerprint, function: suspect.function, location, state, count, cause, grade };
}

interface Figures {
  readonly growthPerMinute: number | null;
  readonly goroutines: number | null;
  readonly nextMs: number | null;
}

function writeSentence(
  service: Service,
  { state, reason }: StateAndReason,
  worst: Suspect | undefined,
  figures: Figures,
): string {
  const { processes, troubles, diagnoses } = service;
  const deadlock = diagnoses.find(({ kind }) => kind === 'deadlock');
  // The runtime's own statements come first.
  if (deadlock !== undefined && hasEnded(processes)) return deadlock.text;
  if (worst !== undefined) return writeSuspect(worst, { state, reason }, figures.nextMs);
  const grows = writeGrowth(figures);
  switch (state) {
    case 'leaking':
    case 'rising':
    case 'quiet': {
      const longest = processes.reduce((most, one) => (one.samples > most.samples ? one : most));
      const seen = `${formatAmount(longest.samples, 'sample')} over ${formatSpan(longest.lastMs - longest.firstMs)}`;
      return `No stack grows beyond what traffic, pools and restarts explain: ${seen}${grows}.`;
    }
    case 'unknown':
      break;
  }
  const count = (what: TargetTrouble['reason']): string =>
    formatAmount(troubles.filter((one) => one.reason === what).length, 'target');
  switch (reason) {
    case 'unreadable':
      return `${count('unreadable')} cannot be read, so nothing is known of now.`;
    case 'paused':
      return `Sampling of ${count('paused')} is paused, so nothing is known of now.`;
    case 'stale':
      return `The newest sample is of ${formatTime(processes.reduce((most, one) => Math.max(most, one.lastMs), 0))}: nothing is known of now.`;
    case 'ended':
      return findGrave(service)?.text ?? 'The process has ended: its dump shows who waited, not who grew.';
    case 'too-early':
    case null:
      return writeTooEarly(service, figures, grows);
  }
}

function findGrave({ diagnoses }: Service): Diagnosis | undefined {
  return diagnoses.find(({ kind }) => kind !== 'too-early' && kind !== 'level');
}

function writeTooEarly(service: Service, { nextMs }: Figures, grows: string): string {
  const grave = findGrave(service);
  const { processes } = service;
  if (grave !== undefined) return grave.text;
  if (processes.length === 0) return 'No sample has been taken yet.';
  const samples = processes.reduce((most, one) => Math.max(most, one.samples), 0);
  if (samples < 2) return 'One profile shows who waits, not who grows: it is too early to tell.';
  const due = nextMs === null ? '' : `, judged at ${formatTime(nextMs)}`;
  return `Too early to tell: ${formatAmount(samples, 'sample')}${grows}${due}.`;
}

function writeGrowth({ growthPerMinute, goroutines }: Figures): string {
  if (goroutines === null) return '';
  const rate = (growthPerMinute ?? 0) > 0 ? `, growing ${formatRate(growthPerMinute!)}` : '';
  return `, ${formatAmount(goroutines, 'goroutine')}${rate}`;
}

/** Without dates, the wait times of a dump tell how long ago. */
function formatOnset({ sinceMs, trend, waits }: Suspect): string {
  if (sinceMs === null) return '';
  const minutes = waits?.onsetMinutes ?? null;
  if (isDated(sinceMs) || trend !== null || minutes === null) return ` since ${formatTime(sinceMs)}`;
  return ` since ${waits?.onsetIsBound ? 'more than ' : ''}${formatSpan(minutes * 60_000)} ago`;
}

function writeSuspect(worst: Suspect, { state, reason }: StateAndReason, nextMs: number | null): string {
  const { count, growthPerMinute, timeLeft } = worst;
  const since = formatOnset(worst);
  const grows = growthPerMinute > 0 ? `, growing ${formatRate(growthPerMinute)}${since}` : since;
  const what = `${formatAmount(count, 'goroutine')} in ${worst.state}${grows}`;
  const left =
    timeLeft === null
      ? ''
      : `; the ${timeLeft.limit} limit is reached in ${formatSpan(timeLeft.ms.low)} at the soonest`;
  const due = nextMs === null ? '' : `; judged at ${formatTime(nextMs)}`;
  if (worst.locks !== null) return `${describeLocks(worst.locks)}${growthPerMinute > 0 ? grows : ''}${left}.`;
  switch (state) {
    case 'leaking':
      return `${worst.function} leaks: ${what}${left}.`;
    case 'rising':
      return `${worst.function} rises: ${what}${left}${due}.`;
    case 'quiet':
    case 'unknown':
      return `${worst.function} ${reason === 'ended' ? 'held' : 'holds'} ${formatAmount(count, 'goroutine')} in ${worst.state}; whether they ${reason === 'ended' ? 'grew is not known' : 'grow is not known yet'}.`;
  }
}

/** A goroutine that holds a lock does not leak: it keeps others waiting. */
function describeLocks({ sentence, deadlock, waiting }: NonNullable<Suspect['locks']>): string {
  const said = sentence.replace(/\.$/, '');
  return `${deadlock ? 'Deadlock: ' : ''}${said}; ${formatAmount(waiting, 'goroutine waits', 'goroutines wait')}`;
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
