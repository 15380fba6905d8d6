import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSourceRef } from '../port.ts';
import { closeRooms, openRoom, refOf, type Room } from '../testing/data-source.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parked-lists-'));
  mkdirSync(join(folder, 'lists'));
});
afterEach(async () => {
  await closeRooms();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): void => {
  writeFileSync(join(folder, 'lists', `.${name}`), text);
  renameSync(join(folder, 'lists', `.${name}`), join(folder, 'lists', name));
};

const refFor = (pattern: string, allowed = join(folder, 'lists')): DataSourceRef =>
  refOf({
    pluginConfig: { discovery_files: allowed },
    jsonData: { allowedHosts: ['*.svc'], discovery: [{ type: 'file', files: [join(folder, pattern)] }] },
  });

async function hostsOf(room: Room, ref: DataSourceRef): Promise<readonly string[]> {
  const selected = await room.select(ref, []);
  return selected.ok ? selected.value.map(({ host }) => host) : [selected.problem.code];
}

async function until(isThere: () => Promise<boolean>): Promise<void> {
  while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('lists are JSON or YAML, chosen by a star, and a change is used with the next request', async () => {
  write('a.json', JSON.stringify([{ targets: ['a.svc:1'], labels: { job: 'shop' } }]));
  write('b.yml', 'ignored: true');
  write('notes.txt', 'no list');
  const room = openRoom();
  const ref = refFor('lists/*.json');
  expect(await hostsOf(room, ref)).toEqual(['a.svc:1']);
  write('c.json', JSON.stringify([{ targets: ['c.svc:3'] }]));
  await until(async () => (await hostsOf(room, ref)).join() === 'a.svc:1,c.svc:3');
  unlinkSync(join(folder, 'lists', 'a.json'));
  await until(async () => (await hostsOf(room, ref)).join() === 'c.svc:3');
});

test('YAML is read, too', async () => {
  write('a.yaml', '- targets: [a.svc:1, b.svc]\n  labels: { job: shop }\n');
  expect(await hostsOf(openRoom(), refFor('lists/a.yaml'))).toEqual(['a.svc:1', 'b.svc:80']);
});

test('a list that breaks keeps its targets, and the report names the file', async () => {
  write('a.json', JSON.stringify([{ targets: ['a.svc:1'] }]));
  const room = openRoom();
  const ref = refFor('lists/a.json');
  await hostsOf(room, ref);
  write('a.json', '[{ "targets": ["secret-text');
  await until(async () => (await room.reportDiscovery(ref))[0]?.problem !== null);
  expect(await hostsOf(room, ref)).toEqual(['a.svc:1']);
  const [report] = await room.reportDiscovery(ref);
  expect(report?.problem?.message).toContain('a.json is not a list');
  expect(report?.problem?.message).not.toContain('secret-text');
});

test.each([
  ['in another folder', 'outside.json'],
  ['by a link', 'lists/link.json'],
  ['by dots', 'lists/../outside.json'],
])('no file is read %s', async (_, path) => {
  writeFileSync(join(folder, 'outside.json'), JSON.stringify([{ targets: ['a.svc'] }]));
  symlinkSync(join(folder, 'outside.json'), join(folder, 'lists', 'link.json'));
  expect(await hostsOf(openRoom(), refFor(path))).toEqual(['discovery_file']);
});

test('no file is read without a list of folders', async () => {
  write('a.json', '[]');
  expect(await hostsOf(openRoom(), refFor('lists/a.json', ''))).toEqual(['discovery_file']);
});
