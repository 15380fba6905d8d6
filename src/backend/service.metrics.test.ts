import { createService } from './service.ts';
import { askService } from './testing/ask-service.ts';
import { startPprofServer } from './testing/pprof-server.ts';

test('fetches and queries are counted, by outcome, without naming any target', async () => {
  const [service, target] = await Promise.all([createService(), startPprofServer()]);
  await askService(service, { url: target.url }, { queryType: 'stacks' });
  await askService(service, { url: target.url }, { queryType: 'count' });
  await askService(service, { url: target.url }, { queryType: 'nonsense' });
  target.set('/debug/pprof/goroutine?debug=0', 404);
  await askService(service, { url: target.url, uid: 'other' }, { queryType: 'count' });

  const text = await service.collectMetrics();
  expect(text).toContain('parked_fetches_total{profile="goroutine",form="debug=0",outcome="fetched"} 1');
  expect(text).toMatch(/parked_fetches_total\{profile="goroutine",form="debug=0",outcome="[a-z_]+"\} 1/);
  expect(text).toContain('parked_queries_total{type="count",outcome="ok"} 1');
  expect(text).toContain('parked_queries_total{type="unknown",outcome="unknown_query_type"} 1');
  expect(text).toContain('parked_fetch_duration_seconds_count{form="debug=0"} 2');
  expect(text).not.toContain(target.host);
  await Promise.all([service.close(), target.close()]);
});

test('samples and histories are counted, without naming any target', async () => {
  const [service, target] = await Promise.all([createService(), startPprofServer()]);
  await askService(service, { url: target.url }, { queryType: 'stacks' });
  await waitFor(async () => (await service.collectMetrics()).includes('parked_samples_total{outcome="kept"} 1'));
  const text = await service.collectMetrics();
  expect(text).toContain('parked_data_sources 1');
  expect(text).toContain('parked_history_targets 1');
  expect(text).toContain('parked_histories_paused 0');
  expect(text).toMatch(/parked_history_bytes [1-9]\d+/);
  expect(text).not.toContain(target.host);
  await Promise.all([service.close(), target.close()]);
});

async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries === 200) throw new Error('It never came.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
