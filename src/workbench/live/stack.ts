// The details of one stack of running processes. Frames come from a downloaded profile, read by the same reader as
// dumps. Creators and waits need a dump, which is only taken on request because it stops the process.
import type { Matcher } from '../../core/labels.ts';
import type { Query } from '../../core/query/model.ts';
import type { DumpReaderClient } from '../dumps/client.ts';
import type { DumpFacts, FrameRow, NamedCount } from '../model.ts';
import { askQueries, type TimeRange } from './ask.ts';
import { downloadAddress } from './download.ts';
import { openFrame } from './read-frame.ts';
import { readStacks } from './read-rows.ts';
import { noSeries, readTrend, type SeriesSet } from './read-series.ts';

interface LiveStack {
  readonly trend: SeriesSet;
  readonly states: readonly NamedCount[];
  readonly instances: readonly NamedCount[];
  readonly locations: readonly NamedCount[];
}

const limit = 200;
const maxTexts = 20;

export async function askStack(
  range: TimeRange,
  targets: readonly Matcher[],
  fingerprint: string,
  signal: AbortSignal,
): Promise<LiveStack> {
  const common: Query = { targets, per: [], filter: { fingerprints: [fingerprint] }, showIgnored: true, limit };
  const [trend, states, instances, locations] = await askQueries(
    [
      { ...common, queryType: 'trend', limit: 10 },
      { ...common, queryType: 'stacks' },
      { ...common, queryType: 'stacks', per: ['service', 'instance'] },
      { ...common, queryType: 'stacks', groupBy: ['location'] },
    ],
    range,
    { signal, maxDataPoints: 300 },
  );
  return {
    trend: trend?.problem ? noSeries : readTrend(trend?.frames ?? []),
    states: readStacks(states?.frames[0]).map(({ state, count }) => ({ name: state, count })),
    instances: countColumn(instances?.frames[0], 'instance'),
    locations: countColumn(locations?.frames[0], 'location'),
  };
}

function countColumn(frame: Parameters<typeof openFrame>[0], name: string): readonly NamedCount[] {
  const cells = openFrame(frame);
  const counts = new Map<string, number>();
  for (let row = 0; row < cells.length; row++) {
    const value = cells.textOrNull(name, row);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + (cells.number('count', row) ?? 0));
  }
  return [...counts].map(([label, count]) => ({ name: label, count })).sort((a, b) => b.count - a.count);
}

export async function askFrames(
  reader: DumpReaderClient,
  targets: readonly Matcher[],
  fingerprint: string,
  state: string,
): Promise<readonly FrameRow[]> {
  const query: Query = { queryType: 'stacks', targets, filter: { fingerprints: [fingerprint] }, showIgnored: true };
  const place = { kind: 'url', url: downloadAddress('pprof', query) } as const;
  const { id, rows } = await reader.open(fingerprint, place, () => {});
  try {
    const row = rows.find((one) => one.fingerprint === fingerprint && one.state === state) ?? rows[0];
    if (row === undefined) throw new Error('No target has this stack just now.');
    return (await reader.stack(id, row.fingerprint, row.state)).frames;
  } finally {
    void reader.close(id);
  }
}

/** Takes a dump, which stops the process, within the rules for dumps. Rejects with the message if they forbid it. */
export async function takeDump(targets: readonly Matcher[], fingerprint: string): Promise<DumpFacts> {
  const nowMs = Date.now();
  const filter = { fingerprints: [fingerprint] };
  const query: Query = { queryType: 'dump', targets, filter, showIgnored: true, limit: 1_000 };
  const [answer] = await askQueries([query], { fromMs: nowMs - 1_000, toMs: nowMs });
  if (answer?.problem) throw new Error(answer.problem.message);
  const read = (name: string) => answer?.frames[0]?.fields.find((field) => field.name === name)?.values ?? [];
  const labels = read('labels');
  const creators = new Map<string, number>();
  const waits = new Map<number, number>();
  for (const one of labels) {
    const facts = (typeof one === 'object' && one !== null ? one : {}) as Readonly<Record<string, unknown>>;
    const creator = typeof facts['createdBy'] === 'string' ? facts['createdBy'] : '';
    const minutes = Number(facts['waitMinutes'] ?? 0) || 0;
    creators.set(creator, (creators.get(creator) ?? 0) + 1);
    waits.set(minutes, (waits.get(minutes) ?? 0) + 1);
  }
  return {
    creators: [...creators].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    waits: [...waits].map(([minutes, count]) => ({ minutes, count })).sort((a, b) => a.minutes - b.minutes),
    goroutines: labels.length,
    texts: read('body').slice(0, maxTexts).map(String),
  };
}
