// Completion lists for forms: `states`, `functions`, `packages`, `groups`, `pprof-labels`. They share fetches with the
// queries of the panel. If no target can be read, they use the newest sample of history.
import { groupProfiles } from '../../../core/analysis/group.ts';
import type { Group } from '../../../core/analysis/model.ts';
import { readPackage } from '../../../core/analysis/grouping.ts';
import { visitKept } from '../../../core/analysis/visit-kept.ts';
import { limits } from '../../../core/limits.ts';
import type { Result } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import type { Ask } from '../ask.ts';
import { gatherPast } from '../gather/past.ts';
import { gatherLive } from '../gather/live.ts';
import { listInputs, makeQuestion } from '../rows/group.ts';
import type { Gathered } from '../gather/snapshot.ts';
import type { Call, Reply } from './call.ts';
import { makeAsk } from './call.ts';

/** Returns `{ states: { state, count }[], left }`, the most frequent first. */
export async function listStates(call: Call): Promise<Result<Reply>> {
  return listGroups(call, { groupBy: ['state'] }, 'states', ({ state, count }) => ({ state, count }));
}

/** Returns `{ groups: { fingerprint, function, state, count }[], left }`, the largest first. */
export async function listStacks(call: Call): Promise<Result<Reply>> {
  return listGroups(call, { groupBy: ['stack'] }, 'groups', ({ fingerprint, function: name, state, count }) => ({
    fingerprint,
    function: name,
    state,
    count,
  }));
}

/**
 * Returns `{ functions: { function, count, own }[], left }` for frames whose name contains `?match=`, own code first.
 */
export async function listFunctions(call: Call): Promise<Result<Reply>> {
  return listFrames(call, 'functions', 'function', ({ name }) => name);
}

/** Returns `{ packages: { package, count, own }[], left }`, like `functions`. */
export async function listPackages(call: Call): Promise<Result<Reply>> {
  return listFrames(call, 'packages', 'package', readPackage);
}

/** Returns `{ labels: string[] }`: the labels that the settings keep. All others are dropped on reading. */
export function listPprofLabels({ ref }: Call): Promise<Result<Reply>> {
  return Promise.resolve(succeed({ json: { labels: [...ref.settings.labelKeys].sort() } }));
}

async function listGroups(
  call: Call,
  query: Partial<CompleteQuery>,
  key: string,
  describe: (group: Group) => Readonly<Record<string, unknown>>,
): Promise<Result<Reply>> {
  const ask = makeAsk(call, { ...query, per: [] });
  const gathered = await gatherAny(ask);
  if (!gathered.ok) return gathered;
  const grouped = groupProfiles(listInputs(ask, gathered.value), makeQuestion(ask, []));
  if (!grouped.ok) return grouped;
  const found = grouped.value.groups.map(describe).filter((one) => matches(call, Object.values(one)));
  return succeed({ json: cut(key, found) });
}

async function listFrames(
  call: Call,
  key: string,
  field: string,
  read: (frame: Parameters<typeof readPackage>[0] & object) => string,
): Promise<Result<Reply>> {
  const ask = makeAsk(call, { per: [], showIgnored: true });
  const gathered = await gatherAny(ask);
  if (!gathered.ok) return gathered;
  const found = new Map<string, { count: number; own: boolean }>();
  const visited = visitKept(
    listInputs(ask, gathered.value),
    makeQuestion(ask, []),
    () => true,
    ({ interpreted, count }) => {
      // A recursive function counts once for each goroutine.
      const names = new Map(interpreted.stack.frames.map((frame) => [read(frame), frame.own]));
      for (const [name, own] of names) {
        const known = found.get(name) ?? { count: 0, own };
        found.set(name, { count: known.count + count, own: known.own || own });
      }
    },
  );
  if (!visited.ok) return visited;
  const ranked = [...found]
    .filter(([name]) => name !== '' && matches(call, [name]))
    .sort(([a, some], [b, more]) => Number(more.own) - Number(some.own) || more.count - some.count || (a < b ? -1 : 1))
    .map(([name, { count, own }]) => ({ [field]: name, count, own }));
  return succeed({ json: cut(key, ranked) });
}

/** Reads live profiles as old as alert rules accept, or else the newest samples of history. */
async function gatherAny(ask: Ask): Promise<Result<Gathered>> {
  const live = await gatherLive({ ...ask, acceptsRecent: true }, []);
  if (live.ok) return live;
  const past = await gatherPast(ask, ask.ports.nowMs());
  return past.ok ? past : live;
}

function matches({ parameters }: Call, texts: readonly unknown[]): boolean {
  const wanted = (parameters.get('match') ?? '').toLowerCase();
  return wanted === '' || texts.some((text) => String(text).toLowerCase().includes(wanted));
}

/** `left` is the number of omitted entries. */
function cut(key: string, all: readonly unknown[]): Readonly<Record<string, unknown>> {
  const max = limits.completions.value;
  return { [key]: all.slice(0, max), left: Math.max(0, all.length - max) };
}
