// The server for pushes: who may push, what is taken, how it answers, and what it refuses.
import { request as send } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { create, toBinary, toJsonString } from '@bufbuild/protobuf';
import { limits } from '../../core/limits.ts';
import { createProfileReader } from '../../core/profile/reader.ts';
import { PushRequestSchema } from '../protocol/gen/pyroscope_push_pb.ts';
import { refOf } from '../targets/testing/data-source.ts';
import { recordedBinary } from '../targets/testing/recorded.ts';
import { openReception, type Reception } from './reception.ts';

const push = '/push.v1.PusherService/Push';
const secret = 'c4n4ry-of-the-sender';
let reception: Reception;
let address: string;
let nowMs: number;

beforeEach(async () => {
  const { settings } = refOf({ jsonData: { bounds: { targets: 3 } } });
  // The recorded profile was taken a minute ago.
  nowMs = recordedMs + 60_000;
  reception = openReception(
    {
      listen: { host: '127.0.0.1', port: 0, secret },
      folders: [],
      settings: () => settings,
      onProblem: () => undefined,
      onBug: (error) => {
        throw error;
      },
    },
    () => nowMs,
  );
  address = (await reception.start()) ?? '';
});
afterEach(() => reception.close());

/** The time in the recorded profile. */
const recordedMs = readRecordedTime();

function readRecordedTime(): number {
  const reader = createProfileReader({ kind: 'goroutine' });
  reader.push(gunzipSync(recordedBinary));
  const read = reader.finish();
  const timeMs = read.outcome === 'read' ? read.profiles[0]?.timeMs : undefined;
  if (timeMs === undefined) throw new Error('The recorded profile has no time.');
  return timeMs;
}

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

function ask({
  path = push,
  method = 'POST',
  headers = {},
  body = '',
}: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = send(
      `http://${address}${path}`,
      { method, headers: { authorization: `Bearer ${secret}`, ...headers }, agent: false },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const labelsOf = (more: Readonly<Record<string, string>>) =>
  Object.entries({ __name__: 'goroutine', service_name: 'shop', instance: 'a:1', ...more }).map(([name, value]) => ({
    name,
    value,
  }));
const requestOf = (labels: readonly { name: string; value: string }[], rawProfile: Uint8Array = recordedBinary) =>
  create(PushRequestSchema, { series: [{ labels: [...labels], samples: [{ rawProfile }] }] });
const pushJson = (more: Readonly<Record<string, string>> = {}, raw?: Uint8Array) =>
  ask({ headers: json, body: toJsonString(PushRequestSchema, requestOf(labelsOf(more), raw)) });
const outcomes = () => Object.fromEntries([...reception.inbox.figures().outcomes].filter(([, count]) => count > 0));

test('a push becomes the newest profile of the target that its labels name', async () => {
  expect(await pushJson({ namespace: 'eu', __session_id__: 'x', job: 'pods' })).toEqual({ status: 200, text: '{}' });
  const [target] = reception.inbox.list();
  expect(target?.labels).toEqual({ service: 'shop', instance: 'a:1', namespace: 'eu', job: 'pods' });
  expect(outcomes()).toEqual({ taken: 1 });
});

test('protobuf is taken as well as JSON, packed or not', async () => {
  const body = toBinary(PushRequestSchema, requestOf(labelsOf({})));
  const headers = { 'content-type': 'application/proto' };
  expect(await ask({ headers, body })).toEqual({ status: 200, text: '' });
  nowMs += 1_000;
  expect((await ask({ headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) })).status).toBe(429);
  expect(outcomes()).toEqual({ taken: 1, too_often: 1 });
});

test('a process without a name of its own is told apart by its address', async () => {
  await pushJson({ instance: '' });
  expect(reception.inbox.list()[0]?.labels).toEqual({ service: 'shop', instance: '127.0.0.1' });
});

test('a profile that says no service is of one that is unknown', async () => {
  await pushJson({ service_name: '' });
  expect(reception.inbox.list()[0]?.labels).toEqual({ service: 'unknown_service', instance: 'a:1' });
});

test('profiles of other kinds are dropped with success, so that a client goes on', async () => {
  for (const name of ['process_cpu', 'memory', 'mutex', 'block', 'constructor']) {
    expect(await pushJson({ __name__: name })).toEqual({ status: 200, text: '{}' });
  }
  expect(outcomes()).toEqual({ other_kind: 5 });
});

test('a leak profile is a kind of its own', async () => {
  expect((await pushJson({ __name__: 'goroutineleak' })).status).toBe(400);
  expect(outcomes()).toEqual({ unreadable: 1 });
});

describe('as SDKs send it', () => {
  const form = (name: string, parts: Readonly<Record<string, Uint8Array | string>>, more = '') => {
    const boundary = 'edge';
    const body = Object.entries(parts).flatMap(([part, content]) => [
      `--${boundary}\r\nContent-Disposition: form-data; name="${part}"; filename="${part}"\r\n\r\n`,
      content,
      '\r\n',
    ]);
    return ask({
      path: `/ingest?name=${encodeURIComponent(name)}${more}`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: Buffer.concat([...body, `--${boundary}--\r\n`].map((one) => Buffer.from(one))),
    });
  };
  const types = JSON.stringify({ goroutine: { units: 'goroutines' } });

  test('a form is taken, and the name holds the labels', async () => {
    const answer = await form('cart{pod=cart-1,zone=a}', { profile: recordedBinary, sample_type_config: types });
    expect(answer).toEqual({ status: 200, text: '' });
    expect(reception.inbox.list()[0]?.labels).toEqual({
      service: 'cart',
      pod: 'cart-1',
      zone: 'a',
      instance: 'cart-1',
    });
  });

  test('a profile of another unit is dropped with success', async () => {
    expect(
      (await form('cart', { profile: 'x', sample_type_config: '{"alloc_space":{}}' }, '&units=bytes')).status,
    ).toBe(200);
    expect(outcomes()).toEqual({ other_kind: 1 });
  });

  test('a pprof alone is taken where the format says so', async () => {
    const path = '/ingest?name=cart&format=pprof&units=goroutines';
    expect((await ask({ path, body: recordedBinary })).status).toBe(200);
    expect(outcomes()).toEqual({ taken: 1 });
  });

  test('a pprof without a name is taken by its sample type', async () => {
    const path = '/ingest?name=cart&format=pprof';
    expect((await ask({ path, body: recordedBinary })).status).toBe(200);
    expect((await ask({ path, body: Buffer.from('no profile') })).status).toBe(200);
    expect(outcomes()).toEqual({ taken: 1, other_kind: 1 });
  });

  test.each([
    ['without a name', '', 400],
    ['with a label without a value', 'cart{a}', 400],
    ['with bytes that are no profile', 'cart', 422],
  ])('it is refused %s', async (_, name, status) => {
    expect((await form(name, { profile: 'no profile', sample_type_config: types })).status).toBe(status);
  });

  test('a form that is none is refused', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=other' };
    expect((await ask({ path: '/ingest?name=a', headers, body: 'x' })).status).toBe(422);
  });
});

describe('a push without the secret is refused', () => {
  test.each<[string, Sent, number]>([
    ['without the secret', { headers: { ...json, authorization: '' } }, 401],
    ['with another secret', { headers: { ...json, authorization: 'Bearer c4n4ry' } }, 401],
    ['with the secret as a user', { headers: { ...json, authorization: `Basic ${btoa(`${secret}:x`)}` } }, 401],
    ['from a page in a browser', { headers: { ...json, origin: 'http://evil.example' } }, 403],
    ['by a form of a page', { path: '/ingest?name=a', headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['elsewhere', { path: '/api/query' }, 404],
    ['by GET', { method: 'GET' }, 405],
  ])('%s', async (_, sent, status) => {
    const answer = await ask(sent);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('c4n4ry');
    expect(outcomes()).toEqual({});
  });

  test('a push with the secret as the password of any user is taken', async () => {
    const authorization = `Basic ${btoa(`alloy:${secret}`)}`;
    const body = toJsonString(PushRequestSchema, requestOf(labelsOf({})));
    expect((await ask({ headers: { ...json, authorization }, body })).status).toBe(200);
  });
});

describe('it is refused as the original refuses it', () => {
  const code = async (answer: Promise<{ status: number; text: string }>) => {
    const { status, text } = await answer;
    return [status, (JSON.parse(text) as { code: string }).code];
  };

  test('without profiles, and without labels', async () => {
    expect(await code(ask({ headers: json, body: '{}' }))).toEqual([400, 'invalid_argument']);
    expect(await code(ask({ headers: json, body: toJsonString(PushRequestSchema, requestOf([])) }))).toEqual([
      400,
      'invalid_argument',
    ]);
  });

  test('older than an hour, or from the future', async () => {
    nowMs = recordedMs + 61 * 60_000;
    expect(await code(pushJson())).toEqual([400, 'invalid_argument']);
    nowMs = recordedMs - 11 * 60_000;
    expect(await code(pushJson())).toEqual([400, 'invalid_argument']);
    expect(outcomes()).toEqual({ out_of_window: 2 });
  });

  test('from more targets than may be, until others fall silent', async () => {
    for (const instance of ['a', 'b', 'c']) expect((await pushJson({ instance })).status).toBe(200);
    expect(await code(pushJson({ instance: 'd' }))).toEqual([429, 'resource_exhausted']);
    nowMs += 11 * 60_000;
    expect((await pushJson({ instance: 'd' })).status).toBe(200);
    expect(reception.inbox.list()).toHaveLength(1);
  });

  test('with labels without end', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`l${index}`, 'v']));
    expect(await code(pushJson(many))).toEqual([400, 'invalid_argument']);
    expect(await code(pushJson({ zone: 'x'.repeat(3_000) }))).toEqual([400, 'invalid_argument']);
    expect(
      await code(
        ask({ headers: json, body: toJsonString(PushRequestSchema, requestOf([...labelsOf({}), ...labelsOf({})])) }),
      ),
    ).toEqual([400, 'invalid_argument']);
  });

  test('with a body that is too large, or that unpacks to too much', async () => {
    const large = { ...json, 'content-length': String(limits.receivedBody.value + 1) };
    const refused = await ask({ headers: large }).catch(() => ({ status: 413, text: '' }));
    expect(refused.status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(limits.receivedBody.value + 1));
    const headers = { 'content-type': 'application/proto', 'content-encoding': 'gzip' };
    // 429 outside of Jest, whose errors of zlib are of another realm.
    expect([429, 500]).toContain((await ask({ headers, body: bomb })).status);
    expect(outcomes()).toEqual({});
  });

  test.each<[string, Uint8Array]>([
    ['a page', Buffer.from('<html>')],
    ['half a profile', recordedBinary.subarray(0, recordedBinary.length / 2)],
    ['nothing', new Uint8Array()],
    ['a dump in place of a pprof', gzipSync('goroutine profile: total 99999999999\n')],
  ])('as %s, and nothing is kept', async (_, raw) => {
    expect(await code(pushJson({}, raw))).toEqual([400, 'invalid_argument']);
    expect(reception.inbox.list()).toEqual([]);
  });

  test('and the good ones of the same request are kept', async () => {
    const good = requestOf(labelsOf({})).series;
    const bad = requestOf(labelsOf({ instance: 'b' }), Buffer.from('x')).series;
    const body = toJsonString(PushRequestSchema, create(PushRequestSchema, { series: [...bad, ...good] }));
    expect((await ask({ headers: json, body })).status).toBe(400);
    expect(reception.inbox.list()).toHaveLength(1);
  });
});
