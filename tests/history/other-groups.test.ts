// A process with more stacks than history keeps apart. Stacks that are summed up as "other" are not lost, not new and
// not 0.
import { setTimeout as pause } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFrame } from '../../src/frames/model.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import type { PluginHandler } from '../../src/backend/protocol/handler.ts';
import { createService } from '../../src/backend/service.ts';
import { askService, framesOf, noticesOf, numbersOf, rowsOf } from '../../src/backend/testing/ask-service.ts';
import { startScriptedTarget, type ScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const stacks = 506;
const bound = 200;
/** Two hundred stacks are larger than the others, so the summed ones are known. */
const counts = Object.fromEntries(
  Array.from({ length: stacks }, (_, index) => [`stack${index}`, index < bound ? 2 : 1]),
);
const all = stacks + bound;

interface Place {
  readonly jsonData: object;
  readonly bounds?: object;
  readonly pluginConfig?: Readonly<Record<string, string>>;
  /** The number of stacks that history keeps apart. */
  readonly told: number;
  settle(): Promise<void>;
  remove(): Promise<void>;
}

/** All places are sampled at the same time: that is what takes long. */
const preparations: (() => Promise<void>)[] = [];
beforeAll(() => Promise.all(preparations.map((prepare) => prepare())), 120_000);

function runIn(name: string, start: () => Promise<Place>): void {
  describe(`more stacks than are told apart, with history in ${name}`, () => {
    let place: Place;
    let service: PluginHandler;
    let target: ScriptedTarget;
    let fromMs: number;

    const ask = (query: object, situation: object = {}, by = service) => {
      const { pluginConfig = {} } = place;
      const bounds = { freshness: '0s', series: 1_000, ...place.bounds };
      const jsonData = { sampling: { interval: '1s' }, bounds, ...place.jsonData };
      const range = { fromMs, toMs: Date.now(), intervalMs: 1_000 };
      return askService(by, { url: target.url, jsonData, pluginConfig, ...range, ...situation }, query);
    };
    const frames = async (query: object, situation: object = {}) => framesOf(await ask(query, situation));
    const valuesOf = (frame: DataFrame | undefined) => (frame?.fields[1]?.values ?? []) as readonly (number | null)[];
    const sum = (values: readonly unknown[]) => values.reduce((total: number, one) => total + Number(one ?? 0), 0);

    preparations.push(async () => {
      [place, target, service] = await Promise.all([start(), startScriptedTarget(counts), createService()]);
      fromMs = Date.now() - 60_000;
      await ask({ queryType: 'stacks' });
      const deadlineMs = Date.now() + 40_000;
      for (;;) {
        await pause(1_000);
        await place.settle();
        const answer = await ask({ queryType: 'trend', groupBy: [] });
        const known = answer.ok ? valuesOf(answer.frames[0]).filter((value) => value !== null).length : 0;
        if (known >= 4) break;
        if (Date.now() > deadlineMs) throw new Error(`No samples: ${JSON.stringify(answer).slice(0, 300)}`);
      }
      fromMs = Date.now() - 2_500;
    });
    afterAll(async () => {
      await Promise.all([service.close(), target.close()]);
      await place.remove();
    });

    const baseline = { ago: '2s' };

    test('the ratio to the past is 1, whatever is grouped by', async () => {
      for (const groupBy of [[], ['package'], ['state'], ['stack']]) {
        const numbers = numbersOf(await frames({ queryType: 'count', value: 'ratio', groupBy, baseline }));
        const known = numbers.map(([, value]) => value).filter((value) => value !== null);
        expect(new Set(known)).toEqual(new Set([1]));
        if (groupBy[0] === 'stack') expect(known).toHaveLength(place.told);
      }
    });

    test('nothing has appeared or gone away', async () => {
      const [diff] = await frames({ queryType: 'diff', baseline });
      expect(rowsOf(diff)).toEqual([]);
      expect(noticesOf([diff!]).join('\n')).toMatch(/stored as one sum, "other"|tells? apart|may be in "other"/);
    });

    test('a trend adds up to all goroutines, and names what it cannot tell apart', async () => {
      const series = await frames({ queryType: 'trend', limit: 5 });
      expect(series).toHaveLength(6);
      const totals = valuesOf(series[0]).map((_, point) => sum(series.map((frame) => valuesOf(frame)[point])));
      expect(totals.filter((total) => total > 0).every((total) => total === all)).toBe(true);
      expect(totals).toContain(all);
      const whole = (await frames({ queryType: 'trend', groupBy: [] })).flatMap((frame) => valuesOf(frame));
      expect(new Set(whole.filter((value) => value !== null))).toEqual(new Set([all]));
    });

    test('a stack that is summed up is unknown, not 0', async () => {
      const series = await frames({ queryType: 'trend', filter: { function: 'stack505$' } });
      expect(series.flatMap((frame) => valuesOf(frame)).filter((value) => value !== null)).not.toContain(0);
    });

    test('a table of the past has all goroutines', async () => {
      const [table] = await frames(
        { queryType: 'stacks', limit: 10 },
        { fromMs: fromMs - 10_000, toMs: Date.now() - 2_000 },
      );
      expect(sum(rowsOf(table).map(({ count }) => count))).toBe(all);
    });

    test('verdicts after a restart know of no growth', async () => {
      const other = await createService();
      try {
        await ask({ queryType: 'stacks' }, {}, other);
        await pause(2_500);
        const [suspects] = framesOf(await ask({ queryType: 'suspects' }, {}, other));
        expect(rowsOf(suspects)).toEqual([]);
      } finally {
        await other.close();
      }
    });
  });
}

describeWithSqlite('the embedded history', () => {
  runIn('a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-other-'));
    return Promise.resolve({
      jsonData: {},
      bounds: { groupsPerProfile: bound },
      pluginConfig: { history_dir: folder },
      told: bound,
      settle: () => Promise.resolve(),
      remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
    });
  });
});

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`more stacks than ${kind.name} is told of (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  runIn(kind.name, async () => {
    const server: SeriesServer = await kind.start();
    const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url };
    return { jsonData: { history }, told: bound, settle: () => server.settle(), remove: () => server.remove() };
  });
}
