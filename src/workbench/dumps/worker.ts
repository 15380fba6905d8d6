// Reads dumps beside the page, so that a large one never holds it up.
import { readPlace } from './bytes.ts';
import { compareDumps, layDump } from './compare.ts';
import type { DumpOperation, DumpOperations, DumpPlace, DumpQuestion, DumpReply } from './messages.ts';
import { readDump, type ReadDump } from './read-dump.ts';
import { readSpecimen } from './specimen.ts';
import { describeStack } from './stack.ts';
import { summarise } from './summarise.ts';

interface Kept {
  readonly name: string;
  readonly place: DumpPlace;
  readonly dump: ReadDump;
}

type Answering = {
  readonly [Name in DumpOperation]: (
    ask: DumpOperations[Name]['ask'],
    onBytes: (bytes: number) => void,
  ) => Promise<DumpOperations[Name]['answer']> | DumpOperations[Name]['answer'];
};

const kept = new Map<number, Kept>();
let lastId = 0;

const answering: Answering = {
  prepare: async () => {
    await readSpecimen();
    return null;
  },
  open: async ({ name, place }, onBytes) => {
    const startedMs = performance.now();
    let bytes = 0;
    const dump = await readDump(readPlace(place, (read) => onBytes((bytes = read))));
    const id = ++lastId;
    kept.set(id, { name, place, dump });
    return summarise(dump, { id, name, bytes, tookMs: performance.now() - startedMs });
  },
  judge: async ({ id }) => {
    const { judgeGroups } = await import('./judge.ts');
    return judgeGroups(find(id).dump.grouped.groups);
  },
  stack: ({ id, fingerprint, state }) => describeStack(find(id).dump, fingerprint, state),
  texts: async ({ id, fingerprint, state }) => {
    const { findTexts } = await import('./find-texts.ts');
    const { place, dump } = find(id);
    return findTexts(
      readPlace(place, () => {}),
      dump,
      fingerprint,
      state,
    );
  },
  flame: ({ id, fingerprint }) => layDump(find(id).dump, fingerprint),
  diff: ({ before, after }) => compareDumps(find(before).dump, find(after).dump),
  document: async ({ id }) => {
    const { writeDocument } = await import('./document.ts');
    const { name, dump } = find(id);
    return writeDocument(name, dump);
  },
  pprof: async ({ id }) => {
    const { writeDumpProfile } = await import('./document.ts');
    return writeDumpProfile(find(id).dump);
  },
  close: ({ id }) => {
    kept.delete(id);
    return null;
  },
};

function find(id: number): Kept {
  const found = kept.get(id);
  if (found === undefined) throw new Error('The dump is not there any more. Drop it again.');
  return found;
}

const scope = self as unknown as {
  onmessage: ((event: MessageEvent<DumpQuestion>) => void) | null;
  postMessage: (reply: DumpReply) => void;
};

scope.onmessage = ({ data: { call, name, ask } }) => {
  const onBytes = (progressBytes: number) => scope.postMessage({ call, progressBytes });
  const answer = answering[name] as (ask: unknown, onBytes: (bytes: number) => void) => unknown;
  Promise.resolve()
    .then(() => answer(ask, onBytes))
    .then((value) => scope.postMessage({ call, answer: value }))
    .catch((error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      scope.postMessage({ call, problem });
    });
};
