// Builds a Prometheus history from its two halves: export writes series, and the Prometheus engine reads them. They
// share only the names of the series.
import type { Labels } from '../core/labels.ts';
import { nameBound } from '../core/bound-titles.ts';
import { openScope } from './history/prometheus/scope.ts';
import { type Problem, type Result, succeed } from '../core/problem.ts';
import type { Settings } from '../core/query/settings.ts';
import type { PrometheusHistory } from '../core/query/settings-history.ts';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openDiskQueue } from './export/disk-queue.ts';
import { createExporter, type Exporter } from './export/exporter.ts';
import {
  createRemoteWrite,
  type RemoteWrite,
  type RemoteWriteOptions,
  type WriteOutcome,
} from './export/remote-write.ts';
import type { AppendOutcome, HistoryEngine } from './history/port.ts';
import { hostAndPort } from '../core/query/settings-url.ts';
import { type CheckpointFile, openCheckpointFile, type StackNames } from './history/checkpoint-file.ts';
import { createCircuitBreaker } from './history/circuit-breaker.ts';
import { createApi } from './history/prometheus/api.ts';
import { createPrometheusEngine } from './history/prometheus/engine.ts';
import type { SampleSink } from './history/prometheus/port.ts';
import { createServerCaller } from './server-caller.ts';

interface SeriesHistoryOptions {
  /** Where the state of verdicts is kept. Default: it is not, and each start reads days of samples. */
  readonly checkpoints?: { readonly path: string; readonly version: string } | undefined;
  /** Settings of a data source whose history is a Prometheus. */
  readonly settings: Settings;
  /** Name of the writer: the label `collector`. */
  readonly collector: string;
  readonly nowMs: () => number;
  readonly wait: RemoteWriteOptions['wait'];
  readonly onDropped?: RemoteWriteOptions['onDropped'];
  /** Stores queued points. Default: memory only. */
  readonly queueFolder?: string | undefined;
  /** How long queued points are still written on close, in milliseconds. */
  readonly flushMs: number;
  /** Lists the targets of the data source. Default: it has none of its own and reads all series. */
  readonly listTargets?: () => Promise<Result<readonly Labels[] | undefined>>;
}

/** Timeout of a history query. An alert rule has 30 s in total. */
const queryTimeoutMs = 20_000;

export function openSeriesHistory(options: SeriesHistoryOptions): HistoryEngine {
  const { settings, nowMs, flushMs, checkpoints } = options;
  const history = findServer(settings);
  const server = openServer(settings, history);
  const remoteWrite = openRemoteWrite(options);
  const exporter = remoteWrite && openExporter(options, () => remoteWrite);
  const engine = createPrometheusEngine({
    api: server?.api,
    ...(server ?? {}),
    sink: exporter && createSink(exporter, remoteWrite, flushMs),
    openCheckpoints: checkpoints && ((stacks) => openCheckpoints(settings, checkpoints, stacks)),
    nowMs,
    intervalMs: () => settings.sampling.intervalMs,
    retentionMs: () => settings.sampling.retentionMs,
    scope: openScope({
      match: history.match,
      added: Object.keys(history.externalLabels),
      listTargets: options.listTargets ?? (() => Promise.resolve(succeed(undefined))),
      byService: settings.discovery.length > 0,
      nowMs,
    }),
  });
  if (!exporter) return engine;
  return {
    ...engine,
    noteMissed: (target) => exporter.miss(target, nowMs()),
    noteTargets: (targets) => exporter.keepOnly(targets, nowMs()),
  };
}

function openCheckpoints<T>(
  { history }: Settings,
  { path, version }: NonNullable<SeriesHistoryOptions['checkpoints']>,
  stacks: StackNames<T>,
): CheckpointFile {
  // What was judged from other series does not count.
  const source = createHash('sha256').update(JSON.stringify(history)).digest('hex');
  return openCheckpointFile({ path, version: `${version} ${source}`, stacks });
}

/** Undefined if history is only written. */
function openServer(settings: Settings, { query, auth }: Pick<PrometheusHistory, 'query' | 'auth'>) {
  if (query === undefined) return undefined;
  const base = new URL(query);
  const { call, probe, stalled } = createCircuitBreaker(hostAndPort(base), createServerCaller(settings, auth));
  const bounds = { base, timeoutMs: queryTimeoutMs, maxBytes: settings.bounds.historyReply };
  return { api: createApi({ ...bounds, call }), probe: createApi({ ...bounds, call: probe }), stalled };
}

/** Undefined if another process writes. */
export function openRemoteWrite(
  options: Omit<SeriesHistoryOptions, 'collector' | 'flushMs' | 'listTargets'>,
): RemoteWrite | undefined {
  const { settings, nowMs, wait, onDropped, queueFolder } = options;
  const history = findServer(settings);
  if (history.remoteWrite === undefined) return undefined;
  return createRemoteWrite({
    url: new URL(history.remoteWrite),
    call: createServerCaller(settings, history.auth),
    nowMs,
    wait,
    capacity: settings.bounds.remoteWriteQueue,
    disk: queueFolder === undefined ? undefined : openDisk(queueFolder, history.remoteWrite, options),
    ...(onDropped ? { onDropped } : {}),
  });
}

/** Each server has a separate folder, because points for one server must not go to another. */
function openDisk(
  folder: string,
  url: string,
  { settings, onDropped }: Pick<SeriesHistoryOptions, 'settings' | 'onDropped'>,
) {
  const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
  return openDiskQueue({
    folder: join(folder, name),
    maxPoints: settings.bounds.remoteWriteQueue,
    onLost: (points) => onDropped?.(points, tooMany, ''),
  });
}

const tooMany: Problem = {
  code: 'write_overflow',
  status: 502,
  source: 'downstream',
  message: `The disk had more points than the queue may hold (${nameBound('remoteWriteQueue')}). The oldest are lost.`,
};

export function openExporter(
  { settings, collector }: Pick<SeriesHistoryOptions, 'settings' | 'collector'>,
  remoteWrite: () => RemoteWrite | undefined,
): Exporter {
  const { externalLabels } = findServer(settings);
  return createExporter({ collector, groupsLimit: settings.bounds.exportedGroups, externalLabels, remoteWrite });
}

/** An embedded history neither writes nor reads series. */
function findServer({ history }: Settings): Omit<PrometheusHistory, 'type'> {
  if (history.type === 'prometheus') return history;
  return { remoteWrite: undefined, query: undefined, auth: undefined, externalLabels: {}, match: [] };
}

function createSink(exporter: Exporter, remoteWrite: RemoteWrite, flushMs: number): SampleSink {
  return {
    add: async (sample) => asAppended(await exporter.add(sample)),
    addOnset: async (onset) => asAppended(await exporter.addOnset(onset)),
    problem: () => remoteWrite.figures().problem,
    close: () => remoteWrite.close(flushMs),
  };
}

function asAppended(written: WriteOutcome): AppendOutcome {
  switch (written.outcome) {
    case 'sent':
      return { outcome: 'kept' };
    case 'waiting':
      return { outcome: 'waiting', problem: written.problem ?? slow };
    case 'dropped':
      return { outcome: 'dropped', problem: written.problem };
    case 'late':
      return { outcome: 'dropped', problem: late };
  }
}

const slow: Problem = {
  code: 'write_delayed',
  status: 502,
  source: 'downstream',
  message: 'The server of history.remoteWrite accepts samples slowly. They wait.',
};

const late: Problem = {
  code: 'late_sample',
  status: 502,
  source: 'downstream',
  message:
    'A sample is older than the previous one, because a clock was set back. Servers reject such samples, so it is lost.',
};
