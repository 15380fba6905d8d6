import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeStaleSockets } from './stale-sockets.ts';

let parent = '';
beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'parked-test-'))));
afterEach(() => rmSync(parent, { recursive: true }));

const longAgo = new Date('2020-01-01');

/** Leaves a socket as a killed process does: bound, and nobody behind it. */
function leaveSocket(name: string, modified: Date): string {
  const folder = join(parent, name);
  mkdirSync(folder, { mode: 0o700 });
  const socket = join(folder, 'plugin.sock');
  const bind = `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', bind]);
  utimesSync(socket, modified, modified);
  return folder;
}

test('the socket of a killed plugin is removed', async () => {
  const folder = leaveSocket('parked-abc123', longAgo);
  expect(await removeStaleSockets(parent, Date.now())).toBe(1);
  expect(existsSync(folder)).toBe(false);
});

test('a socket that answers stays', async () => {
  const folder = join(parent, 'parked-living');
  mkdirSync(folder);
  const socket = join(folder, 'plugin.sock');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  utimesSync(socket, longAgo, longAgo);
  expect(await removeStaleSockets(parent, Date.now())).toBe(0);
  expect(existsSync(socket)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
});

test('files that are young, no sockets, not alone or of other names stay', async () => {
  leaveSocket('parked-young', new Date());
  leaveSocket('other-abc', longAgo);
  const notAlone = leaveSocket('parked-not-alone', longAgo);
  writeFileSync(join(notAlone, 'notes.txt'), '');
  mkdirSync(join(parent, 'parked-empty'));
  mkdirSync(join(parent, 'parked-file'));
  writeFileSync(join(parent, 'parked-file', 'plugin.sock'), '');
  expect(await removeStaleSockets(parent, Date.now())).toBe(0);
  expect(readdirSync(parent).sort()).toEqual([
    'other-abc',
    'parked-empty',
    'parked-file',
    'parked-not-alone',
    'parked-young',
  ]);
});

test('a parent that cannot be read is no error', async () => {
  expect(await removeStaleSockets(join(parent, 'missing'), Date.now())).toBe(0);
});
