// How the plugin's process ends, and what does not end it.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlugin } from '../support/plugin-host.ts';
import { askHealth, readLog, startProcess } from './plugin-process.ts';

let executable = '';
beforeAll(() => {
  executable = buildExecutable();
}, 300_000);

test('asked to leave it is gone before the host would kill it, and its socket with it', async () => {
  const host = await startPlugin(executable);
  // Kills after two seconds, as Grafana does, and tells.
  expect(await host.stop()).toBe('shutdown');
}, 60_000);

test('SIGTERM is a request to leave', async () => {
  const plugin = startProcess([executable]);
  const socket = (await plugin.handshake).split('|')[3] ?? '';
  expect(existsSync(socket)).toBe(true);
  plugin.child.kill('SIGTERM');
  expect(await plugin.ended).toMatchObject({ code: 0, signal: null });
  expect(existsSync(dirname(socket))).toBe(false);
}, 60_000);

test('SIGINT, which Ctrl-C sends to the whole group of the host, changes nothing', async () => {
  const plugin = startProcess([executable]);
  const handshake = await plugin.handshake;
  plugin.child.kill('SIGINT');
  plugin.child.kill('SIGINT');
  expect(await askHealth(handshake)).toBe(1);
  plugin.child.kill('SIGTERM');
  expect(await plugin.ended).toMatchObject({ code: 0 });
}, 60_000);

test('it leaves by itself when its host was killed', async () => {
  // The shell stands for the host. The plugin holds its output, which therefore ends only with the plugin.
  const host = startProcess(['/bin/sh', '-c', '"$0" & wait', executable]);
  const socket = (await host.handshake).split('|')[3] ?? '';
  host.child.kill('SIGKILL');
  const { stderr } = await host.ended;
  expect(readLog(stderr)).toContainEqual(
    expect.objectContaining({ '@message': 'Leaving', reason: 'the host is gone' }),
  );
  expect(existsSync(dirname(socket))).toBe(false);
}, 15_000);
