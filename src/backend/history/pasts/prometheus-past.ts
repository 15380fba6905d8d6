// Reads `go_goroutines` of a target from a Prometheus that scrapes it: totals over days for the running process.
import type { PriorTotals } from '../../../core/analysis/suspects/prior.ts';
import type { Labels, Matcher } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { PrometheusApi } from '../prometheus/api.ts';
import { quote, select } from '../prometheus/promql.ts';
import type { PastReader } from './port.ts';
import { downsampledStepMs } from '../../../core/agreed-times.ts';

export function createPrometheusPast(api: PrometheusApi, host: string, match: readonly Matcher[]): PastReader {
  const conditions = match.map(({ label, op, value }) => `${label}${op}${quote(value)}`);

  /** Finds the series of one process. If several match the host, none is used. */
  async function findSeries(target: Labels, nowMs: number, signal: AbortSignal): Promise<Result<Labels | undefined>> {
    const name = hostOf(target['instance']);
    if (name === '') return succeed(undefined);
    const isHost = `instance=~${quote(`${escape(name)}(:[0-9]+)?`)}`;
    const found = await api.series(
      select(['go_goroutines'], ...conditions, isHost),
      nowMs - downsampledStepMs,
      nowMs,
      signal,
    );
    if (!found.ok) return found;
    const same = found.value.filter(({ instance }) => instance === target['instance']);
    const ofService = found.value.filter(({ job }) => job === target['service']);
    const [one, ...others] = same.length > 0 ? same : ofService.length > 0 ? ofService : found.value;
    return succeed(others.length === 0 ? one : undefined);
  }

  return {
    tells: 'totals',
    host,
    read: async (target, { fromMs, toMs }, signal): Promise<Result<PriorTotals | undefined>> => {
      const series = await findSeries(target, toMs, signal);
      if (!series.ok) return series;
      if (series.value === undefined) return succeed(undefined);
      const { __name__: _, ...labels } = series.value;
      const own = Object.entries(labels).map(([label, value]) => `${label}=${quote(value)}`);
      const grid = { firstMs: fromMs, lastMs: toMs, stepMs: downsampledStepMs };
      const totals = await api.range(select(['go_goroutines'], ...own), grid, signal);
      if (!totals.ok) return totals;
      const starts = await api.range(select(['process_start_time_seconds'], ...own), grid, signal);
      if (!starts.ok) return starts;
      const [row] = totals.value;
      if (row === undefined) return succeed(undefined);
      const startSeconds = starts.value[0]?.values.at(-1);
      const startMs = startSeconds === undefined ? undefined : startSeconds * 1_000;
      // Points of an earlier process do not apply to this one.
      const first = row.timesMs.findIndex((timeMs) => timeMs >= (startMs ?? -Infinity));
      if (first < 0) return succeed(undefined);
      return succeed({ timesMs: row.timesMs.subarray(first), goroutines: row.values.subarray(first), startMs });
    },
  };
}

function hostOf(instance: string | undefined): string {
  return (instance ?? '').replace(/:\d+$/, '');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
