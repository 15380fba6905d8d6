// Judges each service of an answer.
import { currentIntervals } from '../../../core/agreed-times.ts';
import type { ServiceVerdict, TargetTrouble } from '../../../core/analysis/service-model.ts';
import { judgeServices } from '../../../core/analysis/service-verdict.ts';
import type { Verdicts } from '../../../core/analysis/suspects/model.ts';
import type { Labels } from '../../../core/labels.ts';
import type { Ask } from '../ask.ts';
import { findJudgedMs } from './verdicts.ts';

interface ServicesQuestion {
  readonly verdicts: Verdicts;
  /** The labels that identify a row. */
  readonly per: readonly string[];
  /** The targets of the query; undefined if only samples are known. */
  readonly targets: readonly Labels[] | undefined;
  /** Targets whose fetch failed. */
  readonly failed: readonly Labels[];
}

/**
 * Returns one verdict per service, the most severe first. A service without a recent sample is `unknown`, never
 * `quiet`.
 */
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

/** Two effective intervals: sampling uses longer intervals for slow targets. */
function findStaleMs({ past, ref }: Ask, targets: readonly Labels[]): number {
  const { intervalMs } = ref.settings.sampling;
  return targets.reduce(
    (longest, labels) => Math.max(longest, currentIntervals * (past.paceOf(labels)?.everyMs ?? 0)),
    currentIntervals * intervalMs,
  );
}
