// Two plugins on one history: one writes, the other reads and says so, and takes over once the first is gone; back and
// forth for minutes, with and without farewell. The file is whole after each turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { buildExecutable } from '../support/built-executable.ts';
import { startPlainTarget, writeProfile } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';

const minutes = Number(process.env['TWO_WRITERS_MINUTES'] ?? 4);

jest.setTimeout(300_000 + minutes * 120_000);

describeWithSqlite('two plugins on one history', () => {
  it(`write in turns for ${minutes} minutes, and nothing is damaged`, async () => {
    const executable = buildExecutable();
    const folder = mkdtempSync(join(tmpdir(), 'parked-two-'));
    let count = 0;
    const target = await startPlainTarget(() => 0);
    target.onFetch((_path, _request, response) => {
      response.end(writeProfile(++count));
      return true;
    });
    const jsonData = { sampling: { interval: '1s' } };
    const source = { uid: 'shop', name: 'Goroutines', url: target.url, jsonData, lastUpdatedMs: 1 };
    const start = () => startPlugin(executable, { history_dir: folder });
    const check = async (host: PluginHost) => String((await host.checkHealth(source)).details['verboseMessage']);
    const readTrend = async (host: PluginHost) => {
      const nowMs = Date.now();
      const question = { refId: 'A', model: { queryType: 'trend' }, fromMs: nowMs - 3_600_000, toMs: nowMs };
      const answer = (await host.queryData(source, 'panel', [question])).get('A');
      expect(answer?.error).toBeUndefined();
      return (answer?.frames ?? []).reduce((sum, frame) => sum + (frame.fields[1]?.values.length ?? 0), 0);
    };
    const waitFor = async (isSo: () => Promise<boolean>) => {
      while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200));
    };

    const untilMs = Date.now() + minutes * 60_000;
    let writer = await start();
    let turns = 0;
    await check(writer);
    while (Date.now() < untilMs) {
      const reader = await start();
      expect(await check(reader)).toContain('Another process writes this history');
      expect(await check(writer)).not.toContain('Another process');
      const before = count;
      while (count < before + 6) {
        await Promise.all([readTrend(reader), readTrend(writer)]);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      if (turns % 2 === 0) expect(await writer.stop()).toBe('shutdown');
      else {
        writer.kill('SIGKILL');
        await writer.stop();
      }
      await waitFor(async () => !(await check(reader)).includes('Another process'));
      writer = reader;
      turns++;
    }
    expect(await readTrend(writer)).toBeGreaterThan(0);
    expect(await writer.stop()).toBe('shutdown');
    const db = await openDatabase({ path: join(folder, '1-shop.db'), readOnly: true });
    expect(db.find('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    db.close();
    expect(turns).toBeGreaterThan(0);
    process.stdout.write(`the writer changed ${turns} times in ${minutes} minutes\n`);
    await target.close();
    rmSync(folder, { recursive: true });
  });
});
