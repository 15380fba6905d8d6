// The goroutines of a dump as log lines. Profiles merge equal goroutines, so the text is parsed again for the header
// and text of each.
import { readProfiles } from '../../../core/profile/reader.ts';
import { splitDump } from '../../../core/profile/dump-blocks.ts';
import type { GoroutineSeen } from '../../../core/profile/options.ts';
import type { Labels } from '../../../core/labels.ts';
import type { Result } from '../../../core/problem.ts';
import { succeed } from '../../../core/problem.ts';
import type { GroupInput } from '../../../core/analysis/group.ts';
import { endlessStates } from '../../../core/analysis/verdict.ts';
import { visitKept } from '../../../core/analysis/visit-kept.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import type { InterpretedEntry } from '../../../core/stack/model.ts';
import type { DumpRow } from '../../../frames/dump.ts';
import type { Ask } from '../ask.ts';
import { makeQuestion, type GroupedAnswer } from './group.ts';
import type { Snapshot } from '../../targets/port.ts';
import { interpretations } from '../../interpretations.ts';

/**
 * Returns a row for each goroutine of the wanted groups, in the order of the dump. Empty if the form does not list
 * single goroutines.
 */
export function readDumpRows(
  ask: Ask,
  { gathered: { per, labelKeys }, judgement }: GroupedAnswer,
  snapshot: Snapshot,
  isWanted: (key: string) => boolean,
): Result<readonly DumpRow[]> {
  const { target, text } = snapshot;
  if (text === undefined) return succeed([]);
  const seen: GoroutineSeen[] = [];
  const { kind } = snapshot.profile;
  const read = readProfiles(text.bytes, { kind, labelKeys, onGoroutine: (goroutine) => seen.push(goroutine) });
  const profile = read.outcome === 'read' ? read.profiles.at(-1) : undefined;
  if (read.outcome !== 'read' || profile === undefined) return succeed([]);
  const interpreted = interpretProfile(profile, { ownCode: ask.ref.settings.ownCode, labelKeys }, interpretations);
  const input: GroupInput = { profile: interpreted, labels: target.labels };
  const wanted = new Set<InterpretedEntry>();
  const visited = visitKept([input], makeQuestion(ask, per, judgement), isWanted, (kept) =>
    wanted.add(kept.interpreted),
  );
  if (!visited.ok) return visited;

  const blocks = splitDump(text.bytes);
  const timeMs = snapshot.atMs ?? profile.timeMs ?? ask.ports.nowMs();
  const last = read.profiles.length - 1;
  const rows: DumpRow[] = [];
  for (const goroutine of seen) {
    const entry = goroutine.profile === last ? interpreted.entries[goroutine.entry] : undefined;
    if (entry === undefined || !wanted.has(entry) || !isAsked(ask, goroutine)) continue;
    rows.push({
      timeMs,
      body: blocks.get(goroutine.id) ?? formatStack(goroutine, entry),
      severity: isProven(goroutine, entry) ? 'error' : 'info',
      id: `${target.host} ${goroutine.id}`,
      labels: labelGoroutine(goroutine, entry, target.labels),
    });
  }
  return succeed(rows);
}

/** Filters single goroutines: an entry may pass although some of its goroutines do not. */
function isAsked({ query }: Ask, { waitMinutes, leaked }: GoroutineSeen): boolean {
  if (query.profile === 'goroutineleak' && !leaked) return false;
  return waitMinutes >= (query.filter.minWaitMinutes ?? 0);
}

function isProven({ leaked }: GoroutineSeen, { stack }: InterpretedEntry): boolean {
  return !stack.main && !stack.system && (leaked || endlessStates.has(stack.state));
}

function labelGoroutine({ id, waitMinutes }: GoroutineSeen, entry: InterpretedEntry, target: Labels): Labels {
  const { stack, creator, labels } = entry;
  const own: Labels = {
    state: stack.state,
    waitMinutes: String(waitMinutes),
    createdBy: creator ?? '',
    goroutine: String(id),
    function: stack.function,
    fingerprint: stack.fingerprint,
  };
  // The goroutine's own fields take precedence over pprof labels and target labels.
  return { ...labels, ...target, ...own };
}

/** Formats a goroutine whose text was not kept, without arguments. */
function formatStack({ id, status, waitMinutes }: GoroutineSeen, { entry }: InterpretedEntry): string {
  const wait = waitMinutes > 0 ? `, ${waitMinutes} minutes` : '';
  const creator = entry.header?.creator;
  return [
    `goroutine ${id} [${status}${wait}]:`,
    ...entry.frames.flatMap((frame) => [`${frame.function}(...)`, `\t${frame.file}:${frame.line}`]),
    ...(creator ? [`created by ${creator.function}`, `\t${creator.file}:${creator.line}`] : []),
  ].join('\n');
}
