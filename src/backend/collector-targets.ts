// Lists the targets of a collector with all problems of the lists: a collector without targets must not report that it
// is ready.
import { boundTitles } from '../core/bound-titles.ts';
import { isInShard, type Shard } from './shard.ts';
import type { DataSourceRef, DiscoveryReport, DiscoveryReporter, Target, TargetsPort } from './targets/port.ts';

export interface TargetList {
  /** The targets of this shard. Processes that send profiles to this collector are among them. */
  readonly targets: readonly Target[];
  /** The number of targets of all shards. */
  readonly all: number;
  /** When the oldest list was made, in milliseconds since the epoch. */
  readonly listedAtMs: number;
  /** Why targets are missing. */
  readonly problems: readonly string[];
  readonly reports: readonly DiscoveryReport[];
  /** Undefined if every list arrived and there are targets. */
  readonly notReady: string | undefined;
}

/** `isReceiving`: targets may send their profiles, so a list without targets is not a failure. */
export async function listTargets(
  room: TargetsPort & DiscoveryReporter,
  { ref, shard }: { readonly ref: DataSourceRef; readonly shard: Shard },
  nowMs: number,
  isReceiving = false,
): Promise<TargetList> {
  const selected = await room.select(ref, []);
  const reports = await room.reportDiscovery(ref);
  const all = selected.ok ? selected.value : [];
  const failure = selected.ok || (isReceiving && selected.problem.code === 'no_targets') ? undefined : selected.problem;
  const problems = new Set([...(failure ? [failure.message] : []), ...reports.flatMap(describeReport)]);
  // A collector that waits for pushes must be ready before the first one, because a Service sends nothing to a
  // collector that is not ready.
  const isMissing = reports.some(({ atMs }) => atMs === null);
  return {
    targets: all.filter(({ labels, pushed = false }) => pushed || isInShard(labels, shard)),
    all: all.length,
    listedAtMs: reports.reduce((oldest, { atMs }) => Math.min(oldest, atMs ?? -Infinity), nowMs),
    problems: [...problems].map(nameKeys),
    reports,
    notReady:
      failure || isMissing || (all.length === 0 && !isReceiving)
        ? describeMissing([...problems].map(nameKeys)[0])
        : undefined,
  };
}

function describeReport({ field, problem, notices, targets, atMs }: DiscoveryReport): readonly string[] {
  const isEmpty = targets === 0 && atMs !== null && problem === null && notices.length === 0;
  const warnings = notices.filter(({ severity }) => severity !== 'info').map(({ text }) => text);
  return [
    ...(problem === null ? [] : [problem.message]),
    ...warnings,
    ...(isEmpty ? [`${field}: the list contains no target.`] : []),
  ];
}

/** An administrator of a collector writes keys and has no form with these titles. */
export function nameKeys(text: string): string {
  const named = text.replaceAll('the allowed hosts', 'allowedHosts').replaceAll('"Allowed hosts"', 'allowedHosts');
  return Object.entries(boundTitles).reduce(
    (all, [key, title]) => all.replaceAll(`the bound "${title}"`, `the bound "${title}" (bounds.${key})`),
    named,
  );
}

function describeMissing(reason: string | undefined): string {
  return reason === undefined ? 'Parked knows no targets yet.' : `Parked does not know its targets yet. ${reason}`;
}
