// The watched processes, which can be shown one at a time.
import type { Labels, Matcher } from '../../core/labels.ts';

/** Ways to show several processes. Each key stands in the place of a process's name. */
const groupings = {
  /** Each service is the sum of its processes. */
  '(services)': ['service'],
  '(sum)': [],
} as const;

export type Grouping = keyof typeof groupings;

export interface LiveTarget {
  /** Unique id, used in links. */
  readonly name: string;
  readonly service: string;
  readonly matchers: readonly Matcher[];
}

/** What the page shows. */
export interface Selection {
  /** The one process that was chosen. */
  readonly chosen: LiveTarget | undefined;
  readonly grouping: Grouping | undefined;
  /** The labels that keep rows apart; none for one process and for a sum. */
  readonly per: readonly string[];
}

/** `wanted` is a name, a grouping, or null for each process on its own. Names that are gone count as null. */
export function selectTargets(targets: readonly LiveTarget[], wanted: string | null): Selection {
  if (targets.length < 2) return { chosen: undefined, grouping: undefined, per: [] };
  const chosen = targets.find(({ name }) => name === wanted);
  const grouping = listGroupings(targets).find((one) => one === wanted);
  const per = grouping === undefined ? ['instance'] : groupings[grouping];
  return { chosen, grouping, per: chosen === undefined ? per : [] };
}

/** Services are offered if they differ from the processes and from their sum. */
export function listGroupings(targets: readonly LiveTarget[]): readonly Grouping[] {
  const services = countServices(targets);
  return services > 1 && services < targets.length ? ['(services)', '(sum)'] : ['(sum)'];
}

export function countServices(targets: readonly LiveTarget[]): number {
  return new Set(targets.map(({ service }) => service)).size;
}

/** The name of a row's target: its process or its service. Empty in a sum. */
export function nameTarget(labels: Labels): string {
  return labels['instance'] ?? labels['service'] ?? '';
}

/** Sorted by name. With several services, the service precedes the instance. */
export function listLiveTargets(targets: readonly Labels[]): readonly LiveTarget[] {
  const services = new Set(targets.map((labels) => labels['service'] ?? ''));
  const known = new Map<string, LiveTarget>();
  for (const labels of targets) {
    const { service = '', instance = '' } = labels;
    const isTold = instance !== '' && (services.size === 1 || instance.startsWith(`${service}:`));
    const name = isTold ? instance : `${service} ${instance}`.trim();
    const matchers = Object.entries(labels).map(([label, value]): Matcher => ({ label, op: '=', value }));
    if (name !== '' && !known.has(name)) known.set(name, { name, service, matchers });
  }
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
