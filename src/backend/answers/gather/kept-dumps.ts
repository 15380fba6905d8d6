// Reads stored dumps, which were taken when a leak began. Reading one needs the same rights as taking one.
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { targetKey, type LabelsKey } from '../../../core/labels.ts';
import { listNamedLabels } from '../../../core/query/named-labels.ts';
import { noEvidence, type EvidenceSummary, type KeptEvidence } from '../../history/port.ts';
import { processMemory } from '../../memory-budget.ts';
import type { Snapshot } from '../../targets/port.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { formatTime } from '../words/format.ts';
import { checkDumpRights } from './dumps.ts';
import { keepLeaked, nameTarget, type Gathered } from './snapshot.ts';

/**
 * Reads the newest stored dump of each target in the time range. `field` is the part of the query that needs a dump.
 */
export async function gatherKeptDumps(ask: Ask, field: string): Promise<Result<Gathered>> {
  const refused = checkDumpRights(ask, field);
  if (refused !== undefined) return fail(refused);
  const opened = await ask.past.open();
  if (!opened.ok) return opened;
  const { evidence } = opened.value;
  if (evidence === undefined) return fail({ ...noEvidence, field });
  const { query, fromMs, toMs } = ask;
  const listed = await evidence.list(query.targets, { fromMs, toMs });
  if (!listed.ok) return listed;
  const chosen = pickNewest(listed.value);
  if (chosen.length === 0) return fail(refuseRange(field, listed.value, fromMs, toMs));
  const labelKeys = listNamedLabels(query);
  const snapshots: Snapshot[] = [];
  for (const { id } of chosen) {
    const kept = await evidence.read(id);
    if (!kept.ok) return kept;
    const snapshot = kept.value === undefined ? undefined : await readDump(ask, kept.value, labelKeys);
    if (snapshot !== undefined) snapshots.push(snapshot);
  }
  return succeed({
    snapshots,
    unknown: [],
    failed: [],
    per: query.per,
    labelKeys,
    notices: chosen.map(({ target, atMs, function: name, dump }) => ({
      severity: 'info',
      text:
        `This dump of ${target['instance'] ?? 'the target'} was kept at ${formatTime(atMs)}, when ${name} began to ` +
        `grow. It stopped the process for at most ${Math.round(dump?.tookMs ?? 0)} ms.`,
    })),
    stats: [{ displayName: 'Kept dumps', value: snapshots.length }],
    kept: Promise.resolve(),
    executed: `kept dumps from ${formatTime(fromMs)} to ${formatTime(toMs)}`,
  });
}

function pickNewest(all: readonly EvidenceSummary[]): readonly EvidenceSummary[] {
  const newest = new Map<LabelsKey, EvidenceSummary>();
  for (const one of all) if (one.dump !== null) newest.set(targetKey(one.target), one);
  return [...newest.values()];
}

async function readDump(
  ask: Ask,
  { target, atMs, text, dump }: KeptEvidence,
  labelKeys: readonly string[],
): Promise<Snapshot | undefined> {
  if (text === null) return undefined;
  const memory = processMemory.open('pastes');
  ask.onEnd(() => memory.release());
  const read = await ask.ports.readProfile(text, ask.ref.settings.bounds.dumpBody, labelKeys, memory);
  const profile = read.ok && read.value.result.outcome === 'read' ? read.value.result.profiles.at(-1) : undefined;
  if (profile === undefined) return undefined;
  return {
    target: nameTarget(target),
    text: { bytes: text, cut: dump?.cut ?? false },
    atMs,
    profile: ask.query.profile === 'goroutineleak' ? keepLeaked(profile) : profile,
  };
}

function refuseRange(field: string, kept: readonly EvidenceSummary[], fromMs: number, toMs: number) {
  const [first] = kept;
  const why =
    first?.noDump === undefined || first.noDump === null ? '' : ` A profile was kept without one: ${first.noDump}.`;
  const message =
    `No dump was kept from ${formatTime(fromMs)} to ${formatTime(toMs)}. Parked takes a dump when a stack begins ` +
    `to leak and the pause would be short enough.${why} Choose another range, or one that ends now.`;
  return refuse('no_history', field, message);
}
