// The compiled executable as Grafana starts it: with next to no environment, from a folder it must not touch.
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildExecutable } from '../support/built-executable.ts';
import { askHealth, readLog, startProcess } from './plugin-process.ts';

let executable = '';
beforeAll(() => {
  executable = buildExecutable();
}, 300_000);

/** Where the test runs as root, permissions only mean something to someone else. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

test('it starts and serves without any environment but the handshake variables', async () => {
  const plugin = startProcess([executable], { cwd: '/' });
  const handshake = await plugin.handshake;
  expect(handshake).toMatch(/^1\|2\|unix\|\/tmp\/parked-\w+\/plugin\.sock\|grpc$/);
  expect(await askHealth(handshake)).toBe(1);
  plugin.child.kill('SIGTERM');
  await plugin.ended;
}, 60_000);

test('standard output holds the handshake line and nothing else, standard error only log lines', async () => {
  const plugin = startProcess([executable], { env: { GF_PLUGIN_LOG_LEVEL: 'debug' } });
  const handshake = await plugin.handshake;
  plugin.child.kill('SIGINT');
  await askHealth(handshake);
  plugin.child.kill('SIGTERM');
  const { stdout, stderr } = await plugin.ended;
  expect(stdout).toBe(`${handshake}\n`);
  expect(stderr.endsWith('\n')).toBe(true);
  for (const line of readLog(stderr)) {
    expect(line).toMatchObject({
      '@level': expect.stringMatching(/^(debug|info|warn|error)$/),
      '@message': expect.any(String),
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
  }
}, 60_000);

test('it runs from a folder it cannot write to, as a user without a home, and leaves nothing there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parked-test-'));
  const copy = join(folder, 'gpx_parked');
  copyFileSync(executable, copy, constants.COPYFILE_FICLONE);
  chmodSync(copy, 0o555);
  chmodSync(folder, 0o555);
  const before = statSync(folder).mtimeMs;

  const plugin = startProcess([copy], { cwd: folder, ...nobody });
  expect(await askHealth(await plugin.handshake)).toBe(1);
  plugin.child.kill('SIGTERM');
  expect(await plugin.ended).toMatchObject({ code: 0 });

  expect(readdirSync(folder)).toEqual(['gpx_parked']);
  expect(statSync(folder).mtimeMs).toBe(before);
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true });
}, 60_000);

test('two run side by side, each on a socket of its own that only its user can reach', async () => {
  const plugins = [startProcess([executable]), startProcess([executable])];
  const handshakes = await Promise.all(plugins.map((plugin) => plugin.handshake));
  expect(new Set(handshakes).size).toBe(2);
  expect(await Promise.all(handshakes.map(askHealth))).toEqual([1, 1]);
  const folders = handshakes.map((line) => dirname(line.split('|')[3] ?? ''));
  expect(folders.map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700]);
  for (const plugin of plugins) plugin.child.kill('SIGTERM');
  await Promise.all(plugins.map((plugin) => plugin.ended));
  expect(folders.filter(existsSync)).toEqual([]);
}, 60_000);

test('after a kill the next start works, and clears up what the killed one left', async () => {
  const killed = startProcess([executable]);
  const socket = (await killed.handshake).split('|')[3] ?? '';
  killed.child.kill('SIGKILL');
  await killed.ended;
  // Left long enough ago that no starting plugin can own it.
  utimesSync(socket, new Date(0), new Date(0));
  const next = startProcess([executable]);
  expect(await askHealth(await next.handshake)).toBe(1);
  while (existsSync(dirname(socket))) await new Promise((resolve) => setTimeout(resolve, 10));
  next.child.kill('SIGTERM');
  await next.ended;
}, 60_000);

test('where no socket can be made it serves on loopback, within the range of ports, and warns', async () => {
  const env = { PLUGIN_UNIX_SOCKET_DIR: '/nowhere', PLUGIN_MIN_PORT: '21000', PLUGIN_MAX_PORT: '21999' };
  const plugin = startProcess([executable], { env });
  const handshake = await plugin.handshake;
  expect(handshake).toMatch(/^1\|2\|tcp\|127\.0\.0\.1:21\d{3}\|grpc$/);
  expect(await askHealth(handshake)).toBe(1);
  plugin.child.kill('SIGTERM');
  const warnings = readLog((await plugin.ended).stderr).filter((line) => line['@level'] === 'warn');
  expect(warnings).toMatchObject([{ '@message': expect.stringContaining('any user of this machine') }]);
}, 60_000);

test('a host of another protocol is told so', async () => {
  const plugin = startProcess([executable], { env: { PLUGIN_PROTOCOL_VERSIONS: '1' } });
  expect(await plugin.ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('offers 1') });
}, 60_000);
