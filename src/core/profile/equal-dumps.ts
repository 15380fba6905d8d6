// The same dump more than once in a text: a logger wrote it into two fields, or somebody pasted it twice. Goroutine
// numbers and waits tell it from a later dump of the process.
import type { Entry, Profile, ReadIssue } from './model.ts';

/** Issue code of a profile that stands in the text more than once. */
const sameDumpCode = 'same_dump';

/**
 * Whether two profiles are one dump. Dumps that were logged at different times are two, even when nothing has moved
 * between them.
 */
export function isSameDump(first: Profile, second: Profile): boolean {
  if (first.format !== 'debug=2' || second.format !== 'debug=2') return false;
  if (first.timeMs !== second.timeMs || first.part !== second.part) return false;
  if (first.parsed !== second.parsed || first.entries.length !== second.entries.length) return false;
  // A program that is started again and again panics with the same goroutine each time.
  if (second.parsed === 1 && second.context && second.context.reasons.length > 0) return false;
  return first.entries.every((entry, index) => isSameEntry(entry, second.entries[index]!));
}

function isSameEntry(first: Entry, second: Entry): boolean {
  const [one, other] = [first.header, second.header];
  if (!one || !other || first.count !== second.count || one.status !== other.status) return false;
  if (one.firstId !== other.firstId || one.lastId !== other.lastId) return false;
  if (String(one.sampleIds) !== String(other.sampleIds) || String(one.waits) !== String(other.waits)) return false;
  if (first.frames.length !== second.frames.length) return false;
  return first.frames.every((frame, at) => {
    const { function: name, file, line } = second.frames[at]!;
    return frame.function === name && frame.file === file && frame.line === line;
  });
}

/** The profile with a word about where the text repeats it. */
export function tellRepeated(profile: Profile, line: number): Profile {
  const known = profile.issues.find(({ code }) => code === sameDumpCode);
  const message =
    'The same dump, with the same goroutine numbers and waits, stands in the text again. It is read once.';
  const told: ReadIssue = { code: sameDumpCode, message, line: known?.line ?? line, times: (known?.times ?? 0) + 1 };
  return { ...profile, issues: [...profile.issues.filter((issue) => issue !== known), told] };
}
