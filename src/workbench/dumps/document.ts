// A dump in forms that others read: the document that `parked report --json` prints, version 1 of a form that scripts rely
// on, and a profile for go tool pprof.
import type { Group } from '../../core/analysis/model.ts';
import { writePprof } from '../../core/profile/write/pprof.ts';
import type { ReadDump } from './read-dump.ts';
import { describeSuspect } from './judge.ts';

export function writeDocument(source: string, { profile, grouped }: ReadDump): string {
  const { kind, format, timeMs, goroutines, parsed, unparsed, truncated } = profile;
  const time = timeMs === undefined ? null : new Date(timeMs).toISOString();
  const document = {
    version: 1,
    profiles: [{ source, profile: kind, format, time, goroutines, parsed, unparsed, truncated }],
    groups: grouped.groups.map(writeGroup),
    suspects: grouped.groups.flatMap((group) => {
      const suspect = describeSuspect(group);
      if (suspect === undefined) return [];
      const { fingerprint, state, grade, cause, also, count, growthPerMinute, fix, evidence } = suspect;
      return [
        { fingerprint, state, grade, cause, also, count, growthPerMinute, since: null, fix: fix || null, evidence },
      ];
    }),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function writeGroup(group: Group) {
  const { fingerprint, state, count, leaked, location, creator, wait, labels } = group;
  return {
    fingerprint,
    state,
    count,
    change: null,
    growthPerMinute: null,
    since: null,
    leaked,
    function: group.function,
    location,
    creator,
    wait: { min: wait?.min ?? null, max: wait?.max ?? null },
    labels,
    frames: group.frames.map(({ raw, own }) => ({ function: raw.function, file: raw.file, line: raw.line, own })),
  };
}

/** States stand as labels: a protobuf has no other place for them. */
export function writeDumpProfile({ profile, interpreted }: ReadDump): Uint8Array {
  const stacks = interpreted.entries
    .filter(({ entry, stack }) => entry.count > 0 && !stack.profiler)
    .map(({ entry, stack }) => ({ frames: entry.frames, count: entry.count, labels: { state: stack.state } }));
  return writePprof({ kind: profile.kind, timeMs: profile.timeMs, stacks, comments: [] });
}
