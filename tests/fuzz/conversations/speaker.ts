// Makes the moves of a conversation with the executable, and tells what is wrong with an answer.
import { Metadata } from '@grpc/grpc-js';
import { addressFromHandshake, connectService } from '../../../src/backend/protocol/testing/client.ts';
import {
  Data,
  Diagnostics,
  Resource,
  type CheckHealthResponse,
  type CollectMetricsResponse,
  type QueryDataResponse,
} from '../../../src/backend/protocol/gen/pluginv2_pb.ts';
import { startPluginProcess } from '../../support/plugin-process.ts';
import { readFrame } from '../../support/read-frame.ts';
import type { Asked, Move, Settings } from './draw.ts';

export interface Speaker {
  readonly logLines: readonly string[];
  /** Undefined while the process runs. */
  exit(): string | undefined;
  /** A sentence about the fault; undefined if there is none. */
  make(move: Move): Promise<string | undefined>;
  /** The sum of a `count` of a plain target; NaN if there is none. */
  count(url: string): Promise<number>;
  stop(): Promise<void>;
}

/** Each call ends within this time, whatever targets do. */
const maxCallMs = 45_000;
const encoder = new TextEncoder();

export async function startSpeaker(executable: string, folder: string): Promise<Speaker> {
  const plugin = await startPluginProcess(executable, { history_dir: folder });
  const address = addressFromHandshake(plugin.handshake);
  const data = connectService(Data, address);
  const resource = connectService(Resource, address);
  const diagnostics = connectService(Diagnostics, address);
  const deadline = () => ({ deadline: Date.now() + maxCallMs });

  async function makeQuery(
    settings: Settings,
    queries: readonly Asked[],
    fromAlert: boolean,
  ): Promise<QueryDataResponse> {
    const request = {
      pluginContext: describe(settings),
      headers: fromAlert ? { FromAlert: 'true' } : {},
      queries: queries.map((query, index) => ({
        refId: String.fromCharCode(65 + index),
        queryType: query.queryType,
        json: encoder.encode(query.json),
        timeRange: { fromEpochMS: BigInt(query.fromMs), toEpochMS: BigInt(query.toMs) },
        intervalMS: BigInt(query.intervalMs),
        maxDataPoints: BigInt(query.maxDataPoints),
      })),
    };
    return call((done) => data.queryData(request, new Metadata(), deadline(), done));
  }

  async function make(move: Move): Promise<string | undefined> {
    switch (move.kind) {
      case 'query': {
        const { responses } = await makeQuery(move.settings, move.queries, move.fromAlert);
        if (Object.keys(responses).length !== move.queries.length) return 'a query has no answer';
        for (const { error, status, frames } of Object.values(responses)) {
          if (/failed inside|error of its own|fault of Parked/.test(error)) return `a bug: ${error}`;
          if (status !== 200 && (status < 400 || status > 599)) return `the status ${status}`;
          for (const frame of frames) readFrame(frame);
        }
        return undefined;
      }
      case 'resource': {
        const { path, method, url, body } = move;
        const request = {
          pluginContext: describe(move.settings),
          path,
          method,
          url,
          headers: {},
          body: encoder.encode(body),
        };
        const { status, text } = await readResource(request);
        if (status < 200 || status > 599) return `the status ${status}`;
        return /"code":"internal"|fault of Parked/.test(text) ? `a bug: ${text}` : undefined;
      }
      case 'health': {
        const request = { pluginContext: describe(move.settings), headers: {} };
        const report = await call<CheckHealthResponse>((done) =>
          diagnostics.checkHealth(request, new Metadata(), deadline(), done),
        );
        const details: unknown = JSON.parse(Buffer.from(report.jsonDetails).toString());
        return report.message === '' || typeof details !== 'object' || details === null
          ? 'an empty health report'
          : undefined;
      }
      case 'metrics': {
        const { metrics } = await call<CollectMetricsResponse>((done) =>
          diagnostics.collectMetrics({}, new Metadata(), deadline(), done),
        );
        return (metrics?.prometheus.length ?? 0) > 0 ? undefined : 'no metrics';
      }
    }
  }

  function readResource(
    request: Parameters<typeof resource.callResource>[0],
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const stream = resource.callResource(request);
      const parts: Uint8Array[] = [];
      let status = 0;
      const timer = setTimeout(() => stream.cancel(), maxCallMs);
      stream.on('data', ({ code, body }: { code: number; body: Uint8Array }) => {
        if (parts.length === 0) status = code;
        parts.push(body);
      });
      stream.on('end', () => resolve({ status, text: Buffer.concat(parts).subarray(0, 10_000).toString() }));
      stream.on('error', reject);
      stream.on('status', () => clearTimeout(timer));
    });
  }

  return {
    logLines: plugin.logLines,
    exit: () => {
      const { exitCode, signalCode } = plugin.child;
      return exitCode === null && signalCode === null ? undefined : `status ${exitCode}, signal ${signalCode}`;
    },
    make: async (move) => {
      try {
        return await make(move);
      } catch (error) {
        return `the call failed: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
    count: async (url) => {
      const settings = {
        uid: 'healthy',
        role: 'Viewer',
        url,
        json: '{"sampling":{"enabled":false}}',
        lastUpdatedMs: 1,
      };
      const nowMs = Date.now();
      const query = {
        json: '{"queryType":"count"}',
        queryType: 'count',
        fromMs: nowMs - 60_000,
        toMs: nowMs,
        intervalMs: 1_000,
        maxDataPoints: 100,
      };
      const { responses } = await makeQuery(settings, [query], true);
      const frames = (responses['A']?.frames ?? []).map(readFrame);
      return frames.length === 0 ? NaN : frames.reduce((sum, frame) => sum + Number(frame.fields[0]?.values[0]), 0);
    },
    stop: async () => {
      for (const client of [data, resource, diagnostics]) client.close();
      plugin.child.kill('SIGKILL');
      await plugin.ended;
    },
  };
}

function describe({ uid, role, url, json, lastUpdatedMs }: Settings) {
  return {
    orgId: 1n,
    pluginId: 'parked-goroutines-datasource',
    ...(role === '' ? {} : { user: { login: 'x', name: 'x', email: '', role } }),
    dataSourceInstanceSettings: {
      id: 1n,
      uid,
      name: uid,
      url,
      jsonData: encoder.encode(json),
      decryptedSecureJsonData: {},
      lastUpdatedMS: BigInt(lastUpdatedMs),
    },
  };
}

function call<T>(start: (done: (error: Error | null, answer?: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, answer) => {
      if (error !== null || answer === undefined) reject(error ?? new Error('empty'));
      else resolve(answer);
    });
  });
}
