// A server with a test's own handler, in this process, and clients of every service.
import { ServerCredentials } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceClient } from './client.ts';
import { connectService } from './client.ts';
import { Health } from '../gen/health_pb.ts';
import { GRPCBroker, GRPCController, GRPCStdio } from '../gen/plugin_pb.ts';
import { Data, Diagnostics, Resource, Stream } from '../gen/pluginv2_pb.ts';
import type { Service } from '../grpc-service.ts';
import type { PluginHandler } from '../handler.ts';
import type { LogContext } from '../log/log-line.ts';
import { createServer } from '../server.ts';

const services = {
  data: Data,
  resource: Resource,
  diagnostics: Diagnostics,
  stream: Stream,
  health: Health,
  controller: GRPCController,
  stdio: GRPCStdio,
  broker: GRPCBroker,
} as const;

type Clients = { readonly [Name in keyof typeof services]: ServiceClient<(typeof services)[Name]> };

export interface LogEntry {
  readonly level: string;
  readonly message: string;
  readonly context: LogContext | undefined;
}

export interface Served extends Clients {
  readonly logged: readonly LogEntry[];
  readonly secrets: readonly string[];
  readonly leaving: AbortController;
  /** How often the host asked the plugin to leave. */
  readonly shutdowns: () => number;
}

/** Runs `use` against a server with these handler methods. All other methods fail the call. */
export async function withServer(
  handler: Partial<PluginHandler>,
  use: (served: Served) => Promise<void>,
  pluginConfig: Readonly<Record<string, string>> = { history_dir: '/var/lib/parked' },
) {
  const folder = mkdtempSync(join(tmpdir(), 'parked-test-'));
  const logged: LogEntry[] = [];
  const secrets: string[] = [];
  const leaving = new AbortController();
  let shutdowns = 0;

  const log = (level: string) => (message: string, context?: LogContext) =>
    void logged.push({ level, message, context });
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const environment = {
    logger,
    pluginConfig,
    rememberSecrets: (found: Iterable<string>) => void secrets.push(...found),
  };
  const server = createServer({ ...unwilling, ...handler }, environment, {
    leave: () => void shutdowns++,
    leaving: leaving.signal,
  });
  const address = `unix:${folder}/test.sock`;
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(address, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve())),
  );
  const clients = Object.fromEntries(
    Object.entries(services).map(([name, service]) => [name, connectService(service as Service, address)]),
  ) as unknown as Clients;
  try {
    await use({ ...clients, logged, secrets, leaving, shutdowns: () => shutdowns });
  } finally {
    for (const client of Object.values(clients)) client.close();
    server.forceShutdown();
    rmSync(folder, { recursive: true, force: true });
  }
}

const refuse = async (): Promise<never> => {
  throw new Error('This test expects no such call.');
};
const unwilling: PluginHandler = {
  queryData: refuse,
  callResource: refuse,
  checkHealth: refuse,
  collectMetrics: refuse,
  close: async () => {},
};

/** A unary call as a promise. */
export function ask<T>(start: (done: (error: ServiceError | null, answer?: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, answer) => (error || answer === undefined ? reject(error) : resolve(answer)));
  });
}

/** The status code and details of a failed call. */
export async function failureOf(call: Promise<unknown>): Promise<{ readonly code: number; readonly details: string }> {
  try {
    await call;
  } catch (error) {
    const { code, details } = error as ServiceError;
    return { code, details };
  }
  throw new Error('The call succeeded.');
}

const utf8 = new TextEncoder();

/** The context that Grafana sends with every call. */
export function pluginContext(role?: string, jsonData = '{}') {
  return {
    orgId: 7n,
    pluginId: 'parked-goroutines-datasource',
    ...(role === undefined ? {} : { user: { login: 'someone', role } }),
    dataSourceInstanceSettings: {
      uid: 'abc',
      name: 'Shop',
      url: 'http://app:6060',
      basicAuthEnabled: true,
      basicAuthUser: 'reader',
      jsonData: utf8.encode(jsonData),
      decryptedSecureJsonData: { basicAuthPassword: 'canary-password' },
      lastUpdatedMS: 1_700_000_000_123n,
    },
  };
}
