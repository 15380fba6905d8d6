// No setting of an administrator and no fault of a disk ends the plugin. It names the problem, and live queries work.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutable } from '../support/built-executable.ts';
import type { DataSource } from '../support/grafana-request.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

let executable = '';
let folder = '';
let target: PlainTarget;
const disk = mountSmallDisk();
/**
 * Places that have nothing to do with each other are lived in at the same time: it is the sampler's turns that take
 * long.
 */
const tries = new Map<string, Promise<string>>();
/** By path: each place has its own. */
const fetches = new Map<string, number>();

beforeAll(async () => {
  executable = buildExecutable();
  folder = mkdtempSync(join(tmpdir(), 'parked-places-'));
  target = await startPlainTarget(() => 7);
  target.onFetch((path) => {
    const name = path.split('/')[1] ?? '';
    fetches.set(name, (fetches.get(name) ?? 0) + 1);
    return false;
  });
  writeFileSync(join(folder, 'file'), '');
  const damaged = makePlace('damaged');
  writeFileSync(join(damaged, '1-shop.db'), 'x'.repeat(10_000));
  tries.set('relative', tryPlace('data'));
  tries.set('impossible', tryPlace(join(folder, 'file', 'data')));
  tries.set('damaged', tryPlace(damaged));
  tries.set('nonsense', tryPlace(makePlace('nonsense'), { log_level: 'loudest', nonsense: '\u0001' }));
  // The test that looks reports the failure.
  for (const one of tries.values()) one.catch(() => undefined);
}, 300_000);

afterAll(async () => {
  await target.close();
  disk?.remove();
  rmSync(folder, { recursive: true });
});

function describeSource(jsonData: DataSource['jsonData'] = {}, path = ''): DataSource {
  // A turn of the sampler takes what is fresh: five seconds are five turns.
  const settings = { sampling: { interval: '1s' }, bounds: { freshness: '100ms' }, ...jsonData };
  return { uid: 'shop', name: 'Goroutines', url: `${target.url}${path}`, jsonData: settings, lastUpdatedMs: 1 };
}

/** The sum of a live `count`. */
async function countLive(host: PluginHost, source = describeSource()): Promise<number> {
  const nowMs = Date.now();
  const question = { refId: 'A', model: { queryType: 'count' }, fromMs: nowMs - 60_000, toMs: nowMs };
  const answer = (await host.queryData(source, 'panel', [question])).get('A');
  if (answer?.error) throw new Error(answer.error.message);
  return (answer?.frames ?? []).reduce((sum, frame) => sum + Number(frame.fields[0]?.values[0] ?? 0), 0);
}

let places = 0;

/** Starts with a history folder, has it live a while, and returns what "Save & test" says of it. */
async function tryPlace(historyDir: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const name = `place${++places}`;
  const source = describeSource({}, `/${name}`);
  const count = () => fetches.get(name) ?? 0;
  const host = await startPlugin(executable, { history_dir: historyDir, ...more });
  try {
    expect(await countLive(host, source)).toBe(7);
    const before = count();
    // Some turns of the sampler, each of which tries to write.
    while (count() < before + 3) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await countLive(host, source)).toBe(7);
    const health = await host.checkHealth(source);
    expect(health.ok).toBe(true);
    expect(host.logLines.filter((line) => line.includes('"@level":"error"'))).toEqual([]);
    return String(health.details['verboseMessage']);
  } finally {
    expect(await host.stop()).toBe('shutdown');
  }
}

function makePlace(name: string): string {
  const place = join(folder, name);
  mkdirSync(place);
  return place;
}

test('a history_dir that is no absolute path', async () => {
  expect(await tries.get('relative')).toContain('not an absolute path');
}, 60_000);

test('a history_dir that cannot be made', async () => {
  expect(await tries.get('impossible')).toContain('cannot be written');
}, 60_000);

test('a history file that is none', async () => {
  expect(await tries.get('damaged')).toContain('The history file was damaged. It is kept as');
}, 60_000);

test('a history that another process writes', async () => {
  const place = makePlace('shared');
  const first = await startPlugin(executable, { history_dir: place });
  try {
    expect(await countLive(first)).toBe(7);
    expect(await tryPlace(place)).toContain('Another process writes this history');
  } finally {
    await first.stop();
  }
}, 60_000);

(disk ? test : test.skip)(
  'a disk that is full (needs the right to mount)',
  async () => {
    disk?.fill();
    const said = await tryPlace(join(disk?.folder ?? '', 'data'));
    disk?.makeRoom();
    expect(said).toMatch(/History is paused: the disk is full|cannot be written|No space left/i);
  },
  60_000,
);

(disk ? test : test.skip)(
  'a disk that is read-only (needs the right to mount)',
  async () => {
    disk?.setMode('ro');
    const said = await tryPlace(join(disk?.folder ?? '', 'other'));
    disk?.setMode('rw');
    expect(said).toContain('cannot be written');
  },
  60_000,
);

test('settings of grafana.ini that mean nothing', async () => {
  expect(await tries.get('nonsense')).toMatch(/7 goroutines/);
}, 60_000);

test('a bound of grafana.ini that is none is never taken for no bound', async () => {
  const host = await startPlugin(executable, { max_fetch_timeout: 'long' });
  await expect(countLive(host)).rejects.toThrow('max_fetch_timeout in grafana.ini must be a duration');
  expect(await host.checkHealth(describeSource())).toMatchObject({
    ok: false,
    message: expect.stringContaining('max_fetch_timeout'),
  });
  expect(await host.stop()).toBe('shutdown');
}, 60_000);

test('settings of a data source that mean nothing are told, and the next data source is served', async () => {
  const host = await startPlugin(executable);
  const wrong = [
    { bounds: { fetchTimeout: 'soon' } },
    { sampling: { interval: -1 } },
    { targets: 'everywhere' },
    { history: 7 },
    { targets: [{ urls: ['gopher://x'] }] },
  ];
  for (const jsonData of wrong) {
    const health = await host.checkHealth({ ...describeSource(jsonData), uid: 'wrong' });
    expect([jsonData, health.ok]).toEqual([jsonData, false]);
    expect(health.message).toMatch(/\w/);
  }
  expect(await countLive(host)).toBe(7);
  expect(await host.stop()).toBe('shutdown');
}, 60_000);
