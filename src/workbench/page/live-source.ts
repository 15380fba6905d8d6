// A running process as a source of stacks: what the tables ask when one is opened.
import type { Matcher } from '../../core/labels.ts';
import type { StackSource } from '../detail/StackDetail.tsx';
import type { DumpReaderClient } from '../dumps/client.ts';
import { askQueries, type TimeRange } from '../live/ask.ts';
import { readFlame } from '../live/read-rows.ts';
import { askFrames, askStack, takeDump } from '../live/stack.ts';

export function makeLiveSource(
  reader: DumpReaderClient,
  targets: readonly Matcher[],
  range: TimeRange,
  version: string,
): StackSource {
  return {
    version,
    loadFacts: async ({ fingerprint }, signal) => {
      const { trend, states, instances, locations } = await askStack(range, targets, fingerprint, signal);
      return { trend, states, instances: instances.length > 0 ? instances : null, locations, dump: null };
    },
    loadFrames: ({ fingerprint, state }) => askFrames(reader, targets, fingerprint, state),
    loadFlame: async (fingerprint) => {
      const filter = fingerprint === null ? {} : { fingerprints: [fingerprint] };
      const query = { queryType: 'flamegraph', targets, per: [], filter } as const;
      const [answer] = await askQueries([query], range);
      if (answer?.problem) throw new Error(answer.problem.message);
      return readFlame(answer?.frames[0]);
    },
    takeDump: ({ fingerprint }) => takeDump(targets, fingerprint),
    findTexts: undefined,
  };
}
