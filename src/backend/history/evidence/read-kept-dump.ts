// Reads what the newest kept dump of a target says of waits and locks, so that a start of Parked does not lose it.
import { readDumpFacts, type DumpFacts } from '../../../core/analysis/suspects/dump-facts.ts';
import { matchLabels, targetKey, type Labels } from '../../../core/labels.ts';
import { readProfiles } from '../../../core/profile/reader.ts';
import { interpretProfile } from '../../../core/stack/interpret.ts';
import type { InterpretOptions } from '../../../core/stack/model.ts';
import type { EvidenceStore } from './model.ts';
import { interpretations } from '../../interpretations.ts';

/** A larger dump takes seconds to read, and a start may have to read one of each target. */
const maxBytes = 8 * 1024 * 1024;

/** Undefined if there is none in the range, or none that can be read: what it says is missing then. */
export async function readKeptDump(
  store: EvidenceStore,
  target: Labels,
  range: { readonly fromMs: number; readonly toMs: number },
  rules: InterpretOptions,
): Promise<DumpFacts | undefined> {
  const listed = await store.list(matchLabels(target), range);
  if (!listed.ok) return undefined;
  const newest = listed.value.findLast((one) => targetKey(one.target) === targetKey(target) && one.dump !== null);
  if (newest === undefined || newest.dump === null || newest.dump.bytes > maxBytes) return undefined;
  const kept = await store.read(newest.id);
  if (!kept.ok || !kept.value?.text) return undefined;
  const read = readProfiles(kept.value.text);
  const profile = read.outcome === 'read' ? read.profiles[0] : undefined;
  return profile === undefined
    ? undefined
    : readDumpFacts(interpretProfile(profile, rules, interpretations), newest.atMs);
}
