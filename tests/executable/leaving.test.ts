// Leaving during work, and after the host is gone and a process other than init adopts its orphans.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlainTarget } from '../support/plain-target.ts';
import { startPlugin } from '../support/plugin-host.ts';
import { readLog, startProcess } from './plugin-process.ts';

let executable = '';
let folder = '';
beforeAll(() => {
  executable = buildExecutable();
  folder = mkdtempSync(join(tmpdir(), 'parked-leaving-'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeWithSqlite('asked to leave', () => {
  test('during sixteen fetches and a sampler that writes, it is gone in time and its history is whole', async () => {
    const hanging = 16;
    let held = 0;
    const target = await startPlainTarget(() => 7);
    target.onFetch((path, _, response) => {
      if (!path.startsWith('/hang')) return false;
      held++;
      response.write('goroutine profile:');
      return true;
    });
    const host = await startPlugin(executable, { history_dir: folder });
    const names = ['works', ...Array.from({ length: hanging }, (_, number) => `hang${number}`)];
    const targets = names.map((instance) => ({ urls: [`${target.url}/${instance}`], labels: { instance } }));
    const jsonData = { targets, sampling: { interval: '1s' }, bounds: { freshness: '100ms' } };
    const source = { uid: 'shop', name: 'Goroutines', url: '', jsonData, lastUpdatedMs: 1 };
    const nowMs = Date.now();
    const question = { refId: 'A', model: { queryType: 'count' }, fromMs: nowMs - 60_000, toMs: nowMs };
    const asked = host.queryData(source, 'panel', [question]).catch((error: unknown) => error);
    while (held < hanging || !existsSync(join(folder, '1-shop.db'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    // The host kills after two seconds, as Grafana does, and tells.
    expect(await host.stop()).toBe('shutdown');
    await asked;
    await target.close();
    expect(existsSync(join(folder, '1-shop.db-wal'))).toBe(false);
    const db = await openDatabase({ path: join(folder, '1-shop.db'), readOnly: true });
    expect(db.find('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    db.close();
  }, 60_000);
});

const canBuild = spawnSync('go', ['version']).status === 0 && process.platform === 'linux';

(canBuild ? test : test.skip)(
  'it leaves when its host was killed under a subreaper, which is no process 1 (needs Go, on Linux)',
  async () => {
    const reaper = join(folder, 'reaper');
    const programs = join(__dirname, '../programs');
    const build = spawnSync('go', ['build', '-o', reaper, './reaper'], { cwd: programs, encoding: 'utf8' });
    expect([build.status, build.stderr]).toEqual([0, '']);
    const started = startProcess([reaper, executable]);
    let said = '';
    started.child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const socket = (await started.handshake).split('|')[3] ?? '';
    const host = Number(/\{"host":(\d+)\}/.exec(said)?.[1]);
    expect(host).toBeGreaterThan(1);
    process.kill(host, 'SIGKILL');
    // The reaper ends once it has no children left: the plugin was one of them by then.
    const { code, stderr } = await started.ended;
    expect(code).toBe(0);
    expect(readLog(stderr)).toContainEqual(
      expect.objectContaining({ '@message': 'Leaving', reason: 'the host is gone' }),
    );
    expect(existsSync(dirname(socket))).toBe(false);
  },
  120_000,
);
