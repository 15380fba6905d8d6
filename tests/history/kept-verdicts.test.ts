// A data source that reads what collectors wrote keeps the state of its verdicts. After a restart, it answers as before
// and reads only what is new.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createService } from '../../src/backend/service.ts';
import { askService } from '../../src/backend/testing/ask-service.ts';
import { openDatabase } from '../../src/backend/history/embedded/database.ts';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import { makeGroups, makeSample, makeStack } from '../../src/backend/history/testing/samples.ts';
import type { Sample } from '../../src/backend/history/port.ts';
import type { Labels } from '../../src/core/labels.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import { LifeTracker } from '../../src/core/sample/lives.ts';
import { recordQueries } from '../support/record-queries.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const [minute, hour] = [60_000, 3_600_000];
const intervalMs = 30_000;
const fleet: readonly Labels[] = ['shop', 'mail'].flatMap((service) =>
  [0, 1, 2].map((index) => ({ service, instance: `${service}-${index}:6060` })),
);

/** One target has a goroutine that waits for a lock. */
const isLocked = ({ instance }: Labels): boolean => instance === 'mail-1:6060';

function makeSamples(fromMs: number, toMs: number, lives: LifeTracker): readonly Sample[] {
  const samples: Sample[] = [];
  for (let atMs = fromMs; atMs <= toMs; atMs += intervalMs) {
    for (const target of fleet) {
      const leak =
        target['service'] === 'shop' ? 5 + Math.floor(atMs / (2 * minute)) - Math.floor(firstMs / (2 * minute)) : 5;
      const pool = 3 + (Math.floor(atMs / intervalMs) % 4);
      const waiting = { stack: makeStack('lock', 'sync.Mutex.Lock'), labels: {}, count: 1 };
      samples.push(
        lives.place(
          makeSample(
            atMs,
            {},
            {
              target,
              groups: [...makeGroups({ leak, pool }), ...(isLocked(target) ? [waiting] : [])],
              goroutines: leak + pool + 1,
            },
          ),
        ),
      );
    }
  }
  return samples;
}

const nowMs = Date.now();
const firstMs = Math.floor((nowMs - 5 * hour) / intervalMs) * intervalMs;

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`verdicts are kept beside ${kind.name} (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describe(`verdicts are kept beside ${kind.name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-kept-'));
    const pluginFolder = join(folder, 'plugins', 'parked');
    const file = join(folder, 'plugin-data', 'parked-goroutines-datasource', '1-kept.verdicts.db');
    let server: SeriesServer;
    /** The paths that were asked of the targets. */
    const asked = new Set<string>();
    const targets = createServer(({ url = '' }, answer) => {
      asked.add(url.split('/')[1] ?? '');
      answer.writeHead(404).end();
    });

    beforeAll(async () => {
      mkdirSync(pluginFolder, { recursive: true });
      await new Promise<void>((resolve) => targets.listen(0, '127.0.0.1', resolve));
      server = await kind.start();
    }, 120_000);
    afterAll(async () => {
      await server.remove();
      targets.closeAllConnections();
      targets.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function write(samples: readonly Sample[]): Promise<void> {
      const jsonData = JSON.stringify({ history: { type: 'prometheus', remoteWrite: server.remoteWrite } });
      const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
      const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
      if (!settings.ok) throw new Error(settings.problem.message);
      const wait = (delayMs: number, callback: () => void) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      };
      const writer = openSeriesHistory({
        settings: settings.value,
        collector: 'w',
        nowMs: Date.now,
        flushMs: 20_000,
        wait,
      });
      for (let first = 0; first < samples.length; first += 500) {
        expect(await writer.append(samples.slice(first, first + 500))).toEqual({ outcome: 'kept' });
      }
      await writer.close();
      await server.settle();
    }

    /**
     * The rows of `suspects`, from a process that begins, without what depends on where the steps of a replay lie.
     * `andThen` runs before it ends.
     */
    async function ask(query: string, folder: string | undefined, andThen = () => Promise.resolve()) {
      const service = await createService({ pluginFolder: folder });
      try {
        const jsonData = {
          ...{ history: { type: 'prometheus', query }, sampling: { enabled: false, interval: '30s' } },
          targets: fleet.map((labels) => ({
            ...{ labels, urls: [`http://127.0.0.1:${(targets.address() as AddressInfo).port}/${labels['instance']}`] },
          })),
        };
        const range = { fromMs: nowMs - hour, toMs: Date.now(), intervalMs: minute };
        const question = { queryType: 'suspects', filter: { minGrade: 'watch' } };
        const answer = await askService(service, { jsonData, uid: 'kept', ...range }, question);
        if (!answer.ok) throw new Error(answer.problem.message);
        await andThen();
        const told = ['grade', 'cause', 'count', 'function', 'fingerprint', 'service'];
        return (answer.frames[0]?.fields ?? [])
          .filter(({ name }) => told.includes(name))
          .map(({ name, values }) => ({ name, values: [...values] }));
      } finally {
        await service.close();
      }
    }

    async function countKept(): Promise<number> {
      if (!existsSync(file)) return 0;
      const db = await openDatabase({ path: file, readOnly: true });
      try {
        return db.find<{ kept: number }>('SELECT count(*) AS kept FROM checkpoint')?.kept ?? 0;
      } catch {
        // The table is not there yet.
        return 0;
      } finally {
        db.close();
      }
    }

    /** The longest range of stacks that was asked for. */
    const findLongest = (forms: readonly URLSearchParams[]): number =>
      forms.reduce((most, form) => {
        const range = /parked_goroutines.*\[(\d+)ms\]/.exec(form.get('query') ?? '')?.[1];
        return Math.max(most, Number(range ?? 0));
      }, 0);

    test('a restart answers the same and reads minutes instead of hours', async () => {
      const lives = new LifeTracker();
      const until = firstMs + 5 * hour - 4 * minute;
      await write(makeSamples(firstMs, until, lives));
      const recorder = await recordQueries(server.url);
      const before = await ask(recorder.url, pluginFolder, async () => {
        for (let tries = 0; tries < 300 && (await countKept()) < fleet.length; tries++) await pause(100);
      });
      expect(before?.[0]?.values.length).toBe(1);
      const whole = recorder.take().filter((form) => form.get('query')?.includes('parked_goroutines') === true);

      await write(makeSamples(until + intervalMs, firstMs + 5 * hour, lives));
      const after = await ask(recorder.url, pluginFolder);
      const forms = recorder.take();
      expect(findLongest(forms)).toBeGreaterThan(0);
      expect(findLongest(forms)).toBeLessThan(30 * minute);
      expect(forms.filter((form) => form.get('query')?.includes('parked_goroutines') === true).length).toBeLessThan(
        whole.length,
      );
      // Without the file, the whole past is read.
      expect(after).toEqual(await ask(recorder.url, undefined));
      expect(findLongest(recorder.take())).toBeGreaterThan(hour);
      await recorder.close();
    }, 120_000);

    test('only a target that may hold a deadlock is fetched', () => {
      expect([...asked]).toEqual(['mail-1:6060']);
    });
  });
}
