// What runs on Node 20, held against SQLite of this Node: the same statements, and a whole history over both.
import { describeWithSqlite, makeFigures, makeSample, startMs } from '../testing/samples.ts';
import { readCatalog } from './catalog.ts';
import { memoryPath, openDatabase, type Database } from './database.ts';
import { findFault } from './faults.ts';
import { isHeadChunkFull, sealHeadChunk } from './seal-chunk.ts';
import { keepSample } from './keep-sample.ts';
import { readTarget } from './read-target.ts';
import { createDecodedChunks } from './decoded-chunks.ts';
import { letShrink, prepareSchema } from './schema.ts';
import { createSeriesCache } from './series-cache.ts';
import { measureUsedBytes, upkeepSteps } from './upkeep.ts';
import { openWasmDatabase } from './wasm-database.ts';

const hourMs = 3_600_000;

describeWithSqlite('SQLite for Node 20', () => {
  let databases: readonly Database[];
  beforeEach(async () => {
    databases = await Promise.all([openDatabase({ path: memoryPath, readOnly: false }), openWasmDatabase()]);
    for (const db of databases) {
      letShrink(db);
      prepareSchema(db, 'test');
    }
  });
  afterEach(() => databases.forEach((db) => db.close()));

  const both = <T>(work: (db: Database) => T): readonly T[] => databases.map(work);

  it('gives back large numbers, texts, bytes and nulls as they were', () => {
    const body = new Uint8Array([0, 1, 255]);
    const [own, wasm] = both((db) => {
      db.run('INSERT INTO recent VALUES (?, ?, ?, ?)', 1, 2, startMs, body);
      db.run('INSERT INTO life (target, at_ms, start_ms, build) VALUES (?, ?, ?, ?)', 1, startMs, null, 'ü 日');
      return [
        { ...db.find<object>('SELECT * FROM recent WHERE at_ms >= ?', startMs) },
        { ...db.find<object>('SELECT * FROM life') },
        db.find('SELECT * FROM life WHERE build = ?', 'other'),
      ];
    });
    expect(wasm).toEqual(own);
    expect(wasm?.[0]).toEqual({ seq: 1, stream: 2, at_ms: startMs, body });
  });

  it('undoes a transaction that fails, and calls a fault by the same name', () => {
    const [own, wasm] = both((db) => {
      let fault: unknown;
      try {
        db.transact(() => {
          db.run("INSERT INTO state (name) VALUES ('select')");
          db.run("INSERT INTO state (name) VALUES ('select')");
        });
      } catch (error) {
        fault = findFault(error);
      }
      return [fault, db.list('SELECT * FROM state')];
    });
    expect(wasm).toEqual(own);
    expect(wasm).toEqual(['corrupt', []]);
  });

  it('keeps a history, seals and downsamples it, and reads the same from it', () => {
    const [own, wasm] = both((db) => {
      const catalog = readCatalog(db);
      for (let step = 0; step < 300; step++) {
        const figures = makeFigures({ residentBytes: 1e9 + step, startMs: startMs - 5.5 });
        const counts = { leak: 10 + step, ...(step % 3 === 0 ? { burst: step } : {}) };
        const sample = { ...makeSample(startMs + step * 600_000, counts, { figures }), restarted: step === 200 };
        const stream = db.transact(() => keepSample(db, catalog, sample));
        if (isHeadChunkFull(stream)) db.transact(() => sealHeadChunk(db, stream));
      }
      const times = { nowMs: startMs + 50 * hourMs, confirmedMs: startMs + 50 * hourMs };
      const rules = { retentionMs: 400 * hourMs, maxBytes: 2 ** 26 };
      for (const step of upkeepSteps.filter(({ name }) => name !== 'forget names')) {
        while (step.run(db, catalog, times, rules));
      }
      const fresh = readCatalog(db);
      const [stream] = [...fresh.streams.values()];
      if (stream === undefined) throw new Error('nothing was kept');
      const open = {
        db,
        mode: 'writing',
        catalog: fresh,
        seriesCache: createSeriesCache(db),
        chunks: createDecodedChunks(),
      } as const;
      const resolution = { every: 'sample', fromMs: startMs, toMs: startMs + 60 * hourMs } as const;
      const { history, damaged } = readTarget(open, stream, { kind: 'goroutine', targets: [], resolution });
      return { history, damaged, bytes: measureUsedBytes(db) > 0 };
    });
    expect(wasm).toEqual(own);
    expect(wasm?.history?.lives).toHaveLength(2);
    expect(wasm?.history?.timesMs.length).toBeGreaterThan(100);
  });
});
