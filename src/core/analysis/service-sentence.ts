// Writes the sentence of a service's verdict.
import { formatAmount } from '../format.ts';
import type { Service, StateAndReason, TargetTrouble } from './service-model.ts';
import type { Diagnosis, ProcessOutline, Suspect } from './suspects/model.ts';
import type { LockTrouble } from './wait-for/model.ts';
import { isDated, formatRate, formatSpan, formatTime } from './suspects/words.ts';
import { minuteMs } from '../agreed-times.ts';

interface Figures {
  readonly growthPerMinute: number | null;
  readonly goroutines: number | null;
  readonly nextMs: number | null;
  /** The most severe deadlock, which may belong to another suspect than the worst. */
  readonly deadlock: LockTrouble | null;
}

export function writeSentence(
  service: Service,
  { state, reason }: StateAndReason,
  worst: Suspect | undefined,
  figures: Figures,
): string {
  const { processes, troubles, diagnoses } = service;
  const said = diagnoses.find(({ kind }) => kind === 'deadlock' || kind === 'crash');
  // The runtime's own statements come first.
  const crash = said?.kind === 'crash' ? said.text : '';
  if (said?.kind === 'deadlock' && hasEnded(processes)) return said.text;
  if (worst !== undefined) {
    const told = writeSuspect(worst, { state, reason }, figures.nextMs);
    const other = figures.deadlock === worst.locks ? null : figures.deadlock;
    return [crash, told, other === null ? '' : `${describeLocks(other)}.`].filter(Boolean).join(' ');
  }
  if (figures.deadlock !== null) return `${describeLocks(figures.deadlock)}.`;
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
      return `${count('unreadable')} cannot be read, so nothing is known of the present.`;
    case 'paused':
      return `Sampling of ${count('paused')} is paused, so nothing is known of the present.`;
    case 'stale':
      return `The newest sample is of ${formatTime(processes.reduce((most, one) => Math.max(most, one.lastMs), 0))}, so nothing is known of the present.`;
    case 'ended':
      return findGrave(service)?.text || 'The process has ended. Its dump shows who waited, not who grew.';
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
  if (grave !== undefined && grave.text !== '') return grave.text;
  if (processes.length === 0) return 'No sample has been taken yet.';
  const samples = processes.reduce((most, one) => Math.max(most, one.samples), 0);
  if (samples < 2) return 'It is too early to tell, because one profile shows who waits, not who grows.';
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
  return ` since ${waits?.onsetIsBound ? 'more than ' : ''}${formatSpan(minutes * minuteMs)} ago`;
}

function writeSuspect(worst: Suspect, { state, reason }: StateAndReason, nextMs: number | null): string {
  const { count, growthPerMinute, timeLeft } = worst;
  const since = formatOnset(worst);
  const grows = growthPerMinute > 0 ? `, growing ${formatRate(growthPerMinute)}${since}` : writeStop(worst, since);
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
      if (worst.stoppedMs !== null) return `${worst.function} rose: ${what}. A pool that is full looks the same${due}.`;
      return `${worst.function} ${reason === 'ended' ? 'held' : 'holds'} ${formatAmount(count, 'goroutine')} in ${worst.state}; it is not known ${reason === 'ended' ? 'whether they grew' : 'yet whether they grow'}.`;
  }
}

function writeStop({ stoppedMs }: Suspect, since: string): string {
  if (stoppedMs === null) return since;
  return `, constant since ${formatTime(stoppedMs)}${since === '' ? '' : `, after growing${since}`}`;
}

/** A goroutine that holds a lock does not leak: it keeps others waiting. */
function describeLocks({ sentence, deadlock, waiting }: LockTrouble): string {
  const said = sentence.replace(/\.$/, '');
  return `${deadlock ? 'Deadlock: ' : ''}${said}; ${formatAmount(waiting, 'goroutine waits', 'goroutines wait')}`;
}

/** Whether only dumps of ended processes are known. */
export function hasEnded(processes: readonly ProcessOutline[]): boolean {
  return processes.length > 0 && processes.every(({ ended }) => ended);
}
