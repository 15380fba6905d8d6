// The executable is killed again and again while it samples and is asked: it comes back, its history is sound, and no
// sample is lost that it said it kept. Twenty rounds; 200 in the release tier.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { openEmbeddedHistory } from '../../src/backend/history/embedded/engine.ts';
import { everything, readRange } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlainTarget, writeProfile, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';

const rounds = process.env['PARKED_TIER'] === 'release' ? 200 : 20;
const targets = 20;
const askers = 8;
/** How long it lives at most after its first good answer. */
const maxLifeMs = 3_000;

jest.setTimeout(300_000 + rounds * 30_000);

describeWithSqlite('a plugin that is killed under load', () => {
  let folder = '';
  let executable = '';
  let target: PlainTarget;
  /** What each target was asked last: its count, which only grows. */
  const served = new Map<string, number>();

  beforeAll(async () => {
    executable = buildExecutable();
    folder = mkdtempSync(join(tmpdir(), 'parked-killed-'));
    target = await startPlainTarget(() => 0);
    target.onFetch((path, _, response) => {
      const name = path.split('/')[1] ?? '';
      served.set(name, (served.get(name) ?? 0) + 1);
      response.end(writeProfile(served.get(name) ?? 0));
      return true;
    });
  });

  afterAll(async () => {
    await target.close();
    rmSync(folder, { recursive: true });
  });

  function describeSource() {
    const names = Array.from({ length: targets }, (_, number) => `t${number}`);
    const list = names.map((instance) => ({ urls: [`${target.url}/${instance}`], labels: { instance } }));
    const jsonData = { targets: list, sampling: { interval: '1s' } };
    return { uid: 'shop', name: 'Goroutines', url: '', jsonData, lastUpdatedMs: 1 };
  }

  async function ask(host: PluginHost, queryType: string): Promise<boolean> {
    const nowMs = Date.now();
    const question = { refId: 'A', model: { queryType }, fromMs: nowMs - 600_000, toMs: nowMs };
    const answer = (await host.queryData(describeSource(), 'panel', [question])).get('A');
    return answer !== undefined && answer.error === undefined;
  }

  async function askOn(host: PluginHost, queryType: string): Promise<void> {
    // Ends with the call that the kill breaks off.
    while (await ask(host, queryType).catch(() => false));
  }

  async function readKept(host: PluginHost): Promise<number> {
    return Number(/^parked_samples_total\{outcome="kept"\} (\d+)$/m.exec(await host.readMetrics())?.[1] ?? 0);
  }

  /** A copy of the files just after the kill is examined. The plugin has to recover from the originals by itself. */
  async function checkLeftBehind(round: number, acknowledged: number): Promise<void> {
    const aside = mkdtempSync(join(tmpdir(), 'parked-aside-'));
    const path = join(aside, '1-shop.db');
    for (const suffix of ['', '-wal']) {
      const source = join(folder, `1-shop.db${suffix}`);
      if (existsSync(source)) copyFileSync(source, path + suffix);
    }
    const db = await openDatabase({ path, readOnly: false });
    expect([round, db.find('PRAGMA integrity_check')]).toEqual([round, { integrity_check: 'ok' }]);
    db.close();
    const options = { path, nowMs: Date.now, retentionMs: 86_400_000, maxBytes: 2 ** 30, version: 'test' };
    const engine = await openEmbeddedHistory(options);
    const { histories, account } = await readRange(engine, everything);
    expect([round, account.notices]).toEqual([round, []]);
    expect(account.samples).toBeGreaterThanOrEqual(acknowledged);
    for (const { target: about, series } of histories) {
      const counts = series.flatMap(({ counts }) => [...counts.last]).filter((count) => count > 0);
      const isClimbing = counts.every((count, index) => count > (counts[index - 1] ?? 0));
      const most = served.get(about.labels['instance'] ?? '') ?? 0;
      expect([round, isClimbing, (counts.at(-1) ?? 0) <= most]).toEqual([round, true, true]);
    }
    await engine.close();
    rmSync(aside, { recursive: true });
  }

  it(`comes back ${rounds} times, with all it said it kept`, async () => {
    let acknowledged = 0;
    const backMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedMs = performance.now();
      const host = await startPlugin(executable, { history_dir: folder });
      expect(await ask(host, 'trend')).toBe(true);
      backMs.push(performance.now() - startedMs);
      const kinds = ['count', 'stacks', 'trend', 'suspects'];
      const load = Array.from({ length: askers }, (_, asker) => askOn(host, kinds[asker % kinds.length] ?? 'count'));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * maxLifeMs));
      acknowledged += await readKept(host);
      host.kill('SIGKILL');
      await host.ended;
      await Promise.all(load);
      expect(await host.stop()).toBe('gone');
      await checkLeftBehind(round, acknowledged);
    }
    expect(acknowledged).toBeGreaterThan(rounds);
    backMs.sort((a, b) => a - b);
    const at = (share: number) =>
      (backMs[Math.min(backMs.length - 1, Math.floor(backMs.length * share))] ?? 0).toFixed(0);
    process.stdout.write(
      `killed ${rounds} times, ${acknowledged} samples acknowledged; to the first good answer: median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms\n`,
    );
  });
});
