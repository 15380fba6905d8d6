// Refusals of the machine while the process runs: file descriptors, memory, a disk with errors. The plugin names the
// problem, or ends and comes back. Its history stays whole.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { openEmbeddedHistory } from '../../src/backend/history/embedded/engine.ts';
import { everything, readRange } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { buildExecutable } from '../support/built-executable.ts';
import type { DataSource } from '../support/grafana-request.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';
import { writeDeepStacks } from '../support/deep-stacks.ts';
import { openMemoryGroup } from '../support/memory-group.ts';

jest.setTimeout(120_000);

const has = (program: string, ...args: readonly string[]) =>
  process.platform === 'linux' && spawnSync(program, args).status === 0;
const canLimit = has('prlimit', '--version');
/** Tracing a process that is not one's child is often forbidden. */
const canInject = has('strace', '-f', '-o', '/dev/null', '-e', 'inject=getcwd:error=EIO', 'true');

const memory = openMemoryGroup();

let executable = '';
let folder = '';
let target: PlainTarget;
let host: PluginHost;

beforeAll(() => {
  executable = buildExecutable();
}, 300_000);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parked-starved-'));
  target = await startPlainTarget(() => 7);
  host = await startPlugin(executable, { history_dir: folder });
});

afterEach(async () => {
  memory?.remove();
  await host.stop();
  await target.close();
  rmSync(folder, { recursive: true });
});

function describeSource(uid = 'shop', jsonData: DataSource['jsonData'] = {}): DataSource {
  const settings = { sampling: { interval: '1s' }, bounds: { freshness: '100ms' }, ...jsonData };
  return { uid, name: uid, url: target.url, jsonData: settings, lastUpdatedMs: 1 };
}

async function count(source = describeSource()): Promise<unknown> {
  const nowMs = Date.now();
  const question = { refId: 'A', model: { queryType: 'count' }, fromMs: nowMs - 60_000, toMs: nowMs };
  const answer = (await host.queryData(source, 'panel', [question])).get('A');
  return answer?.error?.message ?? answer?.frames[0]?.fields[0]?.values[0];
}

async function readKept(): Promise<number> {
  return Number(/^parked_samples_total\{outcome="kept"\} (\d+)$/m.exec(await host.readMetrics())?.[1] ?? 0);
}

const check = async () => String((await host.checkHealth(describeSource())).details['verboseMessage']);

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}

const setLimit = (limit: string) => expect(spawnSync('prlimit', ['--pid', String(host.pid), limit]).status).toBe(0);

/** The samples that the file holds, which has to be whole. */
async function checkFile(): Promise<number> {
  const path = join(folder, '1-shop.db');
  const db = await openDatabase({ path, readOnly: true });
  expect(db.find('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  db.close();
  const options = { path, nowMs: Date.now, retentionMs: 86_400_000, maxBytes: 2 ** 30, version: 'test' };
  const engine = await openEmbeddedHistory(options);
  const { account } = await readRange(engine, everything);
  await engine.close();
  return account.samples;
}

describeWithSqlite('a process that is refused', () => {
  (canLimit ? it : it.skip)(
    'file descriptors says so, and goes on when there are some again (needs prlimit)',
    async () => {
      expect(await count()).toBe(7);
      await waitUntil(async () => (await readKept()) >= 2);
      setLimit('--nofile=8:1024');
      // A connection that lies idle could be used again: none leads to this target.
      const other = await startPlainTarget(() => 9);
      const source = { ...describeSource('other'), url: other.url };
      expect(await count(source)).toContain('may open no more files and connections');
      expect((await host.checkHealth(source)).message).toContain('ulimit -n');
      expect((await host.checkHealth(describeSource('none', { sampling: { enabled: false } }))).message).toMatch(/\w/);
      setLimit('--nofile=1024:1024');
      await waitUntil(async () => (await count({ ...source, uid: 'another' })) === 9);
      const before = await readKept();
      await waitUntil(async () => (await readKept()) > before);
      expect(host.logLines.filter((line) => line.includes('"@level":"error"'))).toEqual([]);
      expect(await host.stop()).toBe('shutdown');
      await other.close();
      await checkFile();
    },
  );

  (canInject ? it : it.skip)(
    'its disk pauses history, says so, and goes on when the disk does (needs strace)',
    async () => {
      expect(await count()).toBe(7);
      await waitUntil(async () => (await readKept()) >= 2);
      const calls = 'pwrite64,write,fsync,fdatasync';
      const files = ['', '-wal', '-shm'].flatMap((suffix) => ['-P', join(folder, `1-shop.db${suffix}`)]);
      const faults = [
        '-f',
        '-q',
        '-o',
        '/dev/null',
        ...files,
        '-e',
        `trace=${calls}`,
        '-e',
        `inject=${calls}:error=EIO`,
      ];
      const injector = spawn('strace', [...faults, '-p', String(host.pid)], { stdio: 'ignore' });
      try {
        await waitUntil(async () => (await check()).includes('History is paused: the disk reports an error'));
        expect((await host.checkHealth(describeSource())).ok).toBe(true);
        expect(await count()).toBe(7);
      } finally {
        injector.kill('SIGINT');
        await once(injector, 'exit');
      }
      const before = await readKept();
      await waitUntil(async () => (await readKept()) > before);
      expect(await check()).not.toContain('History is paused');
      expect(await host.stop()).toBe('shutdown');
      await checkFile();
    },
  );

  (memory ? it : it.skip)(
    'memory is ended by the system, and comes back with its history (needs a cgroup of its own)',
    async () => {
      expect(await count()).toBe(7);
      await waitUntil(async () => (await readKept()) >= 2);
      const kept = await readKept();
      memory?.limit(host.pid, '128M');
      // Fifteen thousand deep stacks take more.
      const body = writeDeepStacks(15_000, 60);
      target.onFetch((path, _, response) => {
        if (!path.startsWith('/deep')) return false;
        response.end(body);
        return true;
      });
      await expect(count({ ...describeSource('deep'), url: `${target.url}/deep` })).rejects.toThrow('UNAVAILABLE');
      await host.ended;
      expect(await host.stop()).toBe('gone');
      memory?.remove();

      host = await startPlugin(executable, { history_dir: folder });
      expect(await count()).toBe(7);
      await waitUntil(async () => (await readKept()) >= 1);
      expect(await host.stop()).toBe('shutdown');
      expect(await checkFile()).toBeGreaterThan(kept);
    },
  );
});
