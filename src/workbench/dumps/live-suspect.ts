// A suspect of a running process, as the server's table tells it, in the form of the report.
import { causeIds, type CauseId } from '../../core/causes/model.ts';
import type { Group } from '../../core/analysis/model.ts';
import type { ReportSuspect } from '../../report/model.ts';
import type { SuspectRow } from '../model.ts';

/** Undefined for a stack that the newest profile has no more. */
export function describeLiveSuspect(row: SuspectRow, group: Group | undefined): ReportSuspect | undefined {
  const stack = group?.example?.stack;
  if (group === undefined || stack === undefined) return undefined;
  const { timeLeftMinutes, memoryBytes } = row;
  const [confidence = '', ...surer] = row.surer.split(/(?<=\.) /);
  const toMs = (minutes: number) => Math.round(minutes * 60_000);
  return {
    per: row.target === '' ? {} : { instance: row.target },
    fingerprint: stack.fingerprint,
    state: row.state,
    states: [{ state: row.state, count: row.count }],
    function: row.function,
    location: row.location,
    stack,
    grade: row.grade,
    once: row.once,
    count: row.count,
    proven: row.proven,
    rms: row.count,
    growthPerMinute: row.growthPerMinute ?? 0,
    sinceMs: row.sinceMs,
    changed: null,
    spread: {
      instances: row.instances ?? 1,
      of: row.instancesOf ?? 1,
      growing: row.growthPerMinute === null ? 0 : (row.instances ?? 1),
      worst: { instance: row.target, count: row.count, outlier: false },
    },
    costBytes: memoryBytes ?? { low: 0, high: 0 },
    timeLeft:
      timeLeftMinutes === null
        ? null
        : { ms: { low: toMs(timeLeftMinutes.low), high: toMs(timeLeftMinutes.high) }, limit: 'memory' },
    cause: causeIds.find((id) => id === row.cause) ?? null,
    also: row.also.filter((id): id is CauseId => causeIds.some((known) => known === id)),
    fix: row.fix === '' ? null : row.fix,
    evidence: row.evidence,
    confidence: confidence.replace(/\.$/, ''),
    probability: row.probability,
    // The server's table names them in its evidence.
    parts: [],
    surer,
    waits: null,
    locks: null,
    trend: null,
    group,
  };
}
