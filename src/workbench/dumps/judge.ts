// Finds suspects in a dump with cause and fix, as rows of the page. Loaded after the first table, since causes and
// verdicts are the largest part of the core.
import { explainGroup } from '../../core/analysis/explain-group.ts';
import { layGraph } from '../../core/analysis/wait-for/lay-graph.ts';
import { causes } from '../../core/causes/list.ts';
import { compileIgnore, findRule } from '../../core/ignore/apply.ts';
import { describeEntry, ignorePackIds } from '../../core/ignore/model.ts';
import type { Group } from '../../core/analysis/model.ts';
import type { ReportSuspect } from '../../report/model.ts';
import type { SuspectRow } from '../model.ts';
import { makeRowId } from '../model.ts';
import type { DumpVerdicts } from './messages.ts';
import type { ReadDump } from './read-dump.ts';
import { reportDump } from './report-dump.ts';
import { maxRows } from './summarise.ts';
import { minuteMs } from '../../core/agreed-times.ts';

export function judgeDump(name: string, dump: ReadDump): DumpVerdicts {
  const report = reportDump(name, dump);
  return {
    verdict: report.verdicts[0] ?? null,
    suspects: report.suspects.map(describeSuspect),
    causes: nameCauses(dump.grouped.groups.slice(0, maxRows)),
  };
}

/** Ids of causes by row. Healthy stacks have none: those of the runtime, and those that an ignore pack hides. */
function nameCauses(groups: readonly Group[]): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  const ignore = compileIgnore({ packs: ignorePackIds, rules: [] });
  for (const group of groups) {
    const { example } = group;
    if (example === undefined || example.stack.system || findRule(ignore, describeEntry(example)) !== undefined)
      continue;
    const cause = explainGroup(group)?.cause;
    if (cause) named.set(makeRowId(group.fingerprint, group.state), cause);
  }
  return named;
}

export function describeSuspect(suspect: ReportSuspect): SuspectRow {
  const { group, cause, spread, timeLeft } = suspect;
  const minutes = (ms: number) => ms / minuteMs;
  return {
    id: makeRowId(group.fingerprint, group.state),
    fingerprint: suspect.fingerprint,
    state: suspect.state,
    grade: suspect.grade,
    count: suspect.count,
    proven: suspect.proven,
    growthPerMinute: suspect.growthPerMinute === 0 ? null : suspect.growthPerMinute,
    sinceMs: suspect.sinceMs,
    function: suspect.function,
    rawFunction: group.rawFunction,
    package: group.package,
    location: suspect.location,
    creator: group.creator,
    target: '',
    cause,
    causeName: cause === null ? '' : causes[cause].name,
    fix: suspect.fix ?? '',
    evidence: suspect.evidence,
    also: suspect.also,
    changedThen: '',
    surer: [`${suspect.confidence}.`, ...suspect.surer].join(' '),
    probability: suspect.probability,
    instances: spread.instances,
    instancesOf: spread.of,
    memoryBytes: suspect.costBytes,
    timeLeftMinutes: timeLeft === null ? null : { low: minutes(timeLeft.ms.low), high: minutes(timeLeft.ms.high) },
    locks: suspect.locks && layGraph(suspect.locks),
    arrivals: describeArrivals(suspect),
    once: suspect.once,
  };
}

function describeArrivals({ waits }: ReportSuspect): SuspectRow['arrivals'] {
  const arrivals = waits?.arrivals ?? null;
  if (arrivals === null) return null;
  const { counts, spanMinutes, before } = arrivals;
  return { counts, minutes: counts.length * spanMinutes, before };
}
