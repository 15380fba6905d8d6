// All targets of one data source: static ones from the settings and discovered ones. A process in several lists is one
// target.
import { formatAmount, formatCount } from '../../core/format.ts';
import { nameBound } from '../../core/bound-titles.ts';
import type { LabelsKey } from '../../core/labels.ts';
import { succeed, type Notice, type Problem, type Result } from '../../core/problem.ts';
import type { Settings } from '../../core/query/settings.ts';
import { createDiscoveredList, type DiscoveredList, type DiscoveredListOptions } from './discovery/discovered-list.ts';
import type { Endpoint } from './endpoint.ts';
import type { DiscoveryReport } from './port.ts';
import { listEndpoints } from './static-targets.ts';

type Endpoints = ReadonlyMap<LabelsKey, Endpoint>;

export interface Fleet {
  /**
   * Lists all targets. Waits for discovery only while there are no targets. Fails if the settings contradict each
   * other.
   */
  list(): Promise<Result<Endpoints>>;
  /** Finds one target among those known so far. */
  find(identity: LabelsKey): Endpoint | undefined;
  /** Reports on each entry of `discovery`, in their order. */
  report(): Promise<readonly DiscoveryReport[]>;
  close(): void;
}

type FleetOptions = Omit<DiscoveredListOptions, 'entry' | 'field'>;

export function createFleet(options: FleetOptions): Fleet {
  const { settings } = options;
  const fixed = listEndpoints(settings);
  const lists = settings.discovery.map((entry, index) =>
    createDiscoveredList({ ...options, entry, field: `discovery[${index}]` }),
  );
  let merged: Merged | undefined;

  /** Merging thousands of targets takes milliseconds, so it runs once for each new list and not for each query. */
  function merge(): Result<Merged> {
    if (!fixed.ok) return fixed;
    const parts = lists.map((list) => list.state().endpoints);
    if (merged === undefined || parts.some((part, index) => part !== merged?.parts[index])) {
      merged = mergeEndpoints(fixed.value, parts, settings);
    }
    return succeed(merged);
  }

  async function refresh(): Promise<Result<Merged>> {
    if (!fixed.ok) return fixed;
    await Promise.all(lists.map((list) => list.refresh()));
    const all = merge();
    if (!all.ok || all.value.endpoints.size > 0) return all;
    // Without any target there is nothing to answer from, so waiting is the only choice.
    await Promise.all(lists.map((list) => list.settle()));
    return merge();
  }

  return {
    list: async () => {
      const all = await refresh();
      return all.ok ? succeed(all.value.endpoints) : all;
    },
    find: (identity) => {
      const all = merge();
      return all.ok ? all.value.endpoints.get(identity) : undefined;
    },
    report: async () => {
      const all = await refresh();
      return all.ok ? lists.map((list, index) => describe(list, index, settings, all.value)) : [];
    },
    close: () => lists.forEach((list) => list.close()),
  };
}

interface Merged {
  readonly endpoints: Endpoints;
  readonly parts: readonly (readonly Endpoint[])[];
  /** One element for each entry of `discovery`. */
  readonly counts: readonly Counts[];
}

interface Counts {
  kept: number;
  /** Entries for a process that is already listed. */
  repeated: number;
  /** Entries with the labels of another process that is already listed. */
  clashing: number;
  /** Entries beyond the bound. */
  cut: number;
}

function mergeEndpoints(fixed: Endpoints, parts: readonly (readonly Endpoint[])[], { bounds }: Settings): Merged {
  const endpoints = new Map(fixed);
  const roots = new Set([...fixed.values()].map(({ root }) => root.href));
  const counts = parts.map((part) => {
    const count: Counts = { kept: 0, repeated: 0, clashing: 0, cut: 0 };
    for (const endpoint of part) {
      if (roots.has(endpoint.root.href)) count.repeated++;
      else if (endpoints.has(endpoint.identity)) count.clashing++;
      else if (endpoints.size >= bounds.targets) count.cut++;
      else {
        endpoints.set(endpoint.identity, endpoint);
        roots.add(endpoint.root.href);
        count.kept++;
      }
    }
    return count;
  });
  return { endpoints, parts, counts };
}

function describe(list: DiscoveredList, index: number, settings: Settings, merged: Merged): DiscoveryReport {
  const { endpoints, atMs, problem, notices } = list.state();
  const { kept, repeated, clashing, cut } = merged.counts[index] ?? { kept: 0, repeated: 0, clashing: 0, cut: 0 };
  const field = `discovery[${index}]`;
  const more: Notice[] = [];
  const say = (severity: Notice['severity'], text: string): unknown =>
    more.push({ severity, text: `${field}: ${text}` });
  if (repeated > 0) {
    say('info', `${repeated} of ${endpoints.length} have the pprof root of another target, which is read once.`);
  }
  if (clashing > 0) {
    say(
      'warning',
      `${clashing} of ${endpoints.length} have the same labels as another target and are left out, because their ` +
        'goroutines could not be distinguished. Let discovery give each a different instance.',
    );
  }
  if (cut > 0) {
    say(
      'warning',
      `${formatCount(cut)} of ${formatAmount(endpoints.length, 'target')} are left out: a data source has at most ` +
        `${formatCount(settings.bounds.targets)} (${nameBound('targets')}). Choose by match, split them over several ` +
        'data sources, or raise the bound.',
    );
  }
  return {
    field,
    type: settings.discovery[index]?.type ?? 'dns',
    targets: kept,
    atMs,
    problem,
    notices: [...notices, ...more],
  };
}

/** Explains why a data source with discovery has no targets; undefined if nothing is wrong. */
export function findDiscoveryProblem(reports: readonly DiscoveryReport[]): Problem | undefined {
  const problem = reports.find((report) => report.problem !== null)?.problem;
  if (problem !== undefined && problem !== null) return problem;
  const notice = reports.flatMap(({ notices }) => notices)[0];
  if (notice === undefined) return undefined;
  const message = `Discovery gives no usable target. ${notice.text}`;
  return { code: 'no_targets', status: 400, source: 'downstream', field: 'discovery', message };
}
