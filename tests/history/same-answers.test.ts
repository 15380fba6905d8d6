// The same samples in the embedded history, in Prometheus and in VictoriaMetrics: two hundred questions have the same
// answers. What series cannot carry is left out here, each with its reason.
import type { DataFrame } from '../../src/frames/model.ts';
import type { PluginHandler } from '../../src/backend/protocol/handler.ts';
import { createService } from '../../src/backend/service.ts';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import { makeHistoryFile, type HistoryFile } from '../../src/backend/history/testing/history-file.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { askService } from '../../src/backend/testing/ask-service.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';
import { listQuestions, type Question } from './same-answers/questions.ts';
import { fleet, makeFleetHours, startMs, endMs } from './same-answers/samples.ts';

/** Columns that series do not carry, by what they would tell. */
const uncarried = new Set([
  // The file and line that a function was in.
  'location',
  // The name before it is normalised; series have the normalised one.
  'rawFunction',
  // They lead to a file and line.
  'source',
]);

/** Frames without what no series carries, and without the words of notices, which name each engine's own limits. */
function compare(frames: readonly DataFrame[]): unknown {
  return frames.map(({ name, fields, meta }) => ({
    name,
    stats: (meta?.stats ?? []).map(({ displayName, value }) => [displayName, round(value)]),
    fields: fields
      .filter((field) => !uncarried.has(field.name))
      .map((field) => ({ name: field.name, labels: field.labels ?? {}, values: Array.from(field.values, round) })),
  }));
}

/** Means and rates are worked out in another order by another engine. */
function round(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(9));
  if (typeof value !== 'string') return value;
  // Objects travel as text. A frame of the past has no file there.
  return value.replace(/"(?:file|location|raw)":"[^"]*"/g, '').replace(/"(?:line|startLine)":\d+/g, '');
}

const targets = fleet.map((labels) => ({ urls: [`http://${labels.instance}`], labels }));

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`${kind.name} answers like the embedded history (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describeWithSqlite(`${kind.name} answers like the embedded history`, () => {
    let server: SeriesServer;
    let file: HistoryFile;
    let service: PluginHandler;
    const questions = listQuestions({ startMs, endMs });
    const refused = new Map<string, unknown>();
    let numbers = 0;
    const differing: { readonly question: Question; readonly here: unknown; readonly there: unknown }[] = [];

    const ask = async ({ query, fromMs, toMs }: Question, history: unknown, uid: string) => {
      const jsonData = { targets, history, sampling: { enabled: false, interval: '30s' }, bounds: { freshness: '1h' } };
      const pluginConfig = { history_dir: file.folder };
      const answer = await askService(
        service,
        { jsonData, pluginConfig, uid, fromMs, toMs, intervalMs: 60_000 },
        query,
      );
      return answer.ok ? compare(answer.frames) : { code: answer.problem.code, field: answer.problem.field };
    };

    beforeAll(async () => {
      server = await kind.start();
      file = makeHistoryFile();
      file.nowMs = endMs;
      const samples = makeFleetHours();
      const embedded = await file.open();
      const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url };
      const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
      const jsonData = JSON.stringify({ history, sampling: { interval: '30s' } });
      const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
      if (!settings.ok) throw new Error(settings.problem.message);
      const series = openSeriesHistory({
        settings: settings.value,
        collector: 'suite',
        nowMs: () => endMs,
        flushMs: 20_000,
        wait: (delayMs, callback) => {
          const timer = setTimeout(callback, delayMs);
          return () => clearTimeout(timer);
        },
      });
      expect(await embedded.append(samples)).toEqual({ outcome: 'kept' });
      expect(await series.append(samples)).toEqual({ outcome: 'kept' });
      await Promise.all([embedded.close(), series.close()]);
      await server.settle();
      // The present is later, so that every question is about the past.
      service = await createService({ nowMs: () => endMs + 600_000 });
      for (const question of questions) {
        const here = await ask(question, 'embedded', 'shop');
        const there = await ask(question, { type: 'prometheus', query: server.url }, 'series');
        if (!Array.isArray(here)) refused.set(question.name, here);
        numbers += JSON.stringify(here).match(/[\d.]+/g)?.length ?? 0;
        if (JSON.stringify(here) !== JSON.stringify(there)) differing.push({ question, here, there });
      }
    }, 300_000);

    afterAll(async () => {
      await service.close();
      await file.remove();
      await server.remove();
    });

    test('two hundred questions', () => {
      expect(questions.length - refused.size).toBeGreaterThanOrEqual(200);
      expect(numbers).toBeGreaterThan(50_000);
      // The names first: a whole answer says little in a list of failures.
      expect(differing.map(({ question }) => question.name)).toEqual([]);
      const [first] = differing;
      expect(first?.there).toEqual(first?.here);
    });

    test('what none of them keeps is refused alike, and nothing else', () => {
      expect([...refused.values()]).toEqual([{ code: 'label_not_kept', field: 'groupBy[0]' }]);
    });
  });
}
