// A process that writes history and kills itself in the middle of it, so that what a killed process leaves behind lies
// beside the file: a write-ahead log that was not taken over yet, or a rollback journal. Run by the tests:
// node abandon.ts <file> <first sample> <how many more | "checkpoint" | "journal">
import { statSync, writeSync } from 'node:fs';
import { readCatalog } from '../../src/backend/history/embedded/catalog.ts';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { openEmbeddedHistory } from '../../src/backend/history/embedded/engine.ts';
import { keepSample } from '../../src/backend/history/embedded/keep-sample.ts';
import { isHeadChunkFull, sealHeadChunk } from '../../src/backend/history/embedded/seal-chunk.ts';
import { intervalMs, makeNumberedSample, startMs, targets } from './numbered-samples.ts';

const [path = '', first = '0', until = '1'] = process.argv.slice(2);
/** SQLite takes the log over once it has this many pages. */
const checkpointBytes = 1_000 * 4_096;
/** More than fits the small cache: pages are written before the transaction ends. */
const uncommitted = 40;

await (until === 'journal' ? writeJournal() : writeLog());
process.kill(process.pid, 'SIGKILL');

/** Says after each sample how long the log was when it was acknowledged. */
async function writeLog(): Promise<void> {
  let number = Number(first);
  const engine = await openEmbeddedHistory({
    path,
    nowMs: () => startMs + number * intervalMs,
    monotonicMs: () => number * intervalMs,
    retentionMs: 365 * 86_400_000,
    maxBytes: 2 ** 30,
    version: 'test',
  });
  for (let bytes = 0; until === 'checkpoint' ? bytes < checkpointBytes : number < Number(first) + Number(until);) {
    const { outcome } = await engine.append(takeSamples(number));
    if (outcome !== 'kept') throw new Error(`Sample ${number} was not kept.`);
    bytes = statSync(`${path}-wal`).size;
    writeSync(1, `${number} ${bytes}\n`);
    number++;
  }
}

/** As with an older SQLite, or where the folder knows no write-ahead log: dies before the transaction is committed. */
async function writeJournal(): Promise<void> {
  const db = await openDatabase({ path, readOnly: false });
  db.execute('PRAGMA synchronous = NORMAL');
  const { journal_mode: mode } = db.find<{ journal_mode: string }>('PRAGMA journal_mode = TRUNCATE') ?? {};
  if (mode !== 'truncate') throw new Error(`The journal is ${mode ?? 'unknown'}.`);
  db.execute('PRAGMA cache_size = 5');
  db.execute('BEGIN IMMEDIATE');
  const catalog = readCatalog(db);
  for (let number = Number(first); number < Number(first) + uncommitted; number++) {
    for (const sample of takeSamples(number)) {
      const stream = keepSample(db, catalog, sample);
      if (isHeadChunkFull(stream)) sealHeadChunk(db, stream);
    }
  }
}

function takeSamples(number: number) {
  return Array.from({ length: targets }, (_, target) => makeNumberedSample(target, number));
}
