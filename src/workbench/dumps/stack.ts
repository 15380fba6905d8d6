// The details of one stack of a dump: its frames, and facts from goroutine headers.
import type { InterpretedEntry } from '../../core/stack/model.ts';
import type { DumpFacts } from '../model.ts';
import type { DumpStack } from './messages.ts';
import type { ReadDump } from './read-dump.ts';
import { sortCounts } from './summarise.ts';

export function describeStack({ interpreted, grouped }: ReadDump, fingerprint: string, state: string): DumpStack {
  const group = grouped.groups.find((one) => one.fingerprint === fingerprint && one.state === state);
  if (group === undefined) throw new Error('This dump has no such stack.');
  const entries = interpreted.entries.filter(({ stack }) => stack.fingerprint === fingerprint);
  const states = new Map<string, number>();
  for (const { stack, entry } of entries) states.set(stack.state, (states.get(stack.state) ?? 0) + entry.count);
  return {
    frames: group.frames.map(({ name, raw, own }) => ({
      name,
      rawFunction: raw.function,
      file: raw.file,
      line: raw.line,
      own,
    })),
    locations: group.locations.map(({ location, count }) => ({ name: location, count })),
    states: sortCounts(states),
    facts: tellFacts(entries.filter(({ stack }) => stack.state === state)),
  };
}

/** Null if no goroutine has a header. */
function tellFacts(entries: readonly InterpretedEntry[]): DumpFacts | null {
  const creators = new Map<string, number>();
  const waits = new Map<number, number>();
  let goroutines = 0;
  for (const { entry, creator } of entries) {
    if (entry.header === undefined) continue;
    goroutines += entry.count;
    creators.set(creator ?? '', (creators.get(creator ?? '') ?? 0) + entry.count);
    for (const [minutes, count] of entry.header.waits) waits.set(minutes, (waits.get(minutes) ?? 0) + count);
  }
  if (goroutines === 0) return null;
  return {
    creators: sortCounts(creators),
    waits: [...waits].map(([minutes, count]) => ({ minutes, count })).sort((a, b) => a.minutes - b.minutes),
    goroutines,
    texts: null,
  };
}
