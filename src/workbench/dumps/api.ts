// The worker's API. It keeps open dumps, and reads, judges, compares and writes them.
import { readPlace } from './bytes.ts';
import { compareDumps, layDump } from './compare.ts';
import type { DumpPlace, DumpReaderApi } from './messages.ts';
import { readDump, type ReadDump } from './read-dump.ts';
import { readSpecimen } from './specimen.ts';
import { describeStack } from './stack.ts';
import { summarise } from './summarise.ts';

interface Kept {
  readonly name: string;
  readonly place: DumpPlace;
  readonly dump: ReadDump;
}

/** Causes, reports and texts are loaded on demand, because the first table does not need them. */
export function createDumpReaderApi(): DumpReaderApi {
  const kept = new Map<number, Kept>();
  let lastId = 0;

  function find(id: number): Kept {
    const found = kept.get(id);
    if (found === undefined) throw new Error('The dump is not there any more. Drop it again.');
    return found;
  }

  return {
    prepare: readSpecimen,
    open: async (name, place, onBytes) => {
      const startedMs = performance.now();
      let bytes = 0;
      const dump = await readDump(readPlace(place, (read) => onBytes((bytes = read))));
      const id = ++lastId;
      kept.set(id, { name, place, dump });
      return summarise(dump, { id, name, bytes, tookMs: performance.now() - startedMs });
    },
    judge: async (id) => {
      const { judgeDump } = await import('./judge.ts');
      const { name, dump } = find(id);
      return judgeDump(name, dump);
    },
    stack: (id, fingerprint, state) => describeStack(find(id).dump, fingerprint, state),
    texts: async (id, fingerprint, state) => {
      const { findTexts } = await import('./find-texts.ts');
      const { place, dump } = find(id);
      return findTexts(
        readPlace(place, () => {}),
        dump,
        fingerprint,
        state,
      );
    },
    flame: (id, fingerprint) => layDump(find(id).dump, fingerprint),
    diff: (before, after) => compareDumps(find(before).dump, find(after).dump),
    document: async (id) => {
      const { writeDocument } = await import('./document.ts');
      const { name, dump } = find(id);
      return writeDocument(name, dump);
    },
    ticket: async (id) => {
      const { writeDumpTicket } = await import('./document.ts');
      const { name, dump } = find(id);
      return writeDumpTicket(name, dump);
    },
    pprof: async (id) => {
      const { writeDumpProfile } = await import('./document.ts');
      return writeDumpProfile(find(id).dump);
    },
    close: (id) => void kept.delete(id),
  };
}
