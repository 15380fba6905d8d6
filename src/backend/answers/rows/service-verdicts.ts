// How things stand with each service of an answer.
import { currentIntervals } from '../../../core/agreed-times.ts';
import { judgeServices, type ServiceVerdict, type TargetTrouble } from '../../../core/analysis/service-verdict.ts';
import type { Verdicts } from '../../../core/analysis/suspects/model.ts';
import type { Labels } from '../../../core/labels.ts';
import type { Ask } from '../ask.ts';
import { findJudgedMs } from './verdicts.ts';

export interface ServicesQuestion {
  readonly verdicts: Verdicts;
  /** Labels that name a row. */
  readonly per: readonly string[];
  /** All targets asked about; undefined where only samples are known. */
  readonly targets: readonly Labels[] | undefined;
  /** Those that could not be read just now. */
  readonly failed: readonly Labels[];
}

/** One verdict a service, the gravest first. A service without a young sample is `unknown`, never `quiet`. */
export function judgeAsked(ask: Ask, { verdicts, per, targets, failed }: ServicesQuestion): readonly ServiceVerdict[] {
  const paused = (targets ?? []).filter((labels) => ask.past.paceOf(labels)?.hindrance?.kind === 'paused');
  const troubles: readonly TargetTrouble[] = [
    ...failed.map((labels) => ({ labels, reason: 'unreadable' }) as const),
    ...paused.map((labels) => ({ labels, reason: 'paused' }) as const),
  ];
  return judgeServices({
    verdicts,
    per,
    nowMs: findJudgedMs(ask) ?? ask.ports.nowMs(),
    staleMs: ask.query.inline === undefined ? findStaleMs(ask, targets ?? []) : Infinity,
    ...(targets === undefined ? {} : { targets }),
    troubles,
  });
}

/** Two intervals as they really are: sampling takes longer ones where a target is slow. */
function findStaleMs({ past, ref }: Ask, targets: readonly Labels[]): number {
  const { intervalMs } = ref.settings.sampling;
  return targets.reduce(
    (longest, labels) => Math.max(longest, currentIntervals * (past.paceOf(labels)?.everyMs ?? 0)),
    currentIntervals * intervalMs,
  );
}
