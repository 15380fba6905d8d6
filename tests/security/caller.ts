// Calls the real service over the real protocol, in the name of the user that a test gives.
import { tableFromIPC } from 'apache-arrow';
import type {
  CallResourceResponse,
  CheckHealthResponse,
  PublishStreamResponse,
  QueryDataResponse,
  SubscribeStreamResponse,
} from '../../src/backend/protocol/gen/pluginv2_pb.ts';
import { ask, failureOf, type Served } from '../../src/backend/protocol/testing/serve.ts';

export interface Asker {
  /** As Grafana writes it; undefined: the request names no user. */
  readonly role: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly orgId?: number;
}

export interface Source {
  readonly url: string;
  readonly jsonData?: object;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly uid?: string;
  readonly name?: string;
  readonly lastUpdatedMs?: number;
}

export interface Reply {
  readonly status: number;
  /** Of a refusal. */
  readonly error: string;
  /** All that came back, as text: frames with their notices, bodies, details. */
  readonly text: string;
  /** Of a resource. */
  readonly body: string;
}

const utf8 = new TextEncoder();
const decoder = new TextDecoder();

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

export function createCaller({ data, resource, diagnostics, stream }: Served, source: Source, asker: Asker) {
  const headers = { ...asker.headers };
  const pluginContext = {
    orgId: BigInt(asker.orgId ?? 1),
    pluginId: 'parked-goroutines-datasource',
    ...(asker.role === undefined ? {} : { user: { login: 'someone', role: asker.role } }),
    dataSourceInstanceSettings: {
      uid: source.uid ?? 'uid',
      name: source.name ?? 'Goroutines',
      url: source.url,
      jsonData: utf8.encode(JSON.stringify(source.jsonData ?? {})),
      decryptedSecureJsonData: { ...source.secrets },
      lastUpdatedMS: BigInt(source.lastUpdatedMs ?? 1),
    },
  };

  return {
    async query(model: object, range: Range): Promise<Reply> {
      const timeRange = { fromEpochMS: BigInt(range.fromMs), toEpochMS: BigInt(range.toMs) };
      const json = utf8.encode(JSON.stringify(model));
      const queries = [{ refId: 'A', json, timeRange, maxDataPoints: 100n, intervalMS: 1_000n }];
      const { responses } = await ask<QueryDataResponse>((done) =>
        data.queryData({ pluginContext, headers, queries }, done),
      );
      const { status = 0, error = 'no answer', frames = [] } = responses['A'] ?? {};
      return { status, error, text: error + frames.map(formatFrame).join('\n'), body: '' };
    },

    async call(method: string, path: string, parameters = '', sent = ''): Promise<Reply> {
      const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { values: [value] }]));
      const request = { pluginContext, headers: lists, path, method, url: path + parameters, body: utf8.encode(sent) };
      const pieces: CallResourceResponse[] = [];
      const call = resource.callResource(request);
      for await (const piece of call as AsyncIterable<CallResourceResponse>) pieces.push(piece);
      const status = pieces[0]?.code ?? 0;
      const body = Buffer.concat(pieces.map((piece) => piece.body)).toString('latin1');
      return { status, error: status === 200 ? '' : body, text: JSON.stringify(pieces[0]?.headers) + body, body };
    },

    async health(): Promise<Reply> {
      const { status, message, jsonDetails } = await ask<CheckHealthResponse>((done) =>
        diagnostics.checkHealth({ pluginContext, headers }, done),
      );
      return { status, error: message, text: message + decoder.decode(jsonDetails), body: '' };
    },

    async streams(): Promise<readonly string[]> {
      const path = 'goroutines';
      const subscribed = await ask<SubscribeStreamResponse>((done) =>
        stream.subscribeStream({ pluginContext, path }, done),
      );
      const published = await ask<PublishStreamResponse>((done) =>
        stream.publishStream({ pluginContext, path, data: utf8.encode('{}') }, done),
      );
      const ran = stream.runStream({ pluginContext, path });
      const failure = await failureOf(new Promise((resolve, reject) => ran.on('error', reject).on('data', resolve)));
      return [`subscribe ${subscribed.status}`, `publish ${published.status}`, `run ${failure.code}`];
    },
  };
}

export type Caller = ReturnType<typeof createCaller>;

/** Everything in a frame that a person or a page could come to see. */
function formatFrame(bytes: Uint8Array): string {
  const { schema, ...table } = { schema: tableFromIPC(bytes).schema, rows: tableFromIPC(bytes).toArray() };
  const told = [...schema.metadata, ...schema.fields.flatMap((field) => [field.name, ...field.metadata])];
  return JSON.stringify([told, table.rows], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
