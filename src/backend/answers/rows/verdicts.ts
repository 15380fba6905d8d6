// What the past says of the stacks that an answer is about. An answer stands without it: then it says that growth is not
// judged, and hides nothing that nobody asked to hide.
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
import { nobodyWaits } from '../ask.ts';
import { unjudged, type Judgement } from '../judgement.ts';
import { spellAmount, spellCount, spellTime } from '../words/spell.ts';

/** Less than alert rules have. Others get what is there by then. */
const patienceMs = 20_000;

/**
 * Waits for what was just fetched to be judged first. A filter on grades must not be answered from half of the verdicts: an alert would be resolved by
 * a restart of Grafana. It fails where they are not all there.
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
    // Working out the past again is dear; whether a stack leaks now is reason enough to show it.
    atMs: grades === 'none' ? undefined : findJudgedMs(ask),
    patienceMs: grades === 'waits' ? patienceMs : 0,
    signal,
  });
  // Verdicts that are worked out after a start are waited for by everyone.
  await takeTurn();
  if (signal.aborted) return fail(nobodyWaits);
  if (!judged.ok) return succeed({ ...unjudged, problem: judged.problem });
  const { waiting, total, fromMs, verdicts } = judged.value;
  if (waiting > 0 && isGraded) return fail(refuseLoading(waiting, total));
  if (waiting === 0 && fromMs === null) return succeed(unjudged);
  return succeed({ judged: judged.value, lookup: makeLookup(verdicts.suspects, query.per), problem: undefined });
}

/** The end of a range that is past; undefined: now. */
export function findJudgedMs({ toMs, ports, ref }: Pick<Ask, 'toMs' | 'ports' | 'ref'>): number | undefined {
  const agoMs = toMs === 0 ? 0 : ports.nowMs() - toMs;
  return agoMs <= Math.max(ref.settings.sampling.intervalMs, lateRangeMs) ? undefined : toMs;
}

/** By fingerprint first: most stacks are no suspects anywhere. */
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

/** What is to be said where grades are asked for. */
export function noteJudgement({ judged, problem }: Judgement, ask: Ask): readonly Notice[] {
  if (ask.query.inline !== undefined) return [noteUnjudged('A pasted dump is one moment')];
  if (problem !== undefined) {
    return [{ severity: 'warning', text: `Growth is not judged: ${problem.message}`, hosts: problem.hosts ?? [] }];
  }
  if (judged === undefined) return [noteUnjudged('There are no samples of these targets')];
  return [...noteWaiting(judged), ...noteYoung(judged, ask), ...judged.notices];
}

function noteUnjudged(reason: string): Notice {
  const text = `${reason}: grades are given by this one profile alone, by what the runtime proves to be leaked, what waits for ever by its nature, and crowds of 10,000 at one place. Growth is not judged.`;
  return { severity: 'info', text };
}

export function noteWaiting({ waiting, total }: Judged): readonly Notice[] {
  if (waiting === 0) return [];
  return [{ severity: 'warning', text: refuseLoading(waiting, total).message }];
}

/** A leak takes an hour to tell from a busy moment. */
function noteYoung({ fromMs }: Judged, ask: Ask): readonly Notice[] {
  const nowMs = findJudgedMs(ask) ?? ask.ports.nowMs();
  if (fromMs === null || nowMs - fromMs >= hourMs) return [];
  const text = `Growth is judged from samples since ${spellTime(fromMs)}: it takes an hour and 60 samples to be told from a busy moment, so until ${spellTime(fromMs + hourMs)} at least only proofs are sure.`;
  return [{ severity: 'info', text }];
}

function refuseLoading(waiting: number, total: number): Problem {
  return {
    code: 'verdicts_loading',
    status: 503,
    source: 'plugin',
    message: `Verdicts are being worked out from history after a start: ${spellCount(waiting)} of ${spellAmount(total, 'target')} are left. Try again in a minute.`,
  };
}
