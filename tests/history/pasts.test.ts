// A real Prometheus that has scraped a process for days shows how its goroutines rose.
import { judgePrior } from '../../src/core/analysis/suspects/prior.ts';
import { encodeWriteRequest, writeHeaders } from '../../src/backend/export/write-request.ts';
import { createPrometheusPast } from '../../src/backend/history/pasts/prometheus-past.ts';
import { createApi } from '../../src/backend/history/prometheus/api.ts';
import { createServerCallerForTests } from '../../src/backend/history/testing/call-server.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const stepMs = 5 * minuteMs;
const days = 3;
const never = new AbortController().signal;
const target = { service: 'shop', instance: '10.0.0.7:6060' };

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`${kind.name} as a past (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describe(`${kind.name} as a past`, () => {
    let server: SeriesServer;
    const nowMs = Math.floor(Date.now() / stepMs) * stepMs;
    const call = createServerCallerForTests();

    function makePast(match: Parameters<typeof createPrometheusPast>[2] = []) {
      const api = createApi({ base: new URL(server.url), call, timeoutMs: 10_000, maxBytes: 2 ** 24 });
      return createPrometheusPast(api, 'prometheus', match);
    }

    async function read(past = makePast(), of = target) {
      if (past.tells !== 'totals') throw new Error('not of totals');
      const found = await past.read(of, { fromMs: nowMs - 7 * dayMs, toMs: nowMs }, never);
      if (!found.ok) throw new Error(found.problem.message);
      return found.value;
    }

    /** Metrics are scraped at another port than pprof's. */
    async function write(instance: string, job: string, countAt: (index: number) => number, startedMs: number) {
      const steps = (days * dayMs) / stepMs;
      const series = (name: string) => ({
        family: 'parked_target_up' as const,
        labels: [['__name__', name] as const, ['instance', instance] as const, ['job', job] as const],
        fingerprint: '',
        bytes: undefined,
        text: undefined,
      });
      const goroutines = series('go_goroutines');
      const start = series('process_start_time_seconds');
      const points = Array.from({ length: steps + 1 }, (_, index) => nowMs - (steps - index) * stepMs).flatMap(
        (atMs, index) => [
          { series: goroutines, atMs, value: countAt(index) },
          { series: start, atMs, value: (atMs < startedMs ? startedMs - 30 * dayMs : startedMs) / 1_000 },
        ],
      );
      const url = new URL(server.remoteWrite);
      const body = encodeWriteRequest(points);
      const reply = await call({ url, headers: writeHeaders, body, timeoutMs: 10_000, maxBytes: 10_000 }, never);
      expect(reply).toMatchObject({ ok: true, value: { body: '' } });
      await server.settle();
    }

    beforeAll(async () => {
      server = await kind.start();
      await write('10.0.0.7:9100', 'shop', (index) => 50 + index, nowMs - 2.5 * dayMs);
    }, 120_000);
    afterAll(() => server.remove());

    test('tells the totals of the process that runs now, found by its host', async () => {
      const totals = await read();
      expect(totals?.startMs).toBe(nowMs - 2.5 * dayMs);
      expect(totals?.timesMs[0]).toBeGreaterThanOrEqual(nowMs - 2.5 * dayMs);
      expect(totals?.goroutines[totals.goroutines.length - 1]).toBe(50 + (days * dayMs) / stepMs);
      expect(judgePrior(totals!)).toMatchObject({ grade: 'likely', rule: 'prior' });
    });

    test('says nothing of a target that it does not know, nor of what does not match', async () => {
      expect(await read(makePast(), { service: 'shop', instance: '10.0.0.9:6060' })).toBeUndefined();
      expect(await read(makePast([{ label: 'job', op: '=', value: 'other' }]))).toBeUndefined();
    });
  });
}
