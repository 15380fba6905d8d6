// The title of each bound that an administrator can set, in the form and in messages. The compiler demands a title for
// a new bound.
import { limits } from './limits.ts';
import type { LimitName } from './limits.ts';

export type SettableBound = {
  [Name in LimitName]: (typeof limits)[Name]['fixed'] extends true ? never : Name;
}[LimitName];

export const boundTitles: Readonly<Record<SettableBound, string>> = {
  freshness: 'Share one fetch for',
  connectTimeout: 'Longest wait for a connection',
  fetchTimeout: 'Longest fetch of a profile',
  dumpTimeout: 'Longest fetch of a dump',
  body: 'Largest profile, compressed',
  dumpBody: 'Largest dump',
  dumpRows: 'Most goroutines shown of a dump',
  groupsPerProfile: 'Most groups of one profile',
  series: 'Most series or numbers of one query',
  flameGraphNodes: 'Most boxes in a flame graph',
  discoveryReply: 'Largest answer of a discovery server',
  targets: 'Most targets',
  concurrentFetches: 'Most fetches at one time',
  backoff: 'Longest rest of a target that is down',
  history: 'Largest history file',
  exportedGroups: 'Most series written for one target',
  remoteWriteQueue: 'Most points that wait to be written',
  historyReply: 'Largest answer of a history server',
  verdicts: 'Most memory for verdicts',
  pastTargets: 'Most targets judged anew for a past range',
};

/** The bound in a sentence: `the bound "Most targets"`. */
export function nameBound(name: SettableBound): string {
  return `the bound "${boundTitles[name]}"`;
}

const unitWords = { ms: 'A duration, such as 10s.', bytes: 'A size, such as 16MiB.', items: 'A number.' } as const;

/** The unit in which it is typed, and its reason. */
export function describeBound(name: SettableBound): string {
  const { unit, why } = limits[name];
  return `${unitWords[unit]} ${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
}
