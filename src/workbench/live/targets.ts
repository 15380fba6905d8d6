// The processes that are watched, one by one: which can be looked at alone.
import type { Labels, Matcher } from '../../core/labels.ts';

/** In the place of a process's name: all of them, added up. */
export const sumOfAll = '(sum)';

export interface LiveTarget {
  /** Unique, and what a link to the page carries. */
  readonly name: string;
  readonly matchers: readonly Matcher[];
}

/** By name. Instances of several services have the service before them. */
export function listLiveTargets(targets: readonly Labels[]): readonly LiveTarget[] {
  const services = new Set(targets.map((labels) => labels['service'] ?? ''));
  const known = new Map<string, LiveTarget>();
  for (const labels of targets) {
    const { service = '', instance = '' } = labels;
    const name = services.size > 1 || instance === '' ? `${service} ${instance}`.trim() : instance;
    const matchers = Object.entries(labels).map(([label, value]): Matcher => ({ label, op: '=', value }));
    if (name !== '' && !known.has(name)) known.set(name, { name, matchers });
  }
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
