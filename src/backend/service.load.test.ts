// One data source in trouble, and its neighbours.
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../core/limits.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, describeContext } from './testing/ask-service.ts';
import { startPprofServer, type PprofServer } from './testing/pprof-server.ts';

const profilePath = '/debug/pprof/goroutine?debug=0';

let service: PluginHandler;
let hanging: PprofServer;
let healthy: PprofServer;

beforeEach(async () => {
  [service, hanging, healthy] = await Promise.all([createService(), startPprofServer(), startPprofServer()]);
  hanging.set(profilePath, () => undefined);
});

afterEach(async () => {
  await Promise.all([service.close(), hanging.close(), healthy.close()]);
});

test('targets that say nothing keep no place of another data source', async () => {
  const panels = Array.from({ length: limits.concurrentAnswers.value + 10 }, (_, index) =>
    askService(service, { url: hanging.url, uid: 'hanging' }, { limit: index + 1 }),
  );
  await sleep(50);
  const rule = { url: healthy.url, uid: 'healthy', orgId: 2, fromAlert: true };
  expect((await askService(service, rule, { queryType: 'count' })).ok).toBe(true);
  expect((await askService(service, { ...rule, fromAlert: false }, {})).ok).toBe(true);
  hanging.set(profilePath, 503);
  await hanging.close();
  expect((await Promise.all(panels)).every((answer) => !answer.ok)).toBe(true);
});

test('a call holds a hundred queries; those behind them are told', async () => {
  const request = { queryType: 'stacks', json: '{}', fromMs: 0, toMs: 0, intervalMs: 0, maxDataPoints: 9 };
  const count = limits.queriesPerCall.value + 3;
  const queries = Array.from({ length: count }, (_, index) => ({ ...request, refId: `Q${index}` }));
  const context = describeContext({ url: healthy.url });
  const answers = [...(await service.queryData(context, queries, new AbortController().signal)).values()];
  expect(answers.filter(({ ok }) => ok)).toHaveLength(limits.queriesPerCall.value);
  expect(answers.at(-1)).toMatchObject({ ok: false, problem: { code: 'too_many_queries' } });
});
