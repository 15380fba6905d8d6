// A handler that does what none should: the process lives, the host's streams stay clean. Runs the fixture in the very
// runtime that the executable carries.
import { join } from 'node:path';
import { findBun, findHostPlatform } from '../../scripts/lib/platforms.ts';
import { connectService, addressFromHandshake } from '../../src/backend/protocol/testing/client.ts';
import { GRPCController } from '../../src/backend/protocol/gen/plugin_pb.ts';
import { Data } from '../../src/backend/protocol/gen/pluginv2_pb.ts';
import type { Ended } from './plugin-process.ts';
import { askHealth, readLog, startProcess } from './plugin-process.ts';

const secret = 'canary-secret-token';

/** Has the fixture do something, checks that it still serves, and asks it to leave. */
async function endAfter(deed: string): Promise<Ended & { readonly handshake: string }> {
  const bun = findBun(findHostPlatform());
  if (!bun) throw new Error('npm has not installed Bun. Run "npm ci" again.');
  const plugin = startProcess([bun, join(__dirname, 'fixture-plugin.ts')], { env: { GF_PLUGIN_LOG_LEVEL: 'debug' } });
  const handshake = await plugin.handshake;
  const data = connectService(Data, addressFromHandshake(handshake));
  const controller = connectService(GRPCController, addressFromHandshake(handshake));
  const dataSourceInstanceSettings = { uid: 'a', decryptedSecureJsonData: { token: secret } };
  const queries = [{ refId: 'A', json: new TextEncoder().encode(JSON.stringify({ deed })) }];
  await new Promise<void>((resolve, reject) =>
    data.queryData({ pluginContext: { dataSourceInstanceSettings }, queries }, (error) =>
      error ? reject(error) : resolve(),
    ),
  );
  expect(await askHealth(handshake)).toBe(1);
  const kill = setTimeout(() => plugin.child.kill('SIGKILL'), 2_000);
  controller.shutdown({}, () => {});
  const ended = await plugin.ended;
  clearTimeout(kill);
  data.close();
  controller.close();
  return { ...ended, handshake };
}

test.each([
  ['throw later', 'Nobody caught an error.'],
  ['reject later', 'Nobody caught a rejection.'],
])(
  '%s: it is logged, and the process lives',
  async (deed, message) => {
    const { stderr } = await endAfter(deed);
    expect(readLog(stderr)).toContainEqual(expect.objectContaining({ '@level': 'error', '@message': message }));
  },
  60_000,
);

test.each(['print', 'write to stdout'])(
  '%s: the host sees a log line, not a second line of output',
  async (deed) => {
    const { stdout, stderr, handshake } = await endAfter(deed);
    expect(stdout).toBe(`${handshake}\n`);
    expect(readLog(stderr)).toContainEqual(expect.objectContaining({ '@message': 'Printed' }));
  },
  60_000,
);

test('a secret that a handler logs does not reach the log', async () => {
  const { stderr } = await endAfter('log a secret');
  expect(stderr).toContain('The token is [redacted].');
  expect(stderr).not.toContain(secret);
}, 60_000);

test('hostile text stays one line, and the keys the host reads stay strings', async () => {
  const { stderr } = await endAfter('log hostile text');
  const line = readLog(stderr).find((entry) => String(entry['@message']).startsWith('one'));
  expect(line).toMatchObject({ '@level': 'info', '@message': 'one\\ntwo\\u001b[31m', message: 3, level: 4, big: '10' });
}, 60_000);

test('a handler that never ends its work does not keep the process beyond the time the host grants', async () => {
  const { code, signal, stderr } = await endAfter('nothing');
  expect({ code, signal }).toEqual({ code: 0, signal: null });
  expect(readLog(stderr)).toContainEqual(expect.objectContaining({ step: 'end all work' }));
}, 60_000);
