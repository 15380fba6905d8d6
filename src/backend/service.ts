// Wires the rooms of the backend for the plugin and the command line. It contains no logic. Rooms are loaded on use, so
// that the command line does not load what only the plugin needs.
import type { Labels } from '../core/labels.ts';
import type { Result } from '../core/problem.ts';
import type { AnswerPorts } from './answers/ask.ts';
import type { Collector, CollectorConfig, CollectorEvents } from './collector.ts';
import type { MetricsServer } from './export/serve-metrics.ts';
import type { Clock } from './history/sampler-ports.ts';
import type { Inbox } from './receive/inbox.ts';
import type { FolderListing } from './receive/list-folder.ts';
import type { ReceiveConfig, Reception } from './receive/reception.ts';
import type { PluginHandler } from './protocol/handler.ts';
import type { Logger } from './protocol/log/logger.ts';
import type { DataSourceRef, FiguresSource, SymbolResolver, TargetsPort } from './targets/port.ts';
import type { ReadStream, StreamOptions } from './targets/read-profile-stream.ts';

export type {
  Capabilities,
  DataSourceRef,
  Fetched,
  FetchOutcome,
  ProfileForm,
  ProfileRequest,
  Target,
} from './targets/port.ts';
export type { PluginHandler } from './protocol/handler.ts';
export { estimatePauseMs } from './answers/gather/dump-pause.ts';
export { findPluginFolder } from './history/plugin-folder.ts';
export { resolveHidden } from './answers/gather/resolve-hidden.ts';

export interface ServiceOptions {
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly nowMs?: () => number;
  /** Receives bugs. */
  readonly logger?: Pick<Logger, 'error'>;
  /** The sampler's clock. Default: timers that do not keep the process alive. */
  readonly clock?: Pick<Clock, 'monotonicMs' | 'wait'>;
  /** The folder that Grafana loaded the plugin from; undefined outside Grafana. History files may lie beside it. */
  readonly pluginFolder?: string | undefined;
  /** Parked's version. */
  readonly version?: string;
  /** Whether history without a configured folder should stay in memory. */
  readonly inMemory?: boolean;
  /** Where targets send their profiles. Undefined if Parked only fetches. */
  readonly inbox?: Inbox | undefined;
}

const pluginId = 'parked-goroutines-datasource';

/** Creates the plugin's backend: everything behind the protocol. */
export async function createService(options: ServiceOptions = {}): Promise<PluginHandler> {
  const [
    { answerQueries },
    { answerResource },
    { answerHealth },
    { createOwnMetrics },
    { answerMemory, processMemory },
    { processChunks },
    { createTargets },
    { createSourceReader },
    { createHistoryRoom },
    { describeSource },
    { chooseEngine },
    { openPasts },
    { withPushed },
  ] = await Promise.all([
    import('./answers/query-data.ts'),
    import('./answers/resources/answer-resource.ts'),
    import('./answers/health.ts'),
    import('./own-metrics.ts'),
    import('./memory-budget.ts'),
    import('./history/embedded/decoded-chunks.ts'),
    import('./targets/create-targets.ts'),
    import('./targets/source-reader.ts'),
    import('./history/history-room.ts'),
    import('./sample-source.ts'),
    import('./history-engines.ts'),
    import('./history-pasts.ts'),
    import('./receive/pushed-targets.ts'),
  ]);
  const nowMs = options.nowMs ?? Date.now;
  const onBug = (error: unknown) => options.logger?.error('A query could not be answered: a bug.', { error });
  const metrics = createOwnMetrics(() => ({
    profiles: processMemory.held(),
    answers: answerMemory.held(),
    'decoded history': processChunks.bytes(),
  }));
  const asked = createTargets({ now: nowMs, onFetch: metrics.observeFetch });
  const targets = options.inbox === undefined ? asked : withPushed(asked, options.inbox, nowMs);
  const history = createHistoryRoom({
    clock: { nowMs, ...(options.clock ?? quietClock) },
    observer: metrics.observeHistory,
    pluginFolder: options.pluginFolder,
    pluginId,
    version: options.version ?? 'development',
    inMemory: options.inMemory,
    onBug,
  });
  const listTargets = async (ref: DataSourceRef): Promise<Result<readonly Labels[]>> => {
    const selected = await targets.select(ref, []);
    return selected.ok ? { ok: true, value: selected.value.map(({ labels }) => labels) } : selected;
  };
  const surroundings = { nowMs, wait: quietClock.wait, listTargets };
  const ports: AnswerPorts = {
    sources: createSourceReader({ now: nowMs }),
    targets,
    attend: (ref, pluginConfig) => {
      const past = { engine: chooseEngine(ref, surroundings), openPasts: () => openPasts(ref) };
      return history.attend(describeSource(targets, ref, pluginConfig, past));
    },
    nowMs,
    readProfile: readPasted,
    pack: packBytes,
    onBug,
  };
  return {
    queryData: (context, queries, signal) => answerQueries(ports, context, queries, signal, metrics.observeQuery),
    callResource: (context, request, signal) => answerResource(ports, context, request, signal),
    checkHealth: (context, signal) => answerHealth(ports, context, signal),
    collectMetrics: () => metrics.write(),
    close: async () => {
      await history.close();
      await targets.close();
    },
  };
}

/** Waiting for the next sample must not keep the process alive. */
const quietClock: Pick<Clock, 'monotonicMs' | 'wait'> = {
  monotonicMs: () => performance.now(),
  wait: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

export type { Collector, CollectorConfig, CollectorEvents } from './collector.ts';
export type { MetricsServer } from './export/serve-metrics.ts';

/** Opens the sampler and export for `parked collect`. Its timers keep the process alive. */
export async function openCollector(
  config: CollectorConfig,
  events: CollectorEvents,
  inbox?: Inbox,
): Promise<Collector> {
  const { createCollector } = await import('./collector.ts');
  const clock: Clock = {
    nowMs: Date.now,
    monotonicMs: () => performance.now(),
    wait: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
  };
  return createCollector({ config, clock, events, inbox });
}

/**
 * Lists the problems of a collector's targets and credentials; empty if there are none. Asks discovery and token
 * endpoints but no target.
 */
export async function checkCollector(config: CollectorConfig, isReceiving = false): Promise<readonly string[]> {
  const [{ createTargets }, { listTargets }, { checkCredentials }] = await Promise.all([
    import('./targets/create-targets.ts'),
    import('./collector-targets.ts'),
    import('./targets/check-credentials.ts'),
  ]);
  const room = createTargets({ now: Date.now });
  try {
    const [{ problems: listed, notReady }, unusable] = await Promise.all([
      listTargets(room, config, Date.now(), isReceiving),
      checkCredentials(config.ref.settings),
    ]);
    const problems = [...new Set([...unusable, ...listed])];
    return problems.length > 0 || notReady === undefined ? problems : [notReady];
  } finally {
    await room.close();
  }
}

/** Rejects if it cannot listen on the address. */
export async function serveCollector(
  host: string,
  port: number,
  collector: Collector,
  reload: () => Promise<string | undefined>,
): Promise<MetricsServer> {
  const { serveMetrics } = await import('./export/serve-metrics.ts');
  return serveMetrics(host, port, { ...collector, reload });
}

export type { Inbox } from './receive/inbox.ts';
export type { DroppedFile } from './receive/list-folder.ts';
export type { ReceiveConfig, Reception } from './receive/reception.ts';

/** Opens the reception of profiles that arrive without a request. Start it once somebody consumes them. */
export async function openReception(config: ReceiveConfig): Promise<Reception> {
  const { openReception: open } = await import('./receive/reception.ts');
  return open(config, Date.now);
}

/** The files of a folder with the targets that its subfolders name. Rejects if the folder cannot be read. */
export async function listDropped(folder: string): Promise<FolderListing> {
  const { listFolder } = await import('./receive/list-folder.ts');
  return listFolder(folder);
}

export type OpenTargets = TargetsPort & SymbolResolver & FiguresSource;

/** Opens targets for commands that fetch, with the same bounds and checks as in the plugin. */
export async function openTargets(): Promise<OpenTargets> {
  const { createTargets } = await import('./targets/create-targets.ts');
  return createTargets({ now: Date.now });
}

/** Parses profiles from a byte stream in any form, gzipped or not. Rejects if `chunks` rejects. */
export async function readProfileBytes(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions,
): Promise<Result<ReadStream>> {
  const { readProfileStream } = await import('./targets/read-profile-stream.ts');
  return readProfileStream(chunks, options);
}

const readPasted: AnswerPorts['readProfile'] = async (bytes, maxBytes, labelKeys, memory) => {
  const [{ createProfileReader }, { keepText }] = await Promise.all([
    import('../core/profile/reader.ts'),
    import('./targets/keep-text.ts'),
  ]);
  let tables = 0;
  const reader = keepText(createProfileReader({ labelKeys, onTables: (held) => (tables = held) }));
  const read = await readProfileBytes(toChunks(bytes), {
    source: 'The pasted dump',
    maxBytes: Infinity,
    maxDecompressedBytes: maxBytes,
    reader,
    memory,
    tableBytes: () => tables,
  });
  return read.ok ? { ok: true, value: { result: read.value.result, text: reader.text() } } : read;
};

async function packBytes(bytes: Uint8Array): Promise<Uint8Array> {
  const [{ gzip }, { promisify }] = await Promise.all([import('node:zlib'), import('node:util')]);
  return promisify(gzip)(bytes);
}

async function* toChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
