import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandonedFiles } from './abandoned-files.ts';
import { openHistory } from './open-history.ts';
import { describeWithSqlite, makeSample, startMs } from './testing/samples.ts';

const dayMs = 86_400_000;

describeWithSqlite('openHistory', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'parked-open-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  interface Wishes {
    readonly historyDir?: string;
    readonly pluginFolder?: string;
    readonly uid?: string;
    readonly retentionMs?: number;
  }

  function open(more: Wishes) {
    return openHistory({
      historyDir: more.historyDir,
      pluginFolder: more.pluginFolder,
      pluginId: 'parked',
      orgId: 2,
      uid: more.uid ?? 'shop',
      nowMs: () => startMs,
      retentionMs: more.retentionMs ?? 15 * dayMs,
      maxBytes: 2 ** 30,
      version: '1.2.3',
    });
  }

  it('keeps one file a data source, beside the plugins and not in them', async () => {
    const pluginFolder = join(root, 'plugins/parked');
    mkdirSync(pluginFolder, { recursive: true });
    const engine = await open({ pluginFolder });
    expect(await engine.append([makeSample(startMs, { a: 1 })])).toEqual({ outcome: 'kept' });
    expect(engine.status()).toMatchObject({ engine: 'embedded', state: 'writing', notices: [] });
    await engine.close();
    expect(readdirSync(join(root, 'plugin-data/parked'))).toContain('2-shop.db');
    expect(readdirSync(pluginFolder)).toEqual([]);
  });

  it('keeps history in memory, and says so, where the folder cannot be made', async () => {
    writeFileSync(join(root, 'file'), '');
    const engine = await open({ historyDir: join(root, 'file/data') });
    expect(await engine.append([makeSample(startMs, { a: 1 })])).toEqual({ outcome: 'kept' });
    expect(engine.status()).toMatchObject({ engine: 'memory', state: 'writing', maxBytes: 64 * 2 ** 20 });
    expect(engine.status().notices[0]?.text).toMatch(/in memory only.*history_dir/);
    await engine.close();
  });

  it('deletes files that nobody has written for the length of their retention', async () => {
    for (const [uid, retentionMs] of [
      ['short', dayMs],
      ['long', 30 * dayMs],
    ] as const) {
      const engine = await open({ historyDir: root, uid, retentionMs });
      await engine.append([makeSample(startMs, { a: 1 })]);
      await engine.maintain();
      await engine.close();
    }
    const inUse = await open({ historyDir: root, retentionMs: dayMs });
    await inUse.append([makeSample(startMs, { a: 1 })]);
    await inUse.maintain();
    const others = ['1-old.db', '1-young.db', '1-old.db.corrupt-2023-01-01T00-00-00-000Z', 'notes.txt'];
    for (const name of others) writeFileSync(join(root, name), '');
    const nowMs = Date.now();
    for (const name of [...others, '2-short.db', '2-long.db', '2-shop.db', '2-shop.db-wal']) {
      const ageMs = name === '1-young.db' ? dayMs : 20 * dayMs;
      utimesSync(join(root, name), (nowMs - ageMs) / 1000, (nowMs - ageMs) / 1000);
    }
    const found = await removeAbandonedFiles(root, nowMs, new Map());
    expect(readdirSync(root)).toContain('2-short.db');
    const removed = await removeAbandonedFiles(root, nowMs, found);
    expect([...removed.keys()].sort()).toEqual(['1-old.db', '1-old.db.corrupt-2023-01-01T00-00-00-000Z', '2-short.db']);
    const left = readdirSync(root);
    expect(left).toEqual(expect.arrayContaining(['1-young.db', '2-long.db', '2-shop.db', 'notes.txt']));
    expect(left).not.toContain('2-short.db');
    await inUse.close();
  });

  it('looks at a file that was left with its log without mapping an index, and finds it abandoned as before', async () => {
    const engine = await open({ historyDir: root, uid: 'short', retentionMs: dayMs });
    await engine.append([makeSample(startMs, { a: 1 })]);
    await engine.maintain();
    const names = ['2-short.db', '2-short.db-wal'];
    const left = names.map((name) => [name, readFileSync(join(root, name))] as const);
    await engine.close();
    for (const [name, bytes] of left) writeFileSync(join(root, name), bytes);
    const nowMs = Date.now();
    for (const name of names) utimesSync(join(root, name), (nowMs - 2 * dayMs) / 1000, (nowMs - 2 * dayMs) / 1000);
    const found = await removeAbandonedFiles(root, nowMs, new Map());
    expect([...found.keys()]).toEqual(['2-short.db']);
    expect(readdirSync(root)).not.toContain('2-short.db-shm');
    await removeAbandonedFiles(root, nowMs, found);
    expect(readdirSync(root)).toEqual([]);
  });
});
