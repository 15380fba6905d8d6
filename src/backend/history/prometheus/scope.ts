// Which series of a shared server are this data source's, and which target each tells of. Other teams write to the same
// server, and whoever scrapes or forwards series adds labels of his own.
import { minuteMs } from '../../../core/agreed-times.ts';
import { targetKey, type Labels, type LabelsKey, type Matcher } from '../../../core/labels.ts';
import { readTargetLabels } from '../../../core/metrics/series-names.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { quote } from './promql.ts';

export interface Scope {
  /** Conditions of PromQL that every series has to meet; empty for none. */
  readonly conditions: string;
  /** Learns which targets there are. Fails where that has never been known. */
  refresh(): Promise<Result<undefined>>;
  /** The target that a series tells of; undefined: it is none of this data source's. */
  targetOf(labels: Labels): Labels | undefined;
}

export interface ScopeOptions {
  /** `history.match`: conditions on the labels as they stand in the series. */
  readonly match: readonly Matcher[];
  /** Labels that were added on the way, such as `cluster` and `__replica__`: no part of a target. */
  readonly added: readonly string[];
  /**
   * The targets of the data source, as they are now; undefined: it has none of its own, and reads what others
   * sample.
   */
  readonly listTargets: () => Promise<Result<readonly Labels[] | undefined>>;
  /** Targets come and go: those that are gone are known by the service that they share with one that is there. */
  readonly byService: boolean;
  readonly nowMs: () => number;
}

/** How long a list of targets is good for. */
const freshMs = minuteMs;

export function openScope({ match, added, listTargets, byService, nowMs }: ScopeOptions): Scope {
  const addedNames = new Set([...added, '__replica__']);
  let own: ReadonlyMap<string, readonly Labels[]> | undefined;
  let isOpen = false;
  let listedMs = -Infinity;

  async function refresh(): Promise<Result<undefined>> {
    if (Math.abs(nowMs() - listedMs) < freshMs) return succeed(undefined);
    const listed = await listTargets();
    if (!listed.ok) return listedMs === -Infinity ? listed : succeed(undefined);
    listedMs = nowMs();
    isOpen = listed.value === undefined;
    own = groupByService(listed.value ?? []);
    return succeed(undefined);
  }

  function targetOf(labels: Labels): Labels | undefined {
    const kept = Object.entries(labels).filter(([name]) => !addedNames.has(name));
    const target = readTargetLabels(Object.fromEntries(kept));
    if (isOpen || own === undefined) return target;
    const ofService = own.get(target['service'] ?? '');
    return findWithin(target, ofService ?? []) ?? (byService && ofService !== undefined ? target : undefined);
  }

  return {
    conditions: match.map(({ label, op, value }) => `${label}${op}${quote(value)}`).join(','),
    refresh,
    targetOf,
  };
}

/** All series, each of the target that its labels name. */
export const openedWide: Scope = {
  conditions: '',
  refresh: () => Promise.resolve(succeed(undefined)),
  targetOf: readTargetLabels,
};

function groupByService(targets: readonly Labels[]): ReadonlyMap<string, readonly Labels[]> {
  const groups = new Map<string, Labels[]>();
  for (const target of targets) {
    const service = target['service'] ?? '';
    const known = groups.get(service);
    if (known === undefined) groups.set(service, [target]);
    else known.push(target);
  }
  return groups;
}

/** The target whose labels the series all has, and perhaps more: the one with the most. */
function findWithin(labels: Labels, targets: readonly Labels[]): Labels | undefined {
  let found: { readonly target: Labels; readonly count: number } | undefined;
  for (const target of targets) {
    const own = Object.entries(target).filter(([, value]) => value !== '');
    if (own.length > (found?.count ?? -1) && own.every(([name, value]) => labels[name] === value)) {
      found = { target, count: own.length };
    }
  }
  return found?.target;
}

/** Whether two label sets name one target: a server drops labels that are empty. */
export function sameTarget(labels: Labels | undefined, key: LabelsKey): boolean {
  if (labels === undefined) return false;
  const told = Object.entries(labels).filter(([, value]) => value !== '');
  return targetKey(Object.fromEntries(told)) === key;
}
