import { status } from '@grpc/grpc-js';
import { tableFromIPC } from 'apache-arrow';
import type { RequestContext } from '../../../core/query/request.ts';
import type { QueryDataResponse } from '../gen/pluginv2_pb.ts';
import { Data } from '../gen/pluginv2_pb.ts';
import { grpcServiceDefinition } from '../grpc-service.ts';
import type { QueryAnswer, QueryRequest } from '../handler.ts';
import { ask, failureOf, pluginContext, withServer } from '../testing/serve.ts';

const utf8 = new TextEncoder();
const oneNumber: QueryAnswer = { ok: true, frames: [{ fields: [{ name: 'count', type: 'number', values: [3] }] }] };

function query(refId: string, json = '{}') {
  return { refId, json: utf8.encode(json), queryType: 'count', maxDataPoints: 100n, intervalMS: 1000n };
}

test('a query reaches the handler with its envelope, its context and its raw model', async () => {
  const seen: { context?: RequestContext; queries?: readonly QueryRequest[] } = {};
  const queryData = async (context: RequestContext, queries: readonly QueryRequest[]) => {
    Object.assign(seen, { context, queries });
    return new Map([['A', oneNumber]]);
  };
  await withServer({ queryData }, async ({ data }) => {
    const timeRange = { fromEpochMS: 1_700_000_000_000n, toEpochMS: 1_700_000_060_000n };
    const request = {
      pluginContext: pluginContext('Editor', '{"not": json'),
      queries: [{ ...query('A', '{"broken'), timeRange }],
    };
    await ask<QueryDataResponse>((done) => data.queryData(request, done));
  });
  expect(seen.queries).toEqual([
    {
      refId: 'A',
      queryType: 'count',
      json: '{"broken',
      fromMs: 1_700_000_000_000,
      toMs: 1_700_000_060_000,
      intervalMs: 1000,
      maxDataPoints: 100,
    },
  ]);
  expect(seen.context).toEqual({
    orgId: 7,
    role: 'Editor',
    fromAlert: false,
    pluginConfig: { history_dir: '/var/lib/parked' },
    dataSource: {
      uid: 'abc',
      name: 'Shop',
      url: 'http://app:6060',
      basicAuthEnabled: true,
      basicAuthUser: 'reader',
      jsonData: '{"not": json',
      secrets: { basicAuthPassword: 'canary-password' },
      lastUpdatedMs: 1_700_000_000_123,
    },
  });
});

test('frames arrive as Arrow files that carry the query they answer', async () => {
  await withServer({ queryData: async () => new Map([['B', oneNumber]]) }, async ({ data }) => {
    const answer = await ask<QueryDataResponse>((done) =>
      data.queryData({ pluginContext: pluginContext(), queries: [query('B')] }, done),
    );
    const response = answer.responses['B'];
    expect(response).toMatchObject({ error: '', status: 200 });
    const table = tableFromIPC(response?.frames[0]);
    expect(table.schema.metadata.get('refId')).toBe('B');
    expect(table.getChild('count')?.toArray()).toEqual(new Float64Array([3]));
  });
});

test('a problem becomes the error of its own query, with status and source', async () => {
  const problem = { code: 'timeout', status: 504, source: 'downstream', message: 'app:6060 did not answer.' } as const;
  const queryData = async () =>
    new Map<string, QueryAnswer>([
      ['A', oneNumber],
      ['B', { ok: false, problem, frames: [] }],
    ]);
  await withServer({ queryData }, async ({ data }) => {
    const request = { pluginContext: pluginContext(), queries: [query('A'), query('B')] };
    const { responses } = await ask<QueryDataResponse>((done) => data.queryData(request, done));
    expect(responses['A']?.error).toBe('');
    expect(responses['B']).toMatchObject({
      error: 'app:6060 did not answer.',
      status: 504,
      errorSource: 'downstream',
    });
  });
});

test.each([
  ['no answer for a query', new Map<string, QueryAnswer>()],
  [
    'a frame whose columns differ in length',
    new Map<string, QueryAnswer>([
      [
        'A',
        {
          ok: true,
          frames: [
            {
              fields: [
                { name: 'a', type: 'number', values: [1] },
                { name: 'b', type: 'number', values: [1, 2] },
              ],
            },
          ],
        },
      ],
    ]),
  ],
])('%s is an error of the plugin in that query, and logged', async (_title, answers) => {
  await withServer({ queryData: async () => answers }, async ({ data, logged }) => {
    const answer = await ask<QueryDataResponse>((done) =>
      data.queryData({ pluginContext: pluginContext(), queries: [query('A')] }, done),
    );
    expect(answer.responses['A']).toMatchObject({ status: 500, errorSource: 'plugin' });
    const reference = /reference ([0-9a-f]+)/.exec(answer.responses['A']?.error ?? '')?.[1];
    expect(logged).toMatchObject([{ level: 'error', context: { method: 'QueryData', reference } }]);
  });
});

test('a handler that throws is an internal error that tells nothing, and the next call is served', async () => {
  let calls = 0;
  const queryData = async () => {
    if (calls++ === 0) throw new Error('canary: /secret/path');
    return new Map([['A', oneNumber]]);
  };
  await withServer({ queryData }, async ({ data }) => {
    const request = { pluginContext: pluginContext(), queries: [query('A')] };
    const failure = await failureOf(ask<QueryDataResponse>((done) => data.queryData(request, done)));
    expect(failure.code).toBe(status.INTERNAL);
    expect(failure.details).not.toContain('canary');
    const { responses } = await ask<QueryDataResponse>((done) => data.queryData(request, done));
    expect(responses['A']?.status).toBe(200);
  });
});

test('a caller that goes away aborts the work for it', async () => {
  let begin = (_: void): void => {};
  let end = (_: void): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const aborted = new Promise<void>((resolve) => (end = resolve));
  const queryData = (_context: RequestContext, _queries: readonly QueryRequest[], signal: AbortSignal) => {
    begin();
    return new Promise<never>((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        end();
        reject(signal.reason);
      }),
    );
  };
  await withServer({ queryData }, async ({ data, logged }) => {
    const call = data.queryData({ pluginContext: pluginContext(), queries: [query('A')] }, () => {});
    await begun;
    call.cancel();
    await aborted;
    expect(logged).toEqual([]);
  });
});

test('a message beyond 16 MiB is refused, and the connection goes on', async () => {
  await withServer({ queryData: async () => new Map([['A', oneNumber]]) }, async ({ data }) => {
    const big = { pluginContext: pluginContext(), queries: [query('A', 'x'.repeat(16 * 1024 * 1024 + 1))] };
    const failure = await failureOf(ask<QueryDataResponse>((done) => data.queryData(big, done)));
    expect(failure.code).toBe(status.RESOURCE_EXHAUSTED);
    const small = { pluginContext: pluginContext(), queries: [query('A')] };
    await expect(ask<QueryDataResponse>((done) => data.queryData(small, done))).resolves.toBeDefined();
  });
});

test('a request without a data source is refused', async () => {
  await withServer({}, async ({ data }) => {
    const failure = await failureOf(ask<QueryDataResponse>((done) => data.queryData({ queries: [query('A')] }, done)));
    expect(failure).toEqual({ code: status.INVALID_ARGUMENT, details: expect.stringContaining('no data source') });
  });
});

test('secrets are remembered before the handler sees them', async () => {
  let rememberedThen: readonly string[] = [];
  const known: { secrets?: readonly string[] } = {};
  const queryData = async () => {
    rememberedThen = [...(known.secrets ?? [])];
    return new Map([['A', oneNumber]]);
  };
  await withServer({ queryData }, async ({ data, secrets }) => {
    known.secrets = secrets;
    await ask<QueryDataResponse>((done) =>
      data.queryData({ pluginContext: pluginContext(), queries: [query('A')] }, done),
    );
  });
  expect(rememberedThen).toEqual(['canary-password']);
});

test.each(['__proto__', 'constructor', '', 'Ä'.repeat(10_000)])('a query may be named %.20p', async (refId) => {
  await withServer({ queryData: async () => new Map([[refId, oneNumber]]) }, async ({ data }) => {
    const request = { pluginContext: pluginContext(), queries: [query(refId)] };
    const answer = await ask<QueryDataResponse>((done) => data.queryData(request, done));
    expect(Object.entries(answer.responses)).toMatchObject([[refId, { status: 200, error: '' }]]);
  });
});

test('bytes that are no message are refused, and the next call is served', async () => {
  await withServer({ queryData: async () => new Map([['A', oneNumber]]) }, async ({ data }) => {
    const { path, responseDeserialize } = grpcServiceDefinition(Data).queryData;
    const garbage = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f, 1]);
    const sent = new Promise((_resolve, reject) =>
      data.makeUnaryRequest(path, (bytes: Buffer) => bytes, responseDeserialize, garbage, reject),
    );
    expect(await failureOf(sent)).toMatchObject({ code: status.INTERNAL });
    const request = { pluginContext: pluginContext(), queries: [query('A')] };
    await expect(ask((done) => data.queryData(request, done))).resolves.toBeDefined();
  });
});
