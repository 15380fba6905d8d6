// Permits for dumps beyond the bound on their pause. An administrator gives one by a deliberate click. It holds for a
// minute and for one dump of each target, so no link, saved query or refresh stops a process again.
import { LRUCache } from 'lru-cache';
import { minuteMs } from '../../../core/agreed-times.ts';

/**
 * The targets that were already dumped under the permit of a data source. Process-wide, because the click and the query
 * that uses it are separate requests.
 */
const permits = new LRUCache<string, { readonly untilMs: number; readonly used: Set<string> }>({ max: 1_000 });

/** `owner` names the data source. */
export function permitDumps(owner: string, nowMs: number): void {
  permits.set(owner, { untilMs: nowMs + minuteMs, used: new Set() });
}

/** Whether a dump of this target is permitted now; the permit for it is used up. */
export function usePermit(owner: string, target: string, nowMs: number): boolean {
  const permit = permits.get(owner);
  if (permit === undefined || nowMs > permit.untilMs || permit.used.has(target)) return false;
  permit.used.add(target);
  return true;
}
