// Files that earlier versions wrote open, with every sample, and go on; and what this version makes of them is whole.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { schemaVersion } from '../../src/backend/history/embedded/schema.ts';
import type { HistoryEngine } from '../../src/backend/history/port.ts';
import { everything, makeHistoryFile, readRange } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { countAt, intervalMs, makeNumberedSample, startMs, targets } from './numbered-samples.ts';

const earlier = join(__dirname, 'earlier');
const files = readdirSync(earlier).filter((name) => name.endsWith('.db.gz'));
const samples = 400;

async function checkCounts(engine: HistoryEngine, numbers: number): Promise<void> {
  const { histories, account } = await readRange(engine, everything);
  expect(account.notices).toEqual([]);
  expect(histories).toHaveLength(targets);
  for (const { timesMs, series } of histories) {
    const read = [...timesMs].map((timeMs) => (timeMs - startMs) / intervalMs);
    expect(read).toEqual(Array.from({ length: numbers }, (_, number) => number));
    for (const { stack, counts } of series) {
      const number = Number.parseInt(stack.fingerprint, 16);
      expect([...counts.last]).toEqual(read.map((at) => countAt(number, at)));
    }
  }
}

describeWithSqlite('a history file of an earlier version', () => {
  test('there is one for every version of the tables before this one', () => {
    const versions = files.map((name) => Number(/^schema-(\d+)\./.exec(name)?.[1])).sort();
    expect(versions).toEqual(Array.from({ length: schemaVersion - 1 }, (_, index) => index + 1));
  });

  test.each(files)('%s is opened with every sample, written to, and keeps baselines', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-upgrade-'));
    const file = makeHistoryFile(folder);
    try {
      writeFileSync(file.path, gunzipSync(readFileSync(join(earlier, name))));
      file.nowMs = startMs + samples * intervalMs;
      const engine = await file.open();
      expect(engine.status()).toMatchObject({ state: 'writing', notices: [] });
      await checkCounts(engine, samples);
      const next = Array.from({ length: targets }, (_, target) => makeNumberedSample(target, samples));
      expect(await engine.append(next)).toEqual({ outcome: 'kept' });
      await checkCounts(engine, samples + 1);
      await engine.close();

      const db = await openDatabase({ path: file.path, readOnly: true });
      expect(db.find('PRAGMA user_version')).toEqual({ user_version: schemaVersion });
      expect(db.find('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
      expect(db.list('SELECT name FROM baseline')).toEqual([]);
      db.close();
    } finally {
      await file.remove();
    }
  });
});
