// A running process as a source of stacks: what the tables ask when one is opened.
import type { Matcher } from '../../core/labels.ts';
import type { StackSource } from '../detail/stack-source.ts';
import type { DumpReaderClient } from '../dumps/client.ts';
import { askQueries, type TimeRange } from '../live/ask.ts';
import { readFlame } from '../live/read-rows.ts';
import { askFrames, askStack, takeDump } from '../live/stack.ts';

export interface LiveQuestion {
  readonly targets: readonly Matcher[];
  readonly range: TimeRange;
  /** Changes with every answer. */
  readonly version: string;
  readonly showIgnored: boolean;
}

export function makeLiveSource(
  reader: DumpReaderClient,
  { targets, range, version, showIgnored }: LiveQuestion,
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
      const query = { queryType: 'flamegraph', targets, per: [], filter, showIgnored } as const;
      const [answer] = await askQueries([query], range);
      if (answer?.problem) throw new Error(answer.problem.message);
      return readFlame(answer?.frames[0]);
    },
    takeDump: ({ fingerprint }) => takeDump(targets, fingerprint),
    findTexts: undefined,
  };
}
