// The plugin's own health, for Grafana's `/metrics/plugins/<id>`: what it fetches, what fails, who asks for what. No
// host and no label of a target is in it: these metrics have another audience than the data source.
import { Counter, Histogram, Registry } from 'prom-client';
import type { QueryObserver } from './answers/query-data.ts';
import type { FetchObserver } from './targets/port.ts';

export interface OwnMetrics {
  readonly observeFetch: FetchObserver;
  readonly observeQuery: QueryObserver;
  /** Prometheus text format. */
  write(): Promise<string>;
}

const secondsBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30];

export function createOwnMetrics(): OwnMetrics {
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
    help: 'Bytes fetched from targets, as they came over the wire.',
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
  return {
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
