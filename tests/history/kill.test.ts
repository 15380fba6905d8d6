// A process that writes history is killed at random moments, again and again. Ten rounds; 200 in the nightly tier.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { everything, makeHistoryFile, readRange } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { countAt, intervalMs, startMs, targets } from './numbered-samples.ts';

const rounds = Number(process.env['KILL_ROUNDS'] ?? (process.env['PARKED_TIER'] === 'nightly' ? 200 : 10));
const writer = join(__dirname, 'writer.ts');
/** How long a writer lives at most after its first sample. */
const maxLifeMs = 400;

jest.setTimeout(60_000 + rounds * 10_000);

/** Lets a writer begin at a sample and kills it at a random moment. Returns the newest sample that was acknowledged. */
async function runWriter(path: string, first: number): Promise<number> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', writer, path, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    timer ??= setTimeout(() => child.kill('SIGKILL'), Math.random() * maxLifeMs);
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, killedBy) => resolve(killedBy)));
  clearTimeout(timer);
  expect(signal).toBe('SIGKILL');
  const complete = output.slice(0, output.lastIndexOf('\n')).split('\n');
  return Number(complete.at(-1));
}

async function checkFile(path: string): Promise<void> {
  const db = await openDatabase({ path, readOnly: false });
  expect(db.find('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  db.close();
}

/**
 * Every sample that was acknowledged is there, with the counts it was given. `doubtful` are those that were not: a
 * target may have one of them or not. Returns the newest that is there.
 */
async function checkSamples(folder: string, acknowledged: number, doubtful: number): Promise<number> {
  const file = makeHistoryFile(folder);
  file.nowMs = startMs;
  const engine = await file.open();
  expect(engine.status().state).toBe('writing');
  const { histories } = await readRange(engine, everything);
  expect(histories).toHaveLength(targets);
  let newest = acknowledged;
  for (const { timesMs, samples, goroutines, series } of histories) {
    const numbers = [...timesMs].map((timeMs) => (timeMs - startMs) / intervalMs);
    const there = samples.reduce((sum, stands) => sum + stands, 0);
    const last = numbers.at(-1) ?? -1;
    expect(last).toBeGreaterThanOrEqual(acknowledged);
    expect(there).toBeLessThanOrEqual(last + 1);
    expect(there).toBeGreaterThanOrEqual(last + 1 - doubtful);
    expect([...goroutines.last]).toEqual(numbers);
    for (const { stack, counts } of series) {
      const number = Number.parseInt(stack.fingerprint, 16);
      expect([...counts.last]).toEqual(numbers.map((at) => countAt(number, at)));
    }
    newest = Math.max(newest, last);
  }
  await engine.close();
  return newest;
}

describeWithSqlite('a killed writer', () => {
  it(`loses no acknowledged sample in ${rounds} rounds, and its file is sound each time`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-kill-'));
    const path = join(folder, '1-shop.db');
    try {
      let next = 0;
      let doubtful = 0;
      for (let round = 0; round < rounds; round++) {
        const acknowledged = await runWriter(path, next);
        await checkFile(path);
        const newest = await checkSamples(folder, acknowledged, doubtful);
        doubtful += newest - acknowledged;
        next = newest + 1;
      }
      expect(next).toBeGreaterThan(rounds);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
