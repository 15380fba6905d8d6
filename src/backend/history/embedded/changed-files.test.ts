// What others do to the files of a history while it is open.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryEngine } from '../port.ts';
import { everything, listCounts, makeHistoryFile, readRange, type HistoryFile } from '../testing/history-file.ts';
import { describeWithSqlite, makeSample, startMs } from '../testing/samples.ts';
import { openDatabase } from './database.ts';
import { takeWriteLock } from './write-lock.ts';

describeWithSqlite('the files of an open history', () => {
  let file: HistoryFile;
  beforeEach(() => (file = makeHistoryFile()));
  afterEach(() => file.remove());

  async function append(engine: HistoryEngine, from: number, to: number): Promise<void> {
    const samples = Array.from({ length: to - from }, (_, index) =>
      makeSample(startMs + (from + index) * 15_000, { a: from + index + 1 }),
    );
    expect(await engine.append(samples)).toEqual({ outcome: 'kept' });
  }

  async function readCounts(engine: HistoryEngine): Promise<readonly number[] | undefined> {
    return listCounts((await readRange(engine, everything)).histories[0])['a'];
  }

  const say = (engine: HistoryEngine) =>
    engine
      .status()
      .notices.map(({ text }) => text)
      .join();

  it('have no index that is mapped into memory', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    expect(readdirSync(file.folder).sort()).toEqual(['1-shop.db', '1-shop.db-wal', '1-shop.db.lock']);
    writeFileSync(`${file.path}-shm`, '');
    await append(engine, 3, 5);
    expect(await readCounts(engine)).toEqual([1, 2, 3, 4, 5]);
  });

  it('have none either when a later version wrote the file', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    await engine.close();
    const later = await openDatabase({ path: file.path, readOnly: false });
    later.execute('PRAGMA journal_mode = WAL; PRAGMA user_version = 99');
    const left = ['', '-wal', '-shm'].map((suffix) => [suffix, readFileSync(file.path + suffix)] as const);
    later.close();
    for (const [suffix, bytes] of left) writeFileSync(file.path + suffix, bytes);
    rmSync(`${file.path}-shm`);
    const again = await file.open();
    expect(again.status().state).toBe('reading');
    expect(await readCounts(again)).toEqual([1, 2, 3]);
    expect(readdirSync(file.folder).filter((name) => /-(shm|wal)$/.test(name))).toEqual([]);
  });

  it('are not read while an older version writes them, with an index in memory', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    await engine.close();
    const lock = await takeWriteLock(file.path);
    const older = await openDatabase({ path: file.path, readOnly: false });
    older.execute('PRAGMA journal_mode = WAL');
    const beside = await file.open();
    expect(beside.status().state).toBe('paused');
    expect(say(beside)).toContain('another program has locked it');
    older.close();
    lock?.release();
    expect(await readCounts(beside)).toEqual([1, 2, 3]);
  });

  it('are begun anew when the file is deleted, with a notice', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    rmSync(file.path);
    await append(engine, 3, 5);
    expect(say(engine)).toContain('was deleted or replaced while it was in use');
    expect(await readCounts(engine)).toEqual([4, 5]);
    await engine.close();
    const again = await file.open();
    expect(await readCounts(again)).toEqual([4, 5]);
  });

  it('are begun anew when the whole folder is deleted, and nobody asks or samples', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    rmSync(file.folder, { recursive: true });
    await sleep(1_500);
    expect(say(engine)).toContain('was deleted or replaced');
    await append(engine, 3, 5);
    expect(await readCounts(engine)).toEqual([4, 5]);
    expect(existsSync(file.path)).toBe(true);
  });

  it('are read as they are when another history is put in their place', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    const other = makeHistoryFile();
    const backup = await other.open();
    await append(backup, 7, 9);
    await backup.close();
    copyFileSync(other.path, `${file.path}.new`);
    renameSync(`${file.path}.new`, file.path);
    expect(await readCounts(engine)).toEqual([8, 9]);
    expect(say(engine)).toContain('was deleted or replaced');
    await append(engine, 9, 10);
    expect(await readCounts(engine)).toEqual([8, 9, 10]);
    await other.remove();
  });

  it('lose nothing when the log is deleted', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    rmSync(`${file.path}-wal`);
    await append(engine, 3, 5);
    await engine.close();
    expect(await readCounts(await file.open())).toEqual([1, 2, 3, 4, 5]);
  });

  it('lose the newest samples alone when the log is cut short, with a notice', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    await engine.close();
    const again = await file.open();
    await append(again, 3, 5);
    const log = `${file.path}-wal`;
    truncateSync(log, statSync(log).size >> 1);
    await append(again, 5, 7);
    expect(say(again)).toContain('log of the history file');
    const counts = (await readCounts(again)) ?? [];
    expect(counts.slice(0, 3)).toEqual([1, 2, 3]);
    expect(counts.slice(-2)).toEqual([6, 7]);
  });

  it('are set aside when the file is cut short', async () => {
    const engine = await file.open();
    await append(engine, 0, 700);
    await engine.close();
    const again = await file.open();
    truncateSync(file.path, 8_192);
    await append(again, 700, 702);
    expect(say(again)).toContain('The history file was damaged');
    expect(await readCounts(again)).toEqual([701, 702]);
    expect(readdirSync(file.folder).filter((name) => /corrupt.*Z$/.test(name))).toHaveLength(1);
  });

  it('stay locked against others when the lock file is deleted', async () => {
    const engine = await file.open();
    await append(engine, 0, 3);
    rmSync(`${file.path}.lock`);
    await append(engine, 3, 4);
    const other = await file.open();
    expect(other.status().state).toBe('reading');
    expect(await readCounts(other)).toEqual([1, 2, 3, 4]);
  });

  it('are closed when nobody uses them, and open again when somebody does', async () => {
    const engine = await file.open({ idleMs: 100 });
    await append(engine, 0, 3);
    const before = engine.status();
    await sleep(1_500);
    expect(existsSync(`${file.path}-wal`)).toBe(false);
    expect(engine.status()).toEqual(before);
    await append(engine, 3, 4);
    expect(await readCounts(engine)).toEqual([1, 2, 3, 4]);
  });

  it('that were damaged while they were closed are checked', async () => {
    const engine = await file.open({ idleMs: 100 });
    await append(engine, 0, 700);
    await sleep(1_500);
    truncateSync(file.path, 8_192);
    await append(engine, 700, 702);
    expect(say(engine)).toContain('The history file was damaged');
    mkdirSync(file.folder, { recursive: true });
  });
});
