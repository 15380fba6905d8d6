// What others do to the history of a running plugin, and too few descriptors for all histories: the process stays, says
// what happened, and answers live questions.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { makeHistoryFile } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite, makeSample } from '../../src/backend/history/testing/samples.ts';
import { buildExecutable } from '../support/built-executable.ts';
import type { DataSource } from '../support/grafana-request.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';

const keptMs = Date.now() - 3_600_000;

let executable = '';
let folder = '';
let target: PlainTarget;

beforeAll(async () => {
  executable = buildExecutable();
  folder = mkdtempSync(join(tmpdir(), 'parked-changed-'));
  target = await startPlainTarget(() => 7);
}, 300_000);

afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true });
});

function describeSource(uid: string): DataSource {
  const jsonData = { sampling: { interval: '1s' }, bounds: { freshness: '100ms' } };
  return { uid, name: uid, url: target.url, jsonData, lastUpdatedMs: 1 };
}

async function countLive(host: PluginHost, uid: string): Promise<number> {
  const nowMs = Date.now();
  const question = { refId: 'A', model: { queryType: 'count' }, fromMs: nowMs - 60_000, toMs: nowMs };
  const answer = (await host.queryData(describeSource(uid), 'panel', [question])).get('A');
  if (answer?.error) throw new Error(answer.error.message);
  return Number(answer?.frames[0]?.fields[0]?.values[0]);
}

/** The same count of an hour ago, which only history knows. */
async function countKept(host: PluginHost): Promise<number> {
  const question = { refId: 'A', model: { queryType: 'count' }, fromMs: keptMs - 60_000, toMs: keptMs };
  const answer = (await host.queryData(describeSource('shop'), 'panel', [question])).get('A');
  if (answer?.error) throw new Error(answer.error.message);
  return Number(answer?.frames[0]?.fields[0]?.values[0]);
}

/** A history with one sample, as a later version that was killed leaves it: with its log, and the index of the log. */
async function writeLaterHistory(place: string): Promise<void> {
  mkdirSync(place);
  const written = makeHistoryFile();
  const engine = await written.open();
  const { host: instance } = new URL(target.url);
  await engine.append([{ ...makeSample(keptMs, { a: 7 }), target: { service: 'shop', instance } }]);
  await engine.close();
  const db = await openDatabase({ path: written.path, readOnly: false });
  db.execute('PRAGMA journal_mode = WAL');
  db.execute("PRAGMA user_version = 99; UPDATE meta SET value = '9.0.0' WHERE name = 'written_by'");
  for (const suffix of ['', '-wal', '-shm']) copyFileSync(written.path + suffix, join(place, `1-shop.db${suffix}`));
  db.close();
  await written.remove();
}

async function waitFor(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}

describeWithSqlite('the histories of a running plugin', () => {
  test('a history that is deleted is begun anew with a notice, and a cut index ends nothing', async () => {
    const place = join(folder, 'deleted');
    mkdirSync(place);
    const host = await startPlugin(executable, { history_dir: place });
    expect(await countLive(host, 'shop')).toBe(7);
    await waitFor(() => readdirSync(place).includes('1-shop.db-wal'));
    // Other versions leave one, and it must not matter.
    writeFileSync(join(place, '1-shop.db-shm'), Buffer.alloc(32_768));
    truncateSync(join(place, '1-shop.db-shm'), 0);
    expect(await countLive(host, 'shop')).toBe(7);
    for (const name of readdirSync(place)) rmSync(join(place, name));
    const health = async () => String((await host.checkHealth(describeSource('shop'))).details['verboseMessage']);
    await waitFor(async () => (await health()).includes('was deleted or replaced while it was in use'));
    await waitFor(() => readdirSync(place).includes('1-shop.db'));
    expect(await countLive(host, 'shop')).toBe(7);
    expect(await host.stop()).toBe('shutdown');
  }, 60_000);

  const testOnLinux = process.platform === 'linux' ? test : test.skip;
  testOnLinux(
    'a history of a later version, whose index others cut, is read, by two processes at once',
    async () => {
      const place = join(folder, 'later');
      await writeLaterHistory(place);
      const first = await startPlugin(executable, { history_dir: place });
      const second = await startPlugin(executable, { history_dir: place });
      const health = async (host: PluginHost) =>
        String((await host.checkHealth(describeSource('shop'))).details['verboseMessage']);
      try {
        for (const host of [first, second, first, second]) {
          expect(await health(host)).toContain('written by Parked 9.0.0');
          expect(await countKept(host)).toBe(7);
          for (const name of readdirSync(place)) if (name.endsWith('-shm')) truncateSync(join(place, name), 0);
        }
        for (const host of [first, second]) {
          expect(await countKept(host)).toBe(7);
          expect(readFileSync(`/proc/${host.pid}/maps`, 'utf8')).not.toContain(place);
        }
      } finally {
        expect(await Promise.all([first, second].map((host) => host.stop()))).toEqual(['shutdown', 'shutdown']);
      }
    },
    60_000,
  );

  testOnLinux(
    'histories of more data sources than there are descriptors for give way to live questions',
    async () => {
      const place = join(folder, 'many');
      const limited = join(folder, 'limited');
      writeFileSync(limited, `#!/bin/sh\nulimit -n 200\nexec ${executable} "$@"\n`);
      chmodSync(limited, 0o755);
      const host = await startPlugin(limited, { history_dir: place });
      const uids = Array.from({ length: 60 }, (_, one) => `s${one}`);
      for (const uid of uids) expect(await countLive(host, uid)).toBe(7);
      expect(await Promise.all(uids.map((uid) => countLive(host, uid)))).toEqual(uids.map(() => 7));
      const open = readdirSync(`/proc/${host.pid}/fd`).length;
      expect(open).toBeLessThan(120);
      expect(readdirSync(place).filter((name) => name.endsWith('.db'))).toHaveLength(uids.length);
      expect(host.logLines.filter((line) => line.includes('"@level":"error"'))).toEqual([]);
      expect(await host.stop()).toBe('shutdown');
    },
    120_000,
  );
});
