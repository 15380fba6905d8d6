// Tokens of OAuth 2, from a real server that gives, expires and revokes them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { FetchOutcome } from './port.ts';
import { closeRooms, fetchOnly, openRoom, refOf, type Room } from './testing/data-source.ts';
import { answerLikeGo, startTarget, type FakeTarget, type Handler } from './testing/fake-target.ts';

const secret = 'c4n4ry:s3cr%t c4n4ry';
let target: FakeTarget;
let issuer: FakeTarget;
let bodies: string[];
/** What the target takes; null for every token. */
let valid: string | null;
let life: number | undefined;
let issued: number;
let answerToken: Handler;

const giveToken: Handler = (_, response) => {
  valid = `token-${++issued}`;
  response.end(JSON.stringify({ access_token: valid, token_type: 'bearer', expires_in: life }));
};

beforeEach(async () => {
  [bodies, valid, life, issued, answerToken] = [[], null, 3_600, 0, giveToken];
  issuer = await startTarget((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      answerToken(request, response);
    });
  });
  target = await startTarget((request, response) => {
    if (valid === null || request.headers.authorization === `Bearer ${valid}`) return answerLikeGo(request, response);
    response.writeHead(401).end();
  });
});
afterEach(async () => void (await Promise.all([target.close(), issuer.close()])));
afterAll(closeRooms);

/** The issuer's port makes each test's token one of its own. */
const refWith = (auth: object = {}, secrets: Record<string, string> = { 'auth.fleet': secret }) =>
  refOf({
    secrets,
    pluginConfig: { credential_files: '/' },
    jsonData: {
      bounds: { freshness: '0s', fetchTimeout: '5s' },
      auth: [{ name: 'fleet', type: 'oauth2', user: 'parked', tokenUrl: `${issuer.url}/token`, ...auth }],
      targets: [{ urls: [target.url], auth: 'fleet' }],
    },
  });

const ask = (room: Room, ref = refWith()): Promise<FetchOutcome> =>
  fetchOnly(room, ref, { kind: 'goroutine', form: 0, maxAgeMs: 0 });

test('a token is asked for once and used until it expires', async () => {
  const room = openRoom();
  for (let time = 0; time < 3; time++) expect(await ask(room)).toMatchObject({ outcome: 'fetched' });
  expect(bodies).toEqual(['grant_type=client_credentials']);
  expect(issuer.requests).toEqual(['POST /token']);
  expect(target.headers.map(({ authorization }) => authorization)).toEqual(Array(3).fill('Bearer token-1'));
});

test('the client is named by basic authentication, with scopes and audience in the body', async () => {
  await ask(openRoom(), refWith({ scopes: ['profiles:read', 'more'], audience: 'https://pprof' }));
  expect(bodies).toEqual(['grant_type=client_credentials&scope=profiles%3Aread+more&audience=https%3A%2F%2Fpprof']);
  const [, packed = ''] = (issuer.headers[0]?.authorization ?? '').split(' ');
  expect(Buffer.from(packed, 'base64').toString()).toBe('parked:c4n4ry%3As3cr%25t+c4n4ry');
});

test('many fetches at once share one request for a token', async () => {
  await Promise.all(Array.from({ length: 20 }, () => ask(openRoom())));
  expect(issuer.requests).toHaveLength(1);
});

test('an expired token is asked for anew', async () => {
  life = 0.5;
  const room = openRoom();
  await ask(room);
  await pause(500);
  expect(await ask(room)).toMatchObject({ outcome: 'fetched' });
  expect(issuer.requests).toHaveLength(2);
});

test('a revoked token is replaced within the same fetch', async () => {
  const room = openRoom();
  await ask(room);
  await pause(1_100);
  valid = 'revoked';
  expect(await ask(room)).toMatchObject({ outcome: 'fetched' });
  expect(issuer.requests).toHaveLength(2);
});

test('a target that takes no token does not make Parked ask for one after another', async () => {
  answerToken = (_, response) => {
    valid = 'another';
    response.end(JSON.stringify({ access_token: 'token', token_type: 'Bearer' }));
  };
  for (let time = 0; time < 5; time++) expect(await ask(openRoom())).toMatchObject({ outcome: 'failed' });
  expect(issuer.requests).toHaveLength(1);
});

test('the secret may be in a file, and a new one takes a new token', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-oauth2-'));
  const file = join(folder, 'secret');
  for (const text of ['one', 'two']) {
    writeFileSync(file, `${text}\n`);
    expect(await ask(openRoom(), refWith({ file }, {}))).toMatchObject({ outcome: 'fetched' });
  }
  expect(issuer.requests).toHaveLength(2);
  rmSync(folder, { recursive: true });
});

test.each<[string, Handler, string]>([
  [
    'refuses the client',
    (_, response) =>
      response.writeHead(401).end(JSON.stringify({ error: 'invalid_client', error_description: secret })),
    '(invalid_client)',
  ],
  [
    'repeats what it was sent',
    (request, response) => response.writeHead(500).end(JSON.stringify(request.headers)),
    '(status 500)',
  ],
  ['sends a page', (_, response) => response.end(`<html>${secret}`), 'sent no token'],
  [
    'sends a token with a line break',
    (_, response) => response.end('{"access_token":"a\\nb","token_type":"bearer"}'),
    'sent no token',
  ],
  [
    'sends a token of another kind',
    (_, response) => response.end('{"access_token":"a","token_type":"mac"}'),
    'another type than bearer',
  ],
  ['leads elsewhere', (_, response) => response.writeHead(302, { location: target.url }).end(), '(status 302)'],
  ['sends without end', (_, response) => response.end('x'.repeat(200_000)), 'sent no token'],
])('a server that %s is named with nothing of the secret, and asked once a second at most', async (_, handler, why) => {
  answerToken = handler;
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => ask(openRoom())));
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ outcome: 'failed', problem: { code: 'oauth2_token', hosts: [issuer.host] } });
    expect(outcome.outcome === 'failed' && outcome.problem.message).toContain(why);
    expect(JSON.stringify(outcome)).not.toContain('c4n4ry');
  }
  expect(issuer.requests).toHaveLength(1);
  expect(target.requests).toEqual([]);
});

test('the token endpoint may not be at an address that is never asked', async () => {
  const ref = refWith({ tokenUrl: 'http://169.254.169.254/token' });
  expect(await ask(openRoom(), ref)).toMatchObject({ outcome: 'failed', problem: { code: 'forbidden_address' } });
});

test.each([
  [{ tokenUrl: '' }, /tokenUrl is not a URL/],
  [{ tokenUrl: 'ftp://issuer' }, /tokenUrl begins with neither/],
  [{ tokenUrl: 'http://u:p@issuer' }, /tokenUrl carries a user/],
  [{ user: '' }, /user must be the client id/],
  [{ scopes: ['a b'] }, /scopes\[0\] is not a scope/],
])('settings with %j are refused', (auth, message) => {
  expect(() => refWith(auth)).toThrow(message);
});
