// Loads stack details of a running process from the server.
import type { Matcher } from '../../core/labels.ts';
import type { StackSource } from '../detail/stack-source.ts';
import type { DumpReaderClient } from '../dumps/client.ts';
import { askQueries, type TimeRange } from '../live/ask.ts';
import { readFlame } from '../live/read-rows.ts';
import type { StackRow, SuspectRow } from '../model.ts';
import { askFrames, askStack, takeDump } from '../live/stack.ts';

interface LiveQuestion {
  readonly targets: readonly Matcher[];
  /** The label that keeps rows of several processes apart; undefined if there is none. */
  readonly per: string | undefined;
  readonly range: TimeRange;
  /** A new value with every answer. */
  readonly version: string;
  readonly showIgnored: boolean;
}

export function makeLiveSource(
  reader: DumpReaderClient,
  { targets, per, range, version, showIgnored }: LiveQuestion,
): StackSource {
  const targetsOf = ({ target }: StackRow | SuspectRow): readonly Matcher[] =>
    per === undefined || target === '' ? targets : [...targets, { label: per, op: '=', value: target }];
  return {
    version,
    loadFacts: async (row, signal) => {
      const { trend, states, instances, locations } = await askStack(range, targetsOf(row), row.fingerprint, signal);
      return { trend, states, instances: instances.length > 0 ? instances : null, locations, dump: null };
    },
    loadFrames: (row) => askFrames(reader, targetsOf(row), row.fingerprint, row.state),
    loadFlame: async (fingerprint) => {
      const filter = fingerprint === null ? {} : { fingerprints: [fingerprint] };
      const query = { queryType: 'flamegraph', targets, per: [], filter, showIgnored } as const;
      const [answer] = await askQueries([query], range);
      if (answer?.problem) throw new Error(answer.problem.message);
      return readFlame(answer?.frames[0]);
    },
    takeDump: (row) => takeDump(targetsOf(row), row.fingerprint),
    findTexts: undefined,
  };
}
