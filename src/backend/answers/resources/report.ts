// `report`: the samples of history as a document. `parked report --json` prints the same document from the same
// samples.
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { readQuery } from '../../../core/query/read-query.ts';
import { compileReport } from '../../../report/compile.ts';
import { makeGroupCounter, type ReportQuery } from '../../../report/group-series.ts';
import { writeJson } from '../../../report/json.ts';
import type { ProfileSummary, ProfileCounts, Series } from '../../../report/model.ts';
import type { Resolution, SampleGroup, TargetHistory } from '../../history/port.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';
import { refuse } from '../ask.ts';
import { formatRoundedDuration } from '../words/format.ts';
import { makePastProfile } from '../gather/past-entries.ts';
import { readPast, type PastRange } from '../gather/read-past.ts';
import { readVerdicts } from '../rows/verdicts.ts';
import { makeAsk, type Call, type Reply } from './call.ts';

/**
 * The samples of one target. If the range is longer, each point is the newest sample of a step, and a notice says so.
 */
const maxPoints = 1_000;
/** Samples of all targets together. */
const maxSamples = 20_000;

/** `?query=<JSON>&from=&to=` in milliseconds. `targets` and `per` are the only fields of the query that are read. */
export async function downloadReport(call: Call): Promise<Result<Reply>> {
  const read = readQuery(call.parameters.get('query') ?? '{}', { queryType: 'suspects' });
  if (!read.ok) return read;
  const [fromMs, toMs] = ['from', 'to'].map((name) => Number(call.parameters.get(name) ?? NaN));
  if (fromMs === undefined || toMs === undefined || !(fromMs >= 0 && fromMs < toMs)) {
    return fail(
      refuse('invalid_range', 'to', '"from" and "to" are milliseconds since 1970, and "from" is the earlier.'),
    );
  }
  const { per, targets } = read.value;
  const ask = makeAsk(call, { queryType: 'suspects', per, targets }, { fromMs, toMs });
  const query: ReportQuery = { groupBy: ['stack'], per, filter: {} };
  const series: Series[] = [];
  const leftOut: string[] = [];
  const account = await readPast(ask, async (engine) => {
    const known = await engine.listTargets(targets);
    if (!known.ok) return known;
    const points = Math.min(maxPoints, Math.ceil(maxSamples / Math.max(1, known.value.length)));
    const resolution = chooseResolution({ fromMs, toMs }, points, ask.ref.settings.sampling.intervalMs);
    return engine.readRange(
      { kind: 'goroutine', targets, resolution },
      (history) => {
        series.push(...describeSeries(history, query));
        leftOut.push(...noteLeftOut(history, resolution));
      },
      call.signal,
    );
  });
  if (!account.ok) return account;
  const judgement = await readVerdicts(ask, undefined);
  if (!judgement.ok) return judgement;
  const verdicts = judgement.value.judged?.verdicts;
  if (verdicts === undefined || series.length === 0) {
    return fail(refuse('no_history', 'targets', 'There are no samples of these targets in this range yet.'));
  }
  const report = compileReport(series, query, verdicts);
  if (!report.ok) return report;
  const body = new TextEncoder().encode(writeJson(report.value, report.value.rows, leftOut));
  return succeed({ body, headers: { 'Content-Type': ['application/json'], 'Cache-Control': ['no-store'] } });
}

function chooseResolution({ fromMs, toMs }: PastRange, points: number, intervalMs: number): Resolution {
  const stepMs = Math.ceil((toMs - fromMs) / points);
  if (stepMs <= intervalMs) return { every: 'sample', fromMs, toMs };
  return { every: 'step', firstMs: fromMs + stepMs, stepMs, points, holdMs: 0 };
}

/** The number of samples that the document holds of a target, and the number that the range has. */
function noteLeftOut({ target, samples }: TargetHistory, resolution: Resolution): readonly string[] {
  const held = samples.reduce((count, taken) => count + (taken > 0 ? 1 : 0), 0);
  const taken = samples.reduce((sum, count) => sum + count, 0);
  if (resolution.every === 'sample' || held === taken) return [];
  const name = target.labels['instance'] ?? target.labels['service'] ?? '';
  const step = formatRoundedDuration(resolution.stepMs);
  return [
    `${name}: ${formatCount(held)} of ${formatAmount(taken, 'sample')} of the range are in the document, the ` +
      `newest of each ${step}. A document holds at most ${formatCount(maxPoints)} samples of a target and ` +
      `${formatCount(maxSamples)} in all. The verdicts use all samples.`,
  ];
}

/** Empty if there is no sample. */
function describeSeries(history: TargetHistory, query: ReportQuery): readonly Series[] {
  const { target, timesMs, samples, series } = history;
  const points = [...timesMs.keys()].filter((index) => (samples[index] ?? 0) > 0);
  const newest = points.at(-1);
  if (newest === undefined) return [];
  const { labels } = target;
  const source = labels['instance'] ?? labels['service'] ?? '';
  const profileAt = (index: number, groups: readonly SampleGroup[]) =>
    makePastProfile(
      { atMs: timesMs[index] ?? 0, goroutines: history.goroutines.last[index] ?? 0, groups },
      'goroutine',
      [],
    );
  const groupsAt = (index: number) =>
    series.flatMap(({ stack, labels: kept, counts }): SampleGroup[] => {
      const count = counts.last[index] ?? 0;
      return count > 0 ? [{ stack, labels: kept, count }] : [];
    });
  const count = makeGroupCounter(query);
  const keys = series.map(({ stack, labels: kept }) => {
    const alone = profileAt(newest, [{ stack, labels: kept, count: 1 }]);
    return [...count({ labels, profile: alone }).keys()][0] ?? '';
  });
  const takeSample = (index: number): ProfileCounts => {
    const counts = new Map<string, number>();
    for (const [at, key] of keys.entries()) {
      counts.set(key, (counts.get(key) ?? 0) + (series[at]?.counts.last[index] || 0));
    }
    return { timeMs: timesMs[index] ?? 0, counts };
  };
  const summaries = points.map((index): ProfileSummary => {
    const { entries: _, ...profile } = profileAt(index, []).profile;
    return { source, profile, timeMs: timesMs[index] };
  });
  const interpreted = profileAt(newest, groupsAt(newest));
  const last = { source, profile: interpreted.profile, timeMs: timesMs[newest], interpreted };
  return [{ labels, summaries, last, samples: points.length > 1 ? points.map(takeSample) : [] }];
}
