// A dump as a source of stacks: the worker that read it answers.
import type { StackSource } from '../detail/StackDetail.tsx';
import type { DumpReaderClient } from '../dumps/client.ts';

export function makeDumpSource(reader: DumpReaderClient, id: number): StackSource {
  return {
    version: `dump ${id}`,
    loadFacts: async ({ fingerprint, state }) => {
      const { states, locations, facts } = await reader.ask('stack', { id, fingerprint, state });
      return { states, locations, instances: null, trend: null, dump: facts };
    },
    loadFrames: async ({ fingerprint, state }) => (await reader.ask('stack', { id, fingerprint, state })).frames,
    loadFlame: (fingerprint) => reader.ask('flame', { id, fingerprint }),
    takeDump: undefined,
    findTexts: ({ fingerprint, state }) => reader.ask('texts', { id, fingerprint, state }),
  };
}
