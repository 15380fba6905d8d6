import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { HistoryEngine } from '../port.ts';
import { everything, listCounts, makeHistoryFile, readRange, type HistoryFile } from '../testing/history-file.ts';
import { describeWithSqlite, makeSample, startMs } from '../testing/samples.ts';
import { openDatabase } from './database.ts';
import { describeFault, findFault } from './faults.ts';
import { isLogSafe } from './journal.ts';
import { takeWriteLock } from './write-lock.ts';

const kept = { outcome: 'kept' };

function sampleAt(index: number) {
  return makeSample(startMs + index * 15_000, { a: index + 1, b: 7 });
}

async function appendAll(engine: HistoryEngine, from: number, to: number): Promise<void> {
  const samples = Array.from({ length: to - from }, (_, index) => sampleAt(from + index));
  expect(await engine.append(samples)).toEqual(kept);
}

async function readCounts(engine: HistoryEngine): Promise<readonly number[] | undefined> {
  return listCounts((await readRange(engine, everything)).histories[0])['a'];
}

describeWithSqlite('a history file in trouble', () => {
  let file: HistoryFile;
  beforeEach(() => (file = makeHistoryFile()));
  afterEach(() => file.remove());

  it('that is no database is set aside, and a new one begun', async () => {
    writeFileSync(file.path, 'x'.repeat(10_000));
    const engine = await file.open();
    expect(engine.status()).toMatchObject({ state: 'writing', notices: [{ severity: 'warning' }] });
    expect(engine.status().notices[0]?.text).toMatch(/damaged.*corrupt-2023/);
    await appendAll(engine, 0, 3);
    expect(await readCounts(engine)).toEqual([1, 2, 3]);
    const aside = readdirSync(file.folder).find((name) => /^1-shop\.db\.corrupt-.*Z$/.test(name));
    expect(readFileSync(join(file.folder, aside ?? ''), 'utf8')).toBe('x'.repeat(10_000));
  });

  it('that is damaged within is set aside when it is opened', async () => {
    const engine = await file.open();
    await appendAll(engine, 0, 500);
    await engine.close();
    const handle = openSync(file.path, 'r+');
    for (let page = 1; page < statSync(file.path).size / 4096; page++)
      writeSync(handle, Buffer.alloc(100, 0xff), 0, 100, page * 4096);
    closeSync(handle);
    const again = await file.open();
    expect(again.status()).toMatchObject({ state: 'writing', targets: 0 });
    expect(again.status().notices[0]?.text).toContain('damaged');
  });

  it('whose block has a flipped bit shows a hole and a notice, and no wrong number', async () => {
    const engine = await file.open();
    await appendAll(engine, 0, 700);
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: false });
    db.run(
      `UPDATE block SET body = CAST(substr(body, 1, 50) || x'00' || substr(body, 52) AS BLOB) WHERE id = (SELECT min(id) FROM block)`,
    );
    db.close();
    const again = await file.open();
    const { histories, account } = await readRange(again, everything);
    expect(account.notices.map(({ text }) => text).join()).toContain('One piece of the history could not be read');
    const counts = listCounts(histories[0])['a'] ?? [];
    expect(counts.length).toBeGreaterThan(0);
    expect(counts).toEqual(Array.from({ length: counts.length }, (_, index) => 701 - counts.length + index));
  });

  it('whose newest rows are damaged goes on behind them', async () => {
    const engine = await file.open();
    await appendAll(engine, 0, 5);
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: false });
    db.run(`UPDATE recent SET at_ms = at_ms + 1 WHERE seq = 3`);
    db.close();
    const again = await file.open();
    await appendAll(again, 5, 7);
    expect(again.status().notices[0]?.text).toContain('They were dropped');
    expect(await readCounts(again)).toEqual([6, 7]);
  });

  it('is only read by a second process, until the first is gone', async () => {
    const first = await file.open();
    await appendAll(first, 0, 2);
    const second = await file.open();
    expect(second.status()).toMatchObject({ state: 'reading', notices: [{ severity: 'info' }] });
    expect(await second.append([sampleAt(2)])).toMatchObject({
      outcome: 'dropped',
      problem: { code: 'history_read_only' },
    });
    expect(await readCounts(second)).toEqual([1, 2]);
    await appendAll(first, 2, 400);
    expect(await readCounts(second)).toHaveLength(400);
    await first.close();
    await appendAll(second, 400, 401);
    expect(second.status()).toMatchObject({ state: 'writing', notices: [] });
    expect(await readCounts(second)).toHaveLength(401);
  });

  it('of a later version is read where that is possible, and never written', async () => {
    const engine = await file.open();
    await appendAll(engine, 0, 2);
    await engine.close();
    const db = await openDatabase({ path: file.path, readOnly: false });
    db.execute("PRAGMA user_version = 7; UPDATE meta SET value = '9.0.0' WHERE name = 'written_by'");
    db.close();
    const again = await file.open();
    expect(again.status()).toMatchObject({ state: 'reading' });
    expect(again.status().notices[0]?.text).toContain('written by Parked 9.0.0, and this is 1.2.3');
    expect(await again.append([sampleAt(2)])).toMatchObject({ outcome: 'dropped' });
    expect(await readCounts(again)).toEqual([1, 2]);
    await again.close();
    const later = await openDatabase({ path: file.path, readOnly: false });
    later.execute("UPDATE meta SET value = '7' WHERE name = 'readable_from'");
    later.close();
    const third = await file.open();
    expect(third.status()).toMatchObject({ state: 'paused', notices: [{ severity: 'warning' }] });
    const answer = await third.listTargets([]);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'history_newer' } });
  });

  it('in a folder that cannot be made pauses, and recovers by itself', async () => {
    const blocked = join(file.folder, 'file');
    writeFileSync(blocked, '');
    const engine = await file.open({ path: join(blocked, 'data/1-shop.db') });
    expect(engine.status()).toMatchObject({ state: 'paused', notices: [{ severity: 'warning' }] });
    const dropped = await engine.append([sampleAt(0)]);
    expect(dropped).toMatchObject({ outcome: 'dropped', problem: { code: 'history_unwritable', source: 'plugin' } });
    const answer = await engine.listTargets([]);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'history_unwritable' } });
    rmSync(blocked);
    await appendAll(engine, 1, 2);
    expect(engine.status()).toMatchObject({ state: 'writing', notices: [] });
    expect(await readCounts(engine)).toEqual([2]);
  });

  it('that holds something else stays unchanged, and history pauses', async () => {
    const db = await openDatabase({ path: file.path, readOnly: false });
    db.execute('CREATE TABLE target (id, name); PRAGMA user_version = 1');
    db.close();
    const engine = await file.open();
    expect(engine.status()).toMatchObject({ state: 'paused' });
    expect(await engine.append([sampleAt(0)])).toMatchObject({
      outcome: 'dropped',
      problem: { code: 'history_foreign' },
    });
    expect(readdirSync(file.folder).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('whose definitions a disk has changed is set aside, and a new one is begun', async () => {
    const engine = await file.open();
    await appendAll(engine, 0, 10);
    await engine.close();
    const bytes = readFileSync(file.path);
    const at = bytes.indexOf('CREATE TABLE recent (seq') + 'CREATE TABLE recent ('.length;
    bytes[at] = (bytes[at] ?? 0) ^ 0x20;
    writeFileSync(file.path, bytes);
    const again = await file.open();
    expect(again.status()).toMatchObject({ state: 'writing', notices: [{ severity: 'warning' }] });
    await appendAll(again, 10, 12);
    expect(await readCounts(again)).toEqual([11, 12]);
    expect(readdirSync(file.folder).filter((name) => name.includes('corrupt'))).toHaveLength(1);
  });

  it('leaves no lock behind that would have to be judged', async () => {
    const engine = await file.open();
    expect(existsSync(`${file.path}.lock-journal`)).toBe(false);
    await engine.close();
    expect(statSync(`${file.path}.lock`).size).toBe(0);
    const lock = await takeWriteLock(file.path);
    expect(lock).toBeDefined();
    expect(await takeWriteLock(file.path)).toBeUndefined();
    lock?.release();
  });

  it('has no write-ahead log left once it is closed', async () => {
    const engine = await file.open();
    await appendAll(engine, 0, 10);
    expect(existsSync(`${file.path}-wal`)).toBe(true);
    await engine.close();
    expect(existsSync(`${file.path}-wal`)).toBe(false);
  });
});

describe('isLogSafe', () => {
  it('trusts the write-ahead log from SQLite 3.51.3 on', () => {
    expect(['3.51.3', '3.51.10', '3.52.0', '3.53.4', '4.0.0'].every(isLogSafe)).toBe(true);
    expect(['3.51.2', '3.50.7', '3.47.2', '3.9.99', ''].some(isLogSafe)).toBe(false);
  });
});

describe('findFault', () => {
  it('tells faults of the disk from bugs', () => {
    expect(findFault(Object.assign(new Error(), { errcode: 13 }))).toBe('full');
    expect(findFault(Object.assign(new Error(), { errcode: 4874 }))).toBe('full');
    expect(findFault(Object.assign(new Error(), { errcode: 778 }))).toBe('unreadable');
    expect(findFault(Object.assign(new Error(), { code: 'EROFS' }))).toBe('unwritable');
    expect(findFault(new TypeError('x is undefined'))).toBeUndefined();
  });

  it('suggests a remedy', () => {
    expect(describeFault('full', '/data/1-shop.db').message).toBe(
      'History is paused: the disk is full. Free some space, or lower the bounds of history. Sampling resumes as soon as there is space (/data/1-shop.db). Live answers continue.',
    );
  });
});
