// The source lines where a lock is taken, requested and not released, for a live answer.
import type { Suspect } from '../../../core/analysis/suspects/model.ts';
import { findLockLines, listLockFiles, type LockLine } from '../../../core/analysis/wait-for/lock-lines.ts';
import { makeSourcePlaces } from '../../../core/stack/source-place.ts';
import type { Ask } from '../ask.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { hasRole } from '../roles.ts';
import { listInputs } from './group.ts';

/** Empty if there is no lock, if the dump was pasted, if the role may not read source, or if no source can be read. */
export async function readLockLines(
  ask: Ask,
  gathered: Gathered | undefined,
  locks: Suspect['locks'],
): Promise<readonly LockLine[]> {
  const { sourceRaw, sourceRole, ownCode } = ask.ref.settings;
  if (locks === null || gathered === undefined || ask.query.inline !== undefined) return [];
  if (sourceRaw === undefined || !hasRole(ask.role, sourceRole)) return [];
  const frames = listInputs(ask, gathered).flatMap(({ profile }) =>
    profile.entries.flatMap(({ stack }) => stack.frames),
  );
  const place = makeSourcePlaces(new Set(frames.map(({ raw }) => raw)), ownCode);
  const versions = new Set(gathered.snapshots.map(({ target }) => target.labels['version']));
  const version = versions.size === 1 ? [...versions][0] : undefined;
  const texts = new Map<string, string>();
  for (const file of listLockFiles(locks)) {
    // Only files of own code that a fetched profile names.
    const frame = frames.find(({ own, raw }) => own && raw.file === file);
    const found = frame && place(frame.raw);
    if (found === undefined) continue;
    const text = await ask.ports.sources.readSource(ask.ref, found, version);
    if (text.ok) texts.set(file, text.value);
  }
  return findLockLines(locks, (file) => texts.get(file));
}
