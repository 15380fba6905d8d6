// A disk that is full, for real: a small file system in memory, where this machine lets us mount one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendOutcome, HistoryEngine } from '../../src/backend/history/port.ts';
import { everything, makeHistoryFile, readRange } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { makeNumberedSample } from './numbered-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'parked-full-'));
const isMounted = mountSmallDisk('rw');
const itOnSmallDisk = isMounted ? it : it.skip;

function mountSmallDisk(mode: 'rw' | 'remount,ro' | 'remount,rw'): boolean {
  const options = mode === 'rw' ? 'size=8m' : mode;
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'parked-test', folder]).status === 0;
}

afterAll(() => {
  if (isMounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** Appends until something is dropped, at most `most` samples. */
async function appendUntilDropped(engine: HistoryEngine, from: number, most: number): Promise<[number, AppendOutcome]> {
  let outcome: AppendOutcome = { outcome: 'kept' };
  let number = from;
  while (number < from + most && outcome.outcome === 'kept') {
    outcome = await engine.append([makeNumberedSample(0, number)]);
    if (outcome.outcome === 'kept') number++;
  }
  return [number, outcome];
}

describeWithSqlite('history on a disk of 8 MiB', () => {
  itOnSmallDisk(
    'pauses when the disk is full, reads on, and recovers with the first sample after there is room',
    async () => {
      const file = makeHistoryFile(folder);
      const engine = await file.open();
      const [kept] = await appendUntilDropped(engine, 0, 300);
      expect(kept).toBe(300);
      fillDisk();
      const [beforeFull, dropped] = await appendUntilDropped(engine, 300, 5_000);
      expect(dropped).toMatchObject({ outcome: 'dropped', problem: { code: 'history_full' } });
      expect(engine.status()).toMatchObject({ state: 'paused', notices: [{ severity: 'warning' }] });
      expect((await readRange(engine, everything)).account.samples).toBe(beforeFull);
      rmSync(join(folder, 'filler'));
      const [after, outcome] = await appendUntilDropped(engine, beforeFull, 100);
      expect(outcome).toEqual({ outcome: 'kept' });
      expect(engine.status()).toMatchObject({ state: 'writing', notices: [] });
      expect((await readRange(engine, everything)).account.samples).toBe(after);
      await engine.close();
    },
  );

  itOnSmallDisk('pauses while the disk is read-only, and recovers by itself', async () => {
    const file = makeHistoryFile(folder);
    const engine = await file.open({ path: join(folder, '2-shop.db') });
    await appendUntilDropped(engine, 0, 10);
    await engine.close();
    expect(mountSmallDisk('remount,ro')).toBe(true);
    const again = await file.open({ path: join(folder, '2-shop.db') });
    expect(await again.append([makeNumberedSample(0, 10)])).toMatchObject({
      outcome: 'dropped',
      problem: { code: 'history_unwritable' },
    });
    expect(again.status()).toMatchObject({ state: 'paused' });
    expect(mountSmallDisk('remount,rw')).toBe(true);
    expect(await again.append([makeNumberedSample(0, 10)])).toEqual({ outcome: 'kept' });
    expect((await readRange(again, everything)).account.samples).toBe(11);
    await again.close();
  });

  function fillDisk(): void {
    for (let bytes = 8 * 1024 * 1024; bytes >= 4096; bytes /= 2) {
      try {
        writeFileSync(join(folder, 'filler'), Buffer.alloc(bytes), { flag: 'a' });
      } catch {
        // The rest of this size didn't fit: half of it may.
      }
    }
  }
});
