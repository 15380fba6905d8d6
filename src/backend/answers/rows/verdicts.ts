// Reads the verdicts for an answer. Without verdicts the answer is still given: it says that growth is not judged and
// applies no default ignore rules.
import { hourMs, lateRangeMs } from '../../../core/agreed-times.ts';
import type { StackVerdict } from '../../../core/analysis/model.ts';
import { listFingerprints } from '../../../core/analysis/suspects/lockstep.ts';
import type { Suspect } from '../../../core/analysis/suspects/model.ts';
import type { VerdictLookup } from '../../../core/analysis/verdict.ts';
import { labelsKey, pickLabels } from '../../../core/labels.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { typeFacts } from '../type-facts.ts';
import type { Judged } from '../../history/past.ts';
import { takeTurn } from '../../loop-turns.ts';
import type { Ask } from '../ask.ts';
import { cancelledProblem } from '../ask.ts';
import { unjudged, type Judgement } from '../judgement.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { formatTime } from '../words/format.ts';

/** Maximum wait for verdicts; alert rules allow more. Queries without a grade filter then get those available. */
const maxWaitMs = 20_000;

/**
 * Reads verdicts after the fetched samples were judged. A filter on grades fails until all verdicts are available:
 * otherwise a restart of Grafana would resolve an alert.
 */
export async function readVerdicts(ask: Ask, kept: Promise<void> | undefined): Promise<Result<Judgement>> {
  const { query, past, signal } = ask;
  if (query.inline !== undefined) return succeed(unjudged);
  await kept;
  await takeTurn();
  const isGraded = query.filter.minGrade !== undefined;
  const grades = isGraded ? 'waits' : typeFacts[query.queryType].grades;
  const judged = await past.judge({
    per: query.per,
    targets: query.targets,
    // Recomputing past verdicts is expensive. Queries without grades use the current ones.
    atMs: grades === 'none' ? undefined : findJudgedMs(ask),
    maxWaitMs: grades === 'waits' ? maxWaitMs : 0,
    signal,
  });
  // After a start, all queries wait for verdicts, so other work gets a turn.
  await takeTurn();
  if (signal.aborted) return fail(cancelledProblem);
  // If a history exists but cannot be read, "no data" would resolve an alert.
  if (!judged.ok && isGraded && judged.problem.code !== 'no_history') return judged;
  if (!judged.ok) return succeed({ ...unjudged, problem: judged.problem });
  const { waiting, total, fromMs, verdicts, unread } = judged.value;
  // A grade that was judged without its past must not resolve an alert.
  if (unread !== undefined && isGraded) return fail(unread);
  if (waiting > 0 && isGraded) return fail(refuseLoading(waiting, total));
  if (waiting === 0 && fromMs === null) return succeed(unjudged);
  return succeed({ judged: judged.value, lookup: makeLookup(verdicts.suspects, query.per), problem: undefined });
}

/** The end of a past range; undefined for now. */
export function findJudgedMs({ toMs, ports, ref }: Pick<Ask, 'toMs' | 'ports' | 'ref'>): number | undefined {
  const agoMs = toMs === 0 ? 0 : ports.nowMs() - toMs;
  return agoMs <= Math.max(ref.settings.sampling.intervalMs, lateRangeMs) ? undefined : toMs;
}

/** Indexed by fingerprint first, because most stacks are never suspects. */
export function makeLookup(suspects: readonly Suspect[], per: readonly string[]): VerdictLookup {
  const byStack = new Map<string, Map<string, StackVerdict>>();
  for (const suspect of suspects) {
    const { per: labels, grade, once, cause } = suspect;
    for (const fingerprint of listFingerprints(suspect)) {
      const known = byStack.get(fingerprint) ?? new Map<string, StackVerdict>();
      known.set(labelsKey(pickLabels(labels, per)), { grade, once, cause });
      byStack.set(fingerprint, known);
    }
  }
  return (target, fingerprint) => byStack.get(fingerprint)?.get(labelsKey(pickLabels(target, per)));
}

/** Notices for queries that ask for grades. */
export function noteJudgement({ judged, problem }: Judgement, ask: Ask): readonly Notice[] {
  if (ask.query.inline !== undefined) return [noteUnjudged('A pasted dump is one moment')];
  if (problem !== undefined) {
    return [{ severity: 'warning', text: `Growth is not judged: ${problem.message}`, hosts: problem.hosts ?? [] }];
  }
  if (judged === undefined) return [noteUnjudged('There are no samples of these targets')];
  return [...noteUnread(judged), ...noteWaiting(judged), ...noteYoung(judged, ask), ...judged.notices];
}

function noteUnjudged(reason: string): Notice {
  const text =
    `${reason}. Grades come from this one profile: goroutines that the runtime reports as leaked, waits that can ` +
    'never end, and 10,000 goroutines or more at one place. Growth is not judged.';
  return { severity: 'info', text };
}

function noteUnread({ unread }: Judged): readonly Notice[] {
  if (unread === undefined) return [];
  const text = `Growth is judged from what was sampled since Parked started: ${unread.message}`;
  return [{ severity: 'warning', text, hosts: unread.hosts ?? [] }];
}

export function noteWaiting({ waiting, total }: Judged): readonly Notice[] {
  if (waiting === 0) return [];
  return [{ severity: 'warning', text: refuseLoading(waiting, total).message }];
}

/** It takes an hour of samples to distinguish a leak from a load peak. */
function noteYoung({ fromMs }: Judged, ask: Ask): readonly Notice[] {
  const nowMs = findJudgedMs(ask) ?? ask.ports.nowMs();
  if (fromMs === null || nowMs - fromMs >= hourMs) return [];
  const text =
    `Growth is judged from samples since ${formatTime(fromMs)}. Telling a leak from a busy moment takes an hour ` +
    `and 60 samples, so only proofs are certain until ${formatTime(fromMs + hourMs)} or later.`;
  return [{ severity: 'info', text }];
}

function refuseLoading(waiting: number, total: number): Problem {
  return {
    code: 'verdicts_loading',
    status: 503,
    source: 'plugin',
    message:
      `Verdicts are being computed from history after a start, and ${formatCount(waiting)} of ` +
      `${formatAmount(total, 'target')} remain. Try again in a minute.`,
  };
}
