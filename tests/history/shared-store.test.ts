// One server for the series of many data sources, as a platform team runs it.
import { readSettings } from '../../src/core/query/settings-reader.ts';
import { succeed } from '../../src/core/problem.ts';
import type { Labels } from '../../src/core/labels.ts';
import { LifeTracker } from '../../src/core/sample/lives.ts';
import type { HistoryEngine } from '../../src/backend/history/port.ts';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import { readRange } from '../../src/backend/history/testing/history-file.ts';
import { makeSample } from '../../src/backend/history/testing/samples.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const stepMs = 15_000;
const shop = { service: 'shop', instance: 'a:6060' };
const mail = { service: 'mail', instance: 'b:6060' };
const count = 60;

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`${kind.name} shared by many (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describe(`${kind.name} shared by many`, () => {
    let server: SeriesServer;
    const endMs = Math.floor(Date.now() / 60_000) * 60_000;
    const opened: HistoryEngine[] = [];

    function open(more: object, own: readonly Labels[] | undefined): HistoryEngine {
      const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url, ...more };
      const jsonData = JSON.stringify({ history, sampling: { interval: '15s' } });
      const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
      const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
      if (!settings.ok) throw new Error(settings.problem.message);
      const engine = openSeriesHistory({
        settings: settings.value,
        collector: `collector-${opened.length}`,
        nowMs: () => endMs,
        flushMs: 5_000,
        wait: (delayMs, callback) => {
          const timer = setTimeout(callback, delayMs);
          return () => clearTimeout(timer);
        },
        listTargets: () => Promise.resolve(succeed(own)),
      });
      opened.push(engine);
      return engine;
    }

    async function write(engine: HistoryEngine, target: Labels): Promise<void> {
      const lives = new LifeTracker();
      const samples = Array.from({ length: count }, (_, index) => {
        const atMs = endMs - (count - index) * stepMs;
        return lives.place(makeSample(atMs, { leak: 10 + index, pool: 48 }, { target }));
      });
      expect(await engine.append(samples)).toEqual({ outcome: 'kept' });
    }

    const look = (engine: HistoryEngine) =>
      readRange(engine, { every: 'step', firstMs: endMs - count * stepMs, stepMs, points: count, holdMs: 0 });

    beforeAll(async () => {
      server = await kind.start();
      await write(open({}, undefined), shop);
      await write(open({}, undefined), mail);
      // The same series again, as a scrape of the collector beside remote write brings them.
      await write(open({ externalLabels: { job: 'parked', cluster: 'eu' } }, undefined), shop);
      await server.settle();
    }, 120_000);
    afterAll(async () => {
      await Promise.all(opened.map((engine) => engine.close()));
      await server.remove();
    });

    test('a data source sees its own targets alone, and what stands twice once', async () => {
      const { histories, account } = await look(open({}, [shop]));
      expect(histories.map(({ target }) => target.labels)).toEqual([shop]);
      const leak = histories[0]?.series.find(({ stack }) => stack.function.endsWith('.leak'));
      expect(leak?.change).toBe(count - 1);
      expect(histories[0]?.series).toHaveLength(2);
      expect(account.notices.map(({ text }) => text)).toContainEqual(expect.stringContaining('more than once'));
    });

    test('history.match narrows what a data source without targets reads', async () => {
      const match = [{ label: 'service', op: '=', value: 'mail' }];
      const { histories } = await look(open({ match }, undefined));
      expect(histories.map(({ target }) => target.labels)).toEqual([mail]);
    });

    test('labels that were added on the way are no part of a target', async () => {
      const { histories } = await look(open({ externalLabels: { job: 'parked', cluster: 'eu' } }, undefined));
      expect(histories.map(({ target }) => target.labels['service']).sort()).toEqual(['mail', 'shop']);
    });
  });
}
