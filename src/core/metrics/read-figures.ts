// Reads a metrics page into the figures of the process that serves it.
import type { Labels } from '../labels.ts';
import { readMetricLabels } from './metric-labels.ts';
import { createMetricLines, type MetricSample } from './metric-lines.ts';
import type { ProcessFigures } from './model.ts';

/**
 * The first metric that is present is used: Go's Prometheus client, then its runtime/metrics collector, then
 * OpenTelemetry.
 */
const gauges = {
  goroutines: ['go_goroutines', 'go_sched_goroutines_goroutines', 'go_goroutine_count'],
  residentBytes: ['process_resident_memory_bytes'],
  heapBytes: [
    'go_memstats_heap_inuse_bytes',
    'go_memstats_heap_alloc_bytes',
    'go_memstats_alloc_bytes',
    'go_memory_classes_heap_objects_bytes',
  ],
  cpuSeconds: ['process_cpu_seconds_total'],
  memoryLimitBytes: ['go_gc_gomemlimit_bytes'],
  startSeconds: ['process_start_time_seconds'],
} as const satisfies Record<string, readonly string[]>;

/** Metrics that count requests, unless the settings name another one. */
export const usualRequestMetrics = [
  'http_requests_total',
  'http_request_duration_seconds_count',
  'http_server_request_duration_seconds_count',
  'grpc_server_handled_total',
] as const;

/** How most other counters of requests end, such as `prometheus_http_requests_total` and `vm_http_requests_total`. */
const requestSuffix = '_requests_total';

/** Requests that the process itself makes, and those that it did not serve. */
const otherRequests = /client|outgoing|upstream|proxy|remote|errors?_|failed|denied|rejected|dropped|invalid/;

/**
 * Of the counters that end like one of requests, the one that most likely counts all that are served: HTTP before the
 * rest, then the shortest name, which stays the same from page to page.
 */
function findRequestMetric(names: readonly string[]): string | undefined {
  const rank = (name: string): number => (name.includes('http') ? 0 : 1_000) + name.length;
  return names
    .filter((name) => name.endsWith(requestSuffix) && !otherRequests.test(name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0];
}

const goInfo = 'go_info';
const goBuildInfo = 'go_build_info';
const targetInfo = 'target_info';
const buildSuffix = '_build_info';

/** Go's runtime writes "no limit" as the largest integer, which a float can only approximate. */
const noLimitBytes = 2 ** 62;

const maxBuilds = 20;
const maxRequestMetrics = 50;
const maxTextLength = 200;

interface FiguresReader {
  /** The next bytes of the page, in chunks of any size. */
  push(chunk: Uint8Array): void;
  /** Undefined where the page has no figure of a process. */
  finish(): ProcessFigures | undefined;
}

/**
 * Makes a reader for one page. `requestMetric` is summed as requests; when undefined, the first usual metric that is
 * present, else the counter whose name ends like one of requests.
 */
export function createFiguresReader(requestMetric?: string): FiguresReader {
  const requestMetrics: readonly string[] = requestMetric === undefined ? usualRequestMetrics : [requestMetric];
  const gaugeNames: readonly string[] = Object.values(gauges).flat();
  const single = new Map<string, number | null>();
  const sums = new Map<string, number>();
  const builds = new Map<string, Labels | null>();
  let found = 0;

  function take({ name, labelText, value }: MetricSample): void {
    found++;
    // A custom request metric may be any metric, even one used for another figure.
    const isFound = requestMetric === undefined;
    if (
      requestMetrics.includes(name) ||
      (isFound && name.endsWith(requestSuffix) && (sums.has(name) || sums.size < maxRequestMetrics))
    )
      sums.set(name, (sums.get(name) ?? 0) + value);
    if (gaugeNames.includes(name)) single.set(name, single.has(name) ? null : value);
    if (name === goInfo || name === targetInfo || name.endsWith(buildSuffix)) {
      // Two builds under one name belong to two processes, or to a process and one that it watches.
      if (builds.has(name)) builds.set(name, null);
      else if (builds.size < maxBuilds) builds.set(name, readMetricLabels(labelText));
    }
  }

  const names = [...gaugeNames, ...requestMetrics, goInfo, targetInfo];
  const lines = createMetricLines(names, [buildSuffix, requestSuffix], take);

  function pick(candidates: readonly string[]): number | null {
    const name = candidates.find((candidate) => single.has(candidate));
    return name === undefined ? null : (single.get(name) ?? null);
  }

  function finish(): ProcessFigures | undefined {
    lines.finish();
    if (found === 0) return undefined;
    const usual = requestMetrics.find((name) => sums.has(name));
    const requests = usual ?? findRequestMetric([...sums.keys()]) ?? null;
    const limitBytes = pick(gauges.memoryLimitBytes);
    const startSeconds = pick(gauges.startSeconds);
    return {
      values: {
        goroutines: pick(gauges.goroutines),
        residentBytes: pick(gauges.residentBytes),
        heapBytes: pick(gauges.heapBytes),
        cpuSeconds: pick(gauges.cpuSeconds),
        requests: requests === null ? null : (sums.get(requests) ?? null),
        memoryLimitBytes: limitBytes === null || limitBytes >= noLimitBytes || limitBytes <= 0 ? null : limitBytes,
      },
      startMs: startSeconds === null || startSeconds <= 0 ? null : Math.round(startSeconds * 1_000),
      build: describeBuild(builds),
      goVersion: findGoVersion(builds),
      requestMetric: requests,
    };
  }

  return { push: lines.push, finish };
}

function findGoVersion(builds: ReadonlyMap<string, Labels | null>): string | null {
  const version = builds.get(goInfo)?.['version'] ?? '';
  return /^(go|devel )[ -~]{1,60}$/.test(version) ? version : null;
}

/** The program's own build metric if it is the only one; else what Go's linker knows; else OpenTelemetry's. */
function describeBuild(builds: ReadonlyMap<string, Labels | null>): string | null {
  const own = [...builds.keys()].filter((name) => name.endsWith(buildSuffix) && name !== goBuildInfo);
  const names = [...(own.length === 1 ? own : []), goBuildInfo, targetInfo];
  for (const name of names) {
    const labels = builds.get(name) ?? {};
    const parts = [
      labels['version'] ?? labels['service_version'],
      labels['revision'] ?? labels['commit'] ?? labels['git_commit'] ?? labels['checksum'],
    ];
    const known = parts.filter((part) => part !== undefined && !unknownVersions.has(part));
    if (known.length > 0) return known.join(' ').slice(0, maxTextLength);
  }
  return null;
}

/** What Go and its build tools write for unknown versions. */
const unknownVersions: ReadonlySet<string | undefined> = new Set(['', 'unknown', '(devel)', 'dev', 'none']);
