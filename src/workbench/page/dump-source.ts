// Loads stack details of a dump from the worker that read it.
import type { StackSource } from '../detail/stack-source.ts';
import type { DumpReaderClient } from '../dumps/client.ts';

export function makeDumpSource(reader: DumpReaderClient, id: number): StackSource {
  return {
    version: `dump ${id}`,
    loadFacts: async ({ fingerprint, state }) => {
      const { states, locations, facts } = await reader.stack(id, fingerprint, state);
      return { states, locations, instances: null, trend: null, dump: facts };
    },
    loadFrames: async ({ fingerprint, state }) => (await reader.stack(id, fingerprint, state)).frames,
    loadFlame: (fingerprint) => reader.flame(id, fingerprint),
    takeDump: undefined,
    findTexts: ({ fingerprint, state }) => reader.texts(id, fingerprint, state),
  };
}
