// Speaks to the executable as Grafana does: the same services in the same order, and at the end Shutdown, two seconds,
// SIGKILL. For the demo and for tests that need the real thing.
import { Metadata, type ClientReadableStream } from '@grpc/grpc-js';
import { connectService, addressFromHandshake } from '../../src/backend/protocol/testing/client.ts';
import type { HealthCheckResponse } from '../../src/backend/protocol/gen/health_pb.ts';
import { Health, HealthCheckResponse_ServingStatus } from '../../src/backend/protocol/gen/health_pb.ts';
import { GRPCBroker, GRPCController, GRPCStdio } from '../../src/backend/protocol/gen/plugin_pb.ts';
import type {
  CallResourceResponse,
  CheckHealthResponse,
  CollectMetricsResponse,
  QueryDataResponse,
} from '../../src/backend/protocol/gen/pluginv2_pb.ts';
import {
  CheckHealthResponse_HealthStatus,
  Data,
  Diagnostics,
  Resource,
} from '../../src/backend/protocol/gen/pluginv2_pb.ts';
import type { Asker, DataSource, Question } from './grafana-request.ts';
import { dataQuery, pluginContext } from './grafana-request.ts';
import type { PluginProcess } from './plugin-process.ts';
import { startPluginProcess } from './plugin-process.ts';
import type { ReadFrame } from './read-frame.ts';
import { readFrame } from './read-frame.ts';

const callTimeoutMs = 60_000;
/** How long go-plugin waits after Shutdown before it kills. */
const shutdownGraceMs = 2_000;

export interface Answer {
  readonly frames: readonly ReadFrame[];
  /** Undefined where all went well. */
  readonly error: { readonly message: string; readonly status: number; readonly source: string } | undefined;
}

export interface HealthReport {
  readonly ok: boolean;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface ResourceCall {
  readonly path: string;
  readonly method: string;
  readonly url: string;
  readonly body?: Uint8Array;
}

export interface PluginHost {
  readonly pid: number;
  /** From the start of the process to its handshake line. */
  readonly handshakeMs: number;
  /** What the plugin has logged: one line each, the newest 1,000. */
  readonly logLines: readonly string[];
  /** Settles when the process is gone. */
  readonly ended: Promise<void>;
  /** "Save & test". */
  checkHealth(source: DataSource): Promise<HealthReport>;
  /** The plugin's own metrics, as Prometheus text. */
  readMetrics(): Promise<string>;
  /** One QueryData call. Answers by refId. */
  queryData(source: DataSource, asker: Asker, questions: readonly Question[]): Promise<ReadonlyMap<string, Answer>>;
  /** One CallResource call. The caller reads the stream, or leaves it unread. */
  openResource(source: DataSource, request: ResourceCall): ClientReadableStream<CallResourceResponse>;
  /**
   * Shutdown, and after two seconds SIGKILL, as Grafana does. Tells which of the two it took, or that it was gone
   * before.
   */
  stop(): Promise<'shutdown' | 'killed' | 'gone'>;
  /** At once, without asking. */
  kill(signal: NodeJS.Signals): void;
}

/** Throws when the executable can't be started, ends early or doesn't speak the protocol. */
export async function startPlugin(
  executable: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PluginHost> {
  const plugin = await startPluginProcess(executable, settings);
  try {
    return await connect(plugin);
  } catch (error) {
    plugin.child.kill('SIGKILL');
    throw error;
  }
}

async function connect({ child, handshake, handshakeMs, logLines, ended }: PluginProcess): Promise<PluginHost> {
  const address = addressFromHandshake(handshake);
  const health = connectService(Health, address);
  const broker = connectService(GRPCBroker, address);
  const stdio = connectService(GRPCStdio, address);
  const controller = connectService(GRPCController, address);
  const diagnostics = connectService(Diagnostics, address);
  const data = connectService(Data, address);
  const resource = connectService(Resource, address);
  const clients = [health, broker, stdio, controller, diagnostics, data, resource];

  // go-plugin keeps both streams open from the start; a plugin may leave them unimplemented.
  const streams = [broker.startStream(), stdio.streamStdio({})];
  for (const stream of streams) stream.on('error', () => undefined).on('data', () => undefined);
  const { status } = await call<HealthCheckResponse>((done) =>
    health.check({ service: 'plugin' }, new Metadata(), deadline(), done),
  );
  if (status !== HealthCheckResponse_ServingStatus.SERVING)
    throw new Error(`The plugin's health service answered ${status}, not SERVING.`);

  return {
    pid: child.pid ?? 0,
    handshakeMs,
    logLines,
    ended,
    async checkHealth(source) {
      const request = { pluginContext: pluginContext(source, 'panel'), headers: {} };
      const report = await call<CheckHealthResponse>((done) =>
        diagnostics.checkHealth(request, new Metadata(), deadline(), done),
      );
      const details = report.jsonDetails.length === 0 ? '{}' : Buffer.from(report.jsonDetails).toString('utf8');
      return {
        ok: report.status === CheckHealthResponse_HealthStatus.OK,
        message: report.message,
        details: JSON.parse(details) as HealthReport['details'],
      };
    },
    async readMetrics() {
      const { metrics } = await call<CollectMetricsResponse>((done) =>
        diagnostics.collectMetrics({}, new Metadata(), deadline(), done),
      );
      return Buffer.from(metrics?.prometheus ?? []).toString('utf8');
    },
    async queryData(source, asker, questions) {
      const request = {
        pluginContext: pluginContext(source, asker),
        headers: asker === 'panel' ? {} : { FromAlert: 'true', 'X-Cache-Skip': 'true' },
        queries: questions.map((question) => dataQuery(source, question)),
      };
      const { responses } = await call<QueryDataResponse>((done) =>
        data.queryData(request, new Metadata(), deadline(), done),
      );
      const answers = Object.entries(responses).map(([refId, response]) => {
        const { error: message, status, errorSource } = response;
        const answer: Answer = {
          // Decoded when looked at: measurements of the plugin don't pay for it.
          get frames() {
            return response.frames.map(readFrame);
          },
          error: message === '' ? undefined : { message, status, source: errorSource },
        };
        return [refId, answer] as const;
      });
      return new Map(answers);
    },
    openResource(source, { path, method, url, body = new Uint8Array() }) {
      const request = { pluginContext: pluginContext(source, 'panel'), path, method, url, headers: {}, body };
      const stream = resource.callResource(request);
      return stream.on('error', () => undefined);
    },
    kill: (signal) => void child.kill(signal),
    async stop() {
      const wasGone = child.exitCode !== null || child.signalCode !== null;
      const timer = setTimeout(() => child.kill('SIGKILL'), shutdownGraceMs);
      if (!wasGone)
        controller.shutdown({}, new Metadata(), { deadline: Date.now() + shutdownGraceMs }, () => undefined);
      await ended;
      clearTimeout(timer);
      for (const client of clients) client.close();
      if (wasGone) return 'gone';
      return child.signalCode === 'SIGKILL' ? 'killed' : 'shutdown';
    },
  };
}

function deadline(): { readonly deadline: number } {
  return { deadline: Date.now() + callTimeoutMs };
}

function call<T>(start: (done: (error: Error | null, answer?: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, answer) => {
      if (error !== null || answer === undefined) reject(error ?? new Error('The plugin gave an empty answer.'));
      else resolve(answer);
    });
  });
}
