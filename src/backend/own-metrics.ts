// The plugin's own metrics for Grafana's `/metrics/plugins/<id>`: fetches, failures and queries. They contain no host
// and no target label, because their readers may not have access to the data source.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { QueryObserver } from './answers/query-data.ts';
import type { HistoryGlance, HistoryObserver } from './history/observer.ts';
import type { FetchObserver } from './targets/port.ts';

interface OwnMetrics {
  readonly observeFetch: FetchObserver;
  readonly observeQuery: QueryObserver;
  readonly observeHistory: HistoryObserver;
  /** Reads the state of every history and returns Prometheus' text format. */
  write(): Promise<string>;
}

const secondsBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30];

/** `estimateBytes`: what parts of the process hold, by kind. */
export function createOwnMetrics(estimateBytes: () => Readonly<Record<string, number>>): OwnMetrics {
  const registry = new Registry();
  const registers = [registry];
  const fetches = new Counter({
    name: 'parked_fetches_total',
    help: 'Fetches made from targets, by profile, form and outcome (fetched, or the code of the problem).',
    labelNames: ['profile', 'form', 'outcome'] as const,
    registers,
  });
  const fetchSeconds = new Histogram({
    name: 'parked_fetch_duration_seconds',
    help: 'How long targets took to answer.',
    labelNames: ['form'] as const,
    buckets: secondsBuckets,
    registers,
  });
  const fetchBytes = new Counter({
    name: 'parked_fetch_bytes_total',
    help: 'Bytes fetched from targets, in transit.',
    registers,
  });
  const queries = new Counter({
    name: 'parked_queries_total',
    help: 'Queries answered, by type and outcome (ok, or the code of the problem).',
    labelNames: ['type', 'outcome'] as const,
    registers,
  });
  const querySeconds = new Histogram({
    name: 'parked_query_duration_seconds',
    help: 'How long answers took, fetching included.',
    labelNames: ['type'] as const,
    buckets: secondsBuckets,
    registers,
  });
  const samples = new Counter({
    name: 'parked_samples_total',
    help: 'Samples taken, by outcome (kept, or the code of the problem that lost them).',
    labelNames: ['outcome'] as const,
    registers,
  });
  const keepSeconds = new Histogram({
    name: 'parked_sample_keep_duration_seconds',
    help: 'Time from taking a sample to storing it.',
    buckets: secondsBuckets,
    registers,
  });
  let listHistories: () => readonly HistoryGlance[] = () => [];
  const gauge = (name: string, help: string, read: (glances: readonly HistoryGlance[]) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(listHistories()));
      },
    });
  gauge('parked_data_sources', 'Data sources in use since the start.', (all) => all.length);
  gauge('parked_history_bytes', 'What all histories take on disk or in memory.', (all) =>
    sum(all, ({ bytes }) => bytes),
  );
  gauge('parked_history_targets', 'Targets in histories.', (all) => sum(all, ({ targets }) => targets));
  gauge('parked_histories_paused', 'Histories that currently store nothing.', (all) =>
    sum(all, (one) => (one.isPaused ? 1 : 0)),
  );
  gauge('parked_sampled_targets', 'Targets that are sampled, including those paused near a memory limit.', (all) =>
    sum(all, ({ sampledTargets }) => sampledTargets),
  );
  gauge('parked_held_back_targets', 'Targets sampled less often, or not at all, near a memory limit.', (all) =>
    sum(all, ({ heldBackTargets }) => heldBackTargets),
  );
  gauge('parked_samples_in_progress', 'Samples that are being fetched or written now.', (all) =>
    sum(all, ({ inProgress }) => inProgress),
  );
  new Gauge({
    name: 'parked_memory_bytes',
    help: 'Memory of the process (resident), of its JavaScript heap, outside of it, and estimates of what parts of it hold.',
    labelNames: ['kind'] as const,
    registers,
    collect() {
      const { rss, heapUsed, external } = process.memoryUsage();
      this.set({ kind: 'resident' }, rss);
      this.set({ kind: 'heap' }, heapUsed);
      this.set({ kind: 'external' }, external);
      this.set(
        { kind: 'verdicts' },
        sum(listHistories(), ({ verdictBytes }) => verdictBytes),
      );
      for (const [kind, bytes] of Object.entries(estimateBytes())) this.set({ kind }, bytes);
    },
  });
  return {
    observeHistory: {
      onSample: (outcome, tookMs) => {
        samples.inc({ outcome });
        keepSeconds.observe(tookMs / 1000);
      },
      onList: (list) => (listHistories = list),
    },
    observeFetch: ({ kind, form, outcome, tookMs, bytes }) => {
      fetches.inc({ profile: kind, form: `debug=${form}`, outcome });
      fetchSeconds.observe({ form: `debug=${form}` }, tookMs / 1000);
      fetchBytes.inc(bytes);
    },
    observeQuery: ({ queryType, outcome, tookMs }) => {
      queries.inc({ type: queryType, outcome });
      querySeconds.observe({ type: queryType }, tookMs / 1000);
    },
    write: () => registry.metrics(),
  };
}

function sum<T>(all: readonly T[], read: (one: T) => number): number {
  return all.reduce((total, one) => total + read(one), 0);
}
