// Selects the series of this data source on a shared server and maps them to targets. Other teams write to the same
// server, and scrapers and forwarders add labels.
import { LRUCache } from 'lru-cache';
import { minuteMs } from '../../../core/agreed-times.ts';
import { labelsKey, targetKey, type Labels, type LabelsKey, type Matcher } from '../../../core/labels.ts';
import { listDisplaced, readTargetLabels } from '../../../core/metrics/series-names.ts';
import { perObject } from '../../../core/per-object.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { quote } from './promql.ts';

export interface Scope {
  /** PromQL conditions for every series; empty for none. */
  readonly conditions: string;
  /** Updates the list of targets. Fails if no list was ever available. */
  refresh(): Promise<Result<undefined>>;
  /** The target of a series; undefined if it is not of this data source. */
  targetOf(labels: Labels): Labels | undefined;
  /** Each way to write a target's labels on series seen so far: the labels that a scrape has renamed. Usually none. */
  listDisplaced(target: Labels): readonly (readonly string[])[];
}

export interface ScopeOptions {
  /** `history.match`: conditions on the labels of the series. */
  readonly match: readonly Matcher[];
  /** Labels added on the way, such as `cluster` and `__replica__`. They are not part of a target. */
  readonly added: readonly string[];
  /** The current targets of the data source; undefined if it has none of its own and reads what others sample. */
  readonly listTargets: () => Promise<Result<readonly Labels[] | undefined>>;
  /** Also accepts targets that are gone if they share their service with a current one. */
  readonly byService: boolean;
  readonly nowMs: () => number;
}

const maxTargets = 20_000;

/** How long a list of targets is used. */
const freshMs = minuteMs;

export function openScope({ match, added, listTargets, byService, nowMs }: ScopeOptions): Scope {
  const addedNames = new Set([...added, '__replica__']);
  const ways = new LRUCache<LabelsKey, Map<string, readonly string[]>>({ max: maxTargets });
  const plain = new LRUCache<LabelsKey, Labels>({ max: maxTargets });
  let own: ReadonlyMap<string, OfService> | undefined;
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
    const found = findTarget(target);
    const displaced = listDisplaced(labels);
    if (found !== undefined && displaced.length > 0) {
      const key = targetKey(found);
      const known = ways.get(key) ?? new Map([['', []]]);
      ways.set(key, known.set(displaced.join(','), displaced));
    }
    return found;
  }

  function findTarget(target: Labels): Labels | undefined {
    if (isOpen || own === undefined) return dropJob(target);
    const ofService = own.get(target['service'] ?? '');
    return (
      (ofService && findWithin(target, ofService)) ??
      (byService && ofService !== undefined ? dropJob(target) : undefined)
    );
  }

  /** A scrape adds `job`. The label does not belong to a target that was also written without it. */
  function dropJob(target: Labels): Labels {
    const { job, ...rest } = target;
    if (job === undefined) {
      plain.set(targetKey(target), target);
      return target;
    }
    return plain.get(targetKey(rest)) ?? target;
  }

  return {
    conditions: match.map(({ label, op, value }) => `${label}${op}${quote(value)}`).join(','),
    refresh,
    targetOf,
    listDisplaced: (target) => [...(ways.get(targetKey(target))?.values() ?? [[]])],
  };
}

/** Accepts all series and takes the target from their labels. */
export const openedWide: Scope = {
  conditions: '',
  refresh: () => Promise.resolve(succeed(undefined)),
  targetOf: readTargetLabels,
  listDisplaced: () => [[]],
};

/** The targets of one service, with their labels that are not empty. */
interface OfService {
  readonly exact: ReadonlyMap<LabelsKey, Labels>;
  readonly all: readonly { readonly target: Labels; readonly told: readonly (readonly [string, string])[] }[];
}

function groupByService(targets: readonly Labels[]): ReadonlyMap<string, OfService> {
  const groups = new Map<string, Labels[]>();
  for (const target of targets) {
    const service = target['service'] ?? '';
    const known = groups.get(service);
    if (known === undefined) groups.set(service, [target]);
    else known.push(target);
  }
  return new Map(
    [...groups].map(([service, some]) => {
      const exact = new Map(some.map((target) => [plainKey(target), target]));
      const all = some.map((target) => ({
        target,
        told: Object.entries(target).filter(([, value]) => value !== ''),
      }));
      return [service, { exact, all }];
    }),
  );
}

/** The target whose labels are all on the series. If several match, the one with the most labels. */
function findWithin(labels: Labels, { exact, all }: OfService): Labels | undefined {
  let found = exact.get(labelsKey(labels));
  if (found !== undefined) return found;
  let most = -1;
  for (const { target, told } of all) {
    if (told.length > most && told.every(([name, value]) => labels[name] === value)) {
      found = target;
      most = told.length;
    }
  }
  return found;
}

/** The key of a target without its empty labels, which a server drops. */
export const plainKey = perObject((target: Labels): LabelsKey =>
  labelsKey(Object.fromEntries(Object.entries(target).filter(([, value]) => value !== ''))),
);
