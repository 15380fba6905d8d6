// The executable on a disk of 8 MiB that fills up: sampling pauses with a notice, live queries work, and the first turn
// after there is room again is kept.
import { join } from 'node:path';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const disk = mountSmallDisk('8m');
afterAll(() => disk?.remove());

jest.setTimeout(600_000);

/** Samples by what became of them. */
async function readSamples(host: PluginHost): Promise<Readonly<Record<string, number>>> {
  const found = (await host.readMetrics()).matchAll(/^parked_samples_total\{outcome="([a-z_]+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, outcome = '', count]) => [outcome, Number(count)]));
}

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}

describeWithSqlite('a disk that fills up (needs the right to mount)', () => {
  (disk ? it : it.skip)('costs samples, and nothing else, until there is room', async () => {
    const target = await startPlainTarget(() => 7);
    const host = await startPlugin(buildExecutable(), { history_dir: disk?.folder ?? '' });
    const jsonData = { sampling: { interval: '1s' }, bounds: { freshness: '100ms' } };
    const source = { uid: 'shop', name: 'Goroutines', url: target.url, jsonData, lastUpdatedMs: 1 };
    const check = async () => String((await host.checkHealth(source)).details['verboseMessage']);
    const countLive = async () => {
      const nowMs = Date.now();
      const question = { refId: 'A', model: { queryType: 'count' }, fromMs: nowMs - 60_000, toMs: nowMs };
      const answer = (await host.queryData(source, 'panel', [question])).get('A');
      return answer?.error?.message ?? answer?.frames[0]?.fields[0]?.values[0];
    };
    expect(await countLive()).toBe(7);
    await waitUntil(async () => ((await readSamples(host))['kept'] ?? 0) >= 3);
    expect(await check()).not.toContain('History is paused');

    disk?.fill();
    await waitUntil(async () => ((await readSamples(host))['history_full'] ?? 0) >= 3);
    expect(await check()).toContain('History is paused: the disk is full');
    expect((await host.checkHealth(source)).message).toContain('History is paused.');
    expect(await countLive()).toBe(7);

    const before = await readSamples(host);
    disk?.makeRoom();
    await waitUntil(async () => ((await readSamples(host))['kept'] ?? 0) > (before['kept'] ?? 0));
    const after = await readSamples(host);
    // One turn may have been under way when room was made.
    expect((after['history_full'] ?? 0) - (before['history_full'] ?? 0)).toBeLessThanOrEqual(1);
    expect(await check()).not.toContain('History is paused');
    expect(await host.stop()).toBe('shutdown');
    await target.close();
    const db = await openDatabase({ path: join(disk?.folder ?? '', '1-shop.db'), readOnly: true });
    expect(db.find('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    db.close();
  });
});
