import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from './testing/fake-clock.ts';
import { describeWithSqlite } from './testing/samples.ts';
import { createFolderCleaner } from './clean-folders.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describeWithSqlite('a folder of history files', () => {
  test('is searched every few hours, and files that two searches found abandoned are removed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-tidy-'));
    const clock = createFakeClock(Date.now());
    const bugs: unknown[] = [];
    const cleaner = createFolderCleaner(clock, (bug) => bugs.push(bug));
    const addOld = (name: string) => {
      writeFileSync(join(folder, name), '');
      const atS = (clock.nowMs() - 40 * dayMs) / 1000;
      utimesSync(join(folder, name), atS, atS);
    };
    addOld('1-first.db');
    cleaner.watch(folder);
    cleaner.watch(folder);
    expect(clock.waiting()).toBe(1);
    await clock.advance(9 * 60_000);
    expect(existsSync(join(folder, '1-first.db'))).toBe(true);
    const look = async (byMs: number) => {
      await clock.advance(byMs);
      await until(() => clock.waiting() === 1);
    };
    await look(2 * 60_000);
    expect(existsSync(join(folder, '1-first.db'))).toBe(true);
    addOld('1-second.db');
    await look(6 * hourMs);
    expect(existsSync(join(folder, '1-first.db'))).toBe(false);
    expect(existsSync(join(folder, '1-second.db'))).toBe(true);
    addOld('1-second.db');
    await look(6 * hourMs);
    expect(existsSync(join(folder, '1-second.db'))).toBe(true);
    await look(6 * hourMs);
    expect(existsSync(join(folder, '1-second.db'))).toBe(false);
    await cleaner.close();
    expect(clock.waiting()).toBe(0);
    expect(bugs).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 500) throw new Error('It never came.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
