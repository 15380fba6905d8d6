// Starts the executable and speaks to it as Grafana does: its environment, the handshake line, the same services in
// the same order, and at the end Shutdown, two seconds, SIGKILL. For the demo and for tests that need the real thing.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Metadata } from '@grpc/grpc-js';
import { connectService, addressFromHandshake } from '../../src/backend/protocol/client.ts';
import type { HealthCheckResponse } from '../../src/backend/protocol/gen/health_pb.ts';
import { Health } from '../../src/backend/protocol/gen/health_pb.ts';
import { GRPCBroker, GRPCController, GRPCStdio } from '../../src/backend/protocol/gen/plugin_pb.ts';
import type { CheckHealthResponse, QueryDataResponse } from '../../src/backend/protocol/gen/pluginv2_pb.ts';
import { Data, Diagnostics } from '../../src/backend/protocol/gen/pluginv2_pb.ts';
import type { ReadFrame } from './read-frame.ts';
import { readFrame } from './read-frame.ts';

/** The version of Grafana that this host stands for. */
const grafanaVersion = '12.4.0';
const startTimeoutMs = 60_000;
const callTimeoutMs = 60_000;
/** How long go-plugin waits after Shutdown before it kills. */
const shutdownGraceMs = 2_000;

export interface DataSource {
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly lastUpdatedMs: number;
}

/** A panel asks in the name of who looks at it, an alert rule in the name of Grafana's scheduler. */
export type Asker = 'panel' | 'alert rule';

export interface Question {
  readonly refId: string;
  readonly model: Readonly<Record<string, unknown>>;
  readonly fromMs: number;
  readonly toMs: number;
}

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
  /** One QueryData call. Answers by refId. */
  queryData(source: DataSource, asker: Asker, questions: readonly Question[]): Promise<ReadonlyMap<string, Answer>>;
  /** Shutdown, and after two seconds SIGKILL, as Grafana does. Tells which of the two it took. */
  stop(): Promise<'shutdown' | 'killed'>;
  /** At once, without asking. */
  kill(signal: NodeJS.Signals): void;
}

/** The whole environment that Grafana gives a plugin. */
export function pluginEnvironment(): Record<string, string> {
  return {
    grafana_plugin_type: 'datasource',
    PLUGIN_PROTOCOL_VERSIONS: '2',
    PLUGIN_MIN_PORT: '10000',
    PLUGIN_MAX_PORT: '25000',
    GF_VERSION: grafanaVersion,
    GF_EDITION: 'Open Source',
  };
}

/** Throws when the executable can't be started, ends early or prints anything but a handshake. */
export async function startPlugin(executable: string): Promise<PluginHost> {
  const startedMs = performance.now();
  const child = spawn(executable, [], {
    cwd: dirname(executable),
    env: pluginEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const logLines = collectLines(child);
  const line = await readHandshake(child, logLines);
  const handshakeMs = performance.now() - startedMs;
  try {
    return await connect(child, addressFromHandshake(line), { handshakeMs, logLines, ended });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function connect(
  child: ChildProcess,
  address: string,
  about: Pick<PluginHost, 'handshakeMs' | 'logLines' | 'ended'>,
): Promise<PluginHost> {
  const health = connectService(Health, address);
  const broker = connectService(GRPCBroker, address);
  const stdio = connectService(GRPCStdio, address);
  const controller = connectService(GRPCController, address);
  const diagnostics = connectService(Diagnostics, address);
  const data = connectService(Data, address);
  const clients = [health, broker, stdio, controller, diagnostics, data];

  // go-plugin keeps both streams open from the start; a plugin may leave them unimplemented.
  const streams = [broker.startStream(), stdio.streamStdio({})];
  for (const stream of streams) stream.on('error', () => undefined).on('data', () => undefined);
  const { status } = await call<HealthCheckResponse>((done) =>
    health.check({ service: 'plugin' }, new Metadata(), deadline(), done),
  );
  if (status !== 1) throw new Error(`The plugin's health service answered ${status}, not SERVING.`);

  return {
    ...about,
    pid: child.pid ?? 0,
    async checkHealth(source) {
      const request = { pluginContext: contextOf(source, 'panel'), headers: {} };
      const report = await call<CheckHealthResponse>((done) =>
        diagnostics.checkHealth(request, new Metadata(), deadline(), done),
      );
      const details = report.jsonDetails.length === 0 ? '{}' : Buffer.from(report.jsonDetails).toString('utf8');
      return {
        ok: report.status === 1,
        message: report.message,
        details: JSON.parse(details) as HealthReport['details'],
      };
    },
    async queryData(source, asker, questions) {
      const request = {
        pluginContext: contextOf(source, asker),
        headers: asker === 'panel' ? {} : { FromAlert: 'true', 'X-Cache-Skip': 'true' },
        queries: questions.map((question) => envelope(source, question)),
      };
      const { responses } = await call<QueryDataResponse>((done) =>
        data.queryData(request, new Metadata(), deadline(), done),
      );
      const answers = Object.entries(responses).map(([refId, response]) => {
        const { error: message, status, errorSource } = response;
        const answer: Answer = {
          frames: response.frames.map(readFrame),
          error: message === '' ? undefined : { message, status, source: errorSource },
        };
        return [refId, answer] as const;
      });
      return new Map(answers);
    },
    kill: (signal) => void child.kill(signal),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return 'shutdown';
      const timer = setTimeout(() => child.kill('SIGKILL'), shutdownGraceMs);
      controller.shutdown({}, new Metadata(), { deadline: Date.now() + shutdownGraceMs }, () => undefined);
      await about.ended;
      clearTimeout(timer);
      for (const client of clients) client.close();
      return child.signalCode === 'SIGKILL' ? 'killed' : 'shutdown';
    },
  };
}

function contextOf(source: DataSource, asker: Asker) {
  const encoder = new TextEncoder();
  return {
    orgId: 1n,
    pluginId: 'parked-goroutines-datasource',
    user:
      asker === 'panel'
        ? { login: 'admin', name: 'admin', email: 'admin@localhost', role: 'Admin' }
        : { login: 'grafana_scheduler', name: '', email: '', role: 'Admin' },
    dataSourceInstanceSettings: {
      id: 1n,
      uid: source.uid,
      name: source.name,
      url: source.url,
      jsonData: encoder.encode(JSON.stringify(source.jsonData)),
      decryptedSecureJsonData: { ...source.secrets },
      lastUpdatedMS: BigInt(source.lastUpdatedMs),
    },
    grafanaConfig: { GF_APP_URL: 'http://localhost:3000/', GF_CONCURRENT_QUERY_COUNT: '10' },
    userAgent: `Grafana/${grafanaVersion}`,
    namespace: 'default',
  };
}

function envelope(source: DataSource, question: Question) {
  const { refId, model, fromMs, toMs } = question;
  const datasource = { type: 'parked-goroutines-datasource', uid: source.uid };
  const json = { ...model, refId, datasource, intervalMs: 1_000, maxDataPoints: 1_000 };
  return {
    refId,
    queryType: typeof model['queryType'] === 'string' ? model['queryType'] : '',
    maxDataPoints: 1_000n,
    intervalMS: 1_000n,
    timeRange: { fromEpochMS: BigInt(fromMs), toEpochMS: BigInt(toMs) },
    json: new TextEncoder().encode(JSON.stringify(json)),
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

function collectLines(child: ChildProcess): readonly string[] {
  const lines: string[] = [];
  if (child.stderr === null) return lines;
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    if (lines.length > 1_000) lines.shift();
  });
  return lines;
}

async function readHandshake(child: ChildProcess, logLines: readonly string[]): Promise<string> {
  if (child.stdout === null) throw new Error('The plugin has no standard output.');
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), startTimeoutMs);
  try {
    const outcome = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line', { signal: stop.signal }).then(([line]) => String(line)),
      once(child, 'exit', { signal: stop.signal }).then(() => undefined),
    ]);
    if (outcome !== undefined) return outcome;
  } catch (error) {
    child.kill('SIGKILL');
    const reason = stop.signal.aborted ? `no handshake line within ${startTimeoutMs / 1000} s` : String(error);
    throw new Error(`The plugin did not start: ${reason}. ${logLines.slice(-3).join(' ')}`, { cause: error });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  throw new Error(`The plugin ended before its handshake (status ${child.exitCode}). ${logLines.slice(-3).join(' ')}`);
}
