// Two collectors of one target side by side, as in a rolling update: what PromQL counts over both is what happened.
import { setTimeout as pause } from 'node:timers/promises';
import { openSeriesHistory } from '../../src/backend/series-history.ts';
import { makeFigures, makeSample } from '../../src/backend/history/testing/samples.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import type { Sample } from '../../src/core/sample/model.ts';
import { LifeTracker } from '../../src/core/sample/lives.ts';
import type { Labels } from '../../src/core/labels.ts';
import { get } from '../demo/get.ts';
import { seriesServers } from '../support/series-server.ts';

const [second, minute] = [1_000, 60_000];
const endMs = Math.floor(Date.now() / minute) * minute;
const startMs = endMs - 40 * minute;
/** The process is replaced at these minutes: twice before the update, and once well after it. */
const restartMinutes = [7, 12, 36];

function openCollector(remoteWrite: string, collector: string) {
  const jsonData = JSON.stringify({ history: { type: 'prometheus', remoteWrite }, sampling: { interval: '15s' } });
  const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
  const settings = readSettings({ ...instance, jsonData, lastUpdatedMs: 1 }, {});
  if (!settings.ok) throw new Error(settings.problem.message);
  const wait = (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  };
  const options = { settings: settings.value, collector, nowMs: () => endMs, flushMs: 20_000, wait };
  const engine = openSeriesHistory(options);
  const lives = new LifeTracker();
  const taken: Sample[] = [];
  return {
    close: () => engine.close(),
    take: (atMs: number, target: Labels = { service: 'shop', instance: 'a:6060' }) => {
      const started = restartMinutes.filter((at) => startMs + at * minute <= atMs).at(-1) ?? -60;
      const bornMs = startMs + started * minute;
      const figures = makeFigures({ cpuSeconds: (atMs - bornMs) / second / 10, startMs: bornMs });
      taken.push(lives.place(makeSample(atMs, { leak: 10 }, { target, figures })));
    },
    write: () => engine.append(taken.splice(0)),
  };
}

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`increase() over two collectors, in ${kind.name} (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  test(`increase() over two collectors counts each restart and each second once, in ${kind.name}`, async () => {
    const server = await kind.start();
    try {
      const [before, after] = ['before', 'after'].map((name) => openCollector(server.remoteWrite, name));
      for (let atMs = startMs; atMs <= endMs; atMs += 15 * second) {
        const at = (atMs - startMs) / minute;
        if (at <= 22) before?.take(atMs);
        // They sample the same target at moments of their own.
        if (at >= 20) after?.take(atMs + 7 * second);
        // In the order of time, since a server takes no older point of a series.
        if (at >= 20 && at <= 22) {
          for (const one of [before, after]) expect(await one?.write()).toEqual({ outcome: 'kept' });
        }
      }
      expect(await after?.write()).toEqual({ outcome: 'kept' });
      await Promise.all([before?.close(), after?.close()]);
      await server.settle();
      const read = async (query: string): Promise<number> => {
        const url = `${server.url}/api/v1/query?query=${encodeURIComponent(query)}&time=${endMs / second + 8}`;
        const answer = JSON.parse((await get(url)).body.toString()) as {
          readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
        };
        expect(answer.data.result).toHaveLength(1);
        return Number(answer.data.result[0]?.value[1]);
      };
      // Servers extend an increase to the ends of the range, by a few percent.
      const restarts = await read('sum(increase(parked_target_restarts_total[41m]))');
      expect(restarts).toBeGreaterThan(2.7);
      expect(restarts).toBeLessThan(3.4);
      const cpu = await read('sum(increase(parked_process_cpu_seconds_total[41m]))');
      expect(cpu).toBeGreaterThan(0.95 * 240);
      expect(cpu).toBeLessThan(1.1 * 240);
      expect(await read('sum(parked_goroutines)')).toBe(10);
    } finally {
      await server.remove();
    }
  }, 120_000);

  test(`a sample that another collector has overtaken costs no other target a sample, in ${kind.name}`, async () => {
    const server = await kind.start();
    try {
      const [quick, slow] = ['quick', 'slow'].map((name) => openCollector(server.remoteWrite, name));
      quick?.take(endMs);
      expect(await quick?.write()).toEqual({ outcome: 'kept' });
      for (let pod = 0; pod < 100; pod++) {
        slow?.take(endMs - second, { service: 'mail', instance: `${pod}:6060` });
        if (pod === 50) slow?.take(endMs - second);
      }
      await slow?.write();
      await Promise.all([quick?.close(), slow?.close()]);
      await server.settle();
      const query = encodeURIComponent('sum(parked_goroutines{service="mail"})');
      const url = `${server.url}/api/v1/query?query=${query}&time=${endMs / second}&latency_offset=1ms&nocache=1`;
      let body = '';
      // New series are found after a moment.
      for (let tries = 0; tries < 100 && !body.includes('"1000"'); tries++) {
        body = (await get(url)).body.toString();
        if (!body.includes('"1000"')) await pause(200);
      }
      expect(body).toContain('"1000"');
    } finally {
      await server.remove();
    }
  }, 120_000);
}
