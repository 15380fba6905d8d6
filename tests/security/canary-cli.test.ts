// No secret that a command is given appears in its output, however things fail.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerLikeGo, startTarget } from '../../src/backend/targets/testing/fake-target.ts';
import { run } from '../../src/cli/testing/run.ts';
import { findCanaries, makeCanary } from './canaries.ts';
import { failures } from './failing-servers.ts';

jest.setTimeout(60_000);

const canary = makeCanary(5_000);
const { secret } = canary;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-canary-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function expectNone(args: readonly string[], status?: number): Promise<void> {
  const ran = await run(args);
  expect(findCanaries(Buffer.from(JSON.stringify(ran)), [canary])).toEqual([]);
  expect(ran.error + ran.out).not.toBe('');
  if (status !== undefined) expect(ran.status).toBe(status);
}

test.each(Object.entries(failures))('of a command whose target answers with %s', async (_, handler) => {
  const server = await startTarget(handler);
  const file = join(folder, 'token');
  writeFileSync(file, secret);
  const inUrl = server.url.replace('//', `//ops:${encodeURIComponent(secret)}@`);
  for (const args of [
    ['report', server.url, '--user', `ops:${secret}`],
    ['report', server.url, '--json', '--header', `X-Key: ${secret}`],
    ['report', server.url, '--markdown', '--bearer-file', file],
    ['report', inUrl],
    ['list', 'main', inUrl],
    ['diff', inUrl, server.url],
  ]) {
    await expectNone([...args, ...(args[0] === 'diff' ? [] : ['--timeout', '200ms'])], 1);
  }
  const seen = Buffer.from(JSON.stringify(server.headers));
  expect(findCanaries(seen, [canary]).length).toBeGreaterThan(0);
  await server.close();
});

test('of a command that is answered', async () => {
  const server = await startTarget(answerLikeGo);
  const inUrl = server.url.replace('//', `//ops:${encodeURIComponent(secret)}@`);
  for (const form of [[], ['--json'], ['--markdown']]) {
    await expectNone(['report', server.url, '--user', `ops:${secret}`, ...form], 0);
    await expectNone(['report', inUrl, ...form], 0);
    await expectNone(['diff', inUrl, inUrl, ...form]);
  }
  await server.close();
});

const secure = (value: string) => ({ auth: [{ name: 'a', type: 'bearer' }], secure: { 'auth.a': value } });
const app = { targets: [{ urls: ['http://app'] }] };

test.each<[string, unknown]>([
  ['is no YAML', `secure: { auth.a: '${secret.replaceAll("'", '')}\n  broken: [`],
  ['has a key that is not known', { ...app, token: secret, [secret]: 1 }],
  ['has a secret that no header can carry', { ...app, ...secure(`${secret}\n${secret}`) }],
  ['names a variable that is not set', { ...app, ...secure(`${secret}\${NOT_SET_ANYWHERE}`) }],
  ['has no targets', secure(secret)],
  ['has a credential in a URL', { targets: [{ urls: [`http://ops:${encodeURIComponent(secret)}@app`] }] }],
  [
    'has a credential in its history',
    { ...app, history: { type: 'prometheus', remoteWrite: `http://a:${encodeURIComponent(secret)}@b/` } },
  ],
  ['has a secret that is no text', { ...app, secure: { 'auth.a': [secret] } }],
  ['listens nowhere', { ...app, ...secure(secret), listen: 'nowhere:at:all' }],
])('of a collector whose file %s', async (_, content) => {
  const file = join(folder, 'parked.yaml');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  await expectNone(['collect', '--config', file]);
});
