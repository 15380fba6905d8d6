import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import type { RequestContext } from '../../../core/query/request.ts';
import type { ResourceAnswer, ResourceRequest } from '../handler.ts';
import type { Served } from '../testing/serve.ts';
import { failureOf, pluginContext, withServer } from '../testing/serve.ts';

interface Received {
  readonly messages: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

async function fetchResource({ resource }: Served, path: string, headers: Record<string, string[]> = {}) {
  const stream = resource.callResource({
    pluginContext: pluginContext('Admin'),
    path,
    method: 'GET',
    url: `${path}?a=1`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, { values }])),
  });
  let received: Received = { messages: 0, code: 0, headers: {}, body: Buffer.alloc(0) };
  stream.on('data', (message) => {
    received = {
      messages: received.messages + 1,
      code: received.code || message.code,
      headers: { ...received.headers, ...toHeaders(message.headers) },
      body: Buffer.concat([received.body, message.body]),
    };
  });
  await once(stream, 'end');
  return received;
}

function toHeaders(headers: Readonly<Record<string, { readonly values: string[] }>>) {
  return Object.fromEntries(Object.entries(headers).map(([name, { values }]) => [name, values]));
}

function answerWith(answer: Partial<ResourceAnswer>): { callResource(): Promise<ResourceAnswer> } {
  return { callResource: async () => ({ status: 200, headers: {}, body: new Uint8Array(), ...answer }) };
}

test('a resource is answered with status, headers and body', async () => {
  const requests: ResourceRequest[] = [];
  const callResource = async (_context: RequestContext, request: ResourceRequest): Promise<ResourceAnswer> => {
    requests.push(request);
    return { status: 404, headers: { 'content-type': ['text/plain'] }, body: Buffer.from('none') };
  };
  await withServer({ callResource }, async (served) => {
    const { code, headers, body } = await fetchResource(served, '/targets/labels');
    expect({ code, headers, body: String(body) }).toEqual({
      code: 404,
      headers: { 'content-type': ['text/plain'] },
      body: 'none',
    });
  });
  expect(requests).toMatchObject([{ path: 'targets/labels', method: 'GET', url: '/targets/labels?a=1' }]);
});

test('a long answer goes out in pieces, and status and headers only with the first', async () => {
  async function* pieces(): AsyncIterable<Uint8Array> {
    for (let index = 0; index < 40; index++) yield new Uint8Array(64 * 1024).fill(index);
  }
  await withServer(answerWith({ status: 201, body: pieces() }), async (served) => {
    const { messages, code, body } = await fetchResource(served, 'long');
    expect({ messages, code, bytes: body.length, last: body.at(-1) }).toEqual({
      messages: 40,
      code: 201,
      bytes: 40 * 64 * 1024,
      last: 39,
    });
  });
});

test('an answer of no pieces still has its status', async () => {
  async function* nothing(): AsyncIterable<Uint8Array> {}
  await withServer(answerWith({ status: 204, body: nothing() }), async (served) => {
    expect(await fetchResource(served, 'none')).toMatchObject({ messages: 1, code: 204 });
  });
});

test.each([0, 99, 199, 600, 1000, 200.5, NaN])(
  'the status %p, which would bring the host down, becomes 500',
  async (odd) => {
    await withServer(answerWith({ status: odd }), async (served) => {
      expect(await fetchResource(served, 'odd')).toMatchObject({ code: 500 });
    });
  },
);

test('a handler that throws, also between two pieces, ends the call with a status', async () => {
  async function* broken(): AsyncIterable<Uint8Array> {
    yield new Uint8Array(1);
    throw new Error('canary');
  }
  await withServer(answerWith({ body: broken() }), async (served) => {
    const failure = await failureOf(fetchResource(served, 'broken'));
    expect(failure.code).toBe(status.INTERNAL);
    expect(failure.details).not.toContain('canary');
  });
  await withServer({}, async (served) => {
    expect(await failureOf(fetchResource(served, 'throws'))).toMatchObject({ code: status.INTERNAL });
  });
});

test('a reader that leaves ends the pieces', async () => {
  let ended = (_: void): void => {};
  const end = new Promise<void>((resolve) => (ended = resolve));
  async function* endless(): AsyncIterable<Uint8Array> {
    try {
      for (;;) yield new Uint8Array(64 * 1024);
    } finally {
      ended();
    }
  }
  await withServer(answerWith({ body: endless() }), async ({ resource, logged }) => {
    const stream = resource.callResource({ pluginContext: pluginContext(), path: 'endless' });
    stream.on('error', () => {});
    await once(stream, 'data');
    stream.cancel();
    await end;
    expect(logged).toEqual([]);
  });
});

test('the header of an alert rule takes rights away from a resource call too', async () => {
  const contexts: RequestContext[] = [];
  const callResource = async (context: RequestContext): Promise<ResourceAnswer> => {
    contexts.push(context);
    return { status: 200, headers: {}, body: new Uint8Array() };
  };
  await withServer({ callResource }, async (served) => {
    await fetchResource(served, 'a');
    await fetchResource(served, 'b', { FromAlert: ['true'] });
  });
  expect(contexts.map(({ role }) => role)).toEqual(['Admin', 'Viewer']);
});
