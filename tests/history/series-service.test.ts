// The plugin's backend with its history in a real Prometheus: what is sampled is read back, a server that is down costs
// no live answer, and when it is back history goes on by itself.
import { setTimeout as pause } from 'node:timers/promises';
import type { PluginHandler } from '../../src/backend/protocol/handler.ts';
import { createService } from '../../src/backend/service.ts';
import { askService, framesOf } from '../../src/backend/testing/ask-service.ts';
import { startScriptedTarget, type ScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { seriesServers, type SeriesServer } from '../support/series-server.ts';

const minute = 60_000;

for (const kind of seriesServers) {
  if (kind.missing !== undefined) {
    test.skip(`history in ${kind.name} (skipped: ${kind.missing})`, () => undefined);
    continue;
  }
  describe(`history in ${kind.name}`, () => {
    let server: SeriesServer;
    let service: PluginHandler;
    let target: ScriptedTarget;

    beforeAll(async () => {
      [server, service, target] = await Promise.all([kind.start(), createService(), startScriptedTarget({ leak: 10 })]);
    }, 120_000);

    afterAll(async () => {
      await Promise.all([service.close(), target.close()]);
      await server.remove();
    });

    const ask = async (query: object) => {
      const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url };
      const jsonData = { history, sampling: { interval: '1s' }, labelKeys: ['tenant'], bounds: { freshness: '0s' } };
      const nowMs = Date.now();
      const range = { fromMs: nowMs - 5 * minute, toMs: nowMs, intervalMs: 1_000 };
      return askService(service, { url: target.url, jsonData, ...range }, query);
    };
    const trend = async (): Promise<readonly unknown[]> => {
      const answer = await ask({ queryType: 'trend', filter: { function: 'leak' } });
      return answer.ok ? (answer.frames[0]?.fields[1]?.values ?? []) : [answer.problem.message];
    };
    const until = async (isThere: () => Promise<boolean>): Promise<void> => {
      const deadlineMs = Date.now() + 30_000;
      while (!(await isThere())) {
        if (Date.now() > deadlineMs) throw new Error(`Not there after 30 s: ${JSON.stringify(await trend())}`);
        await pause(200);
      }
    };

    test('what is sampled is read back', async () => {
      await ask({ queryType: 'stacks' });
      const isRead = async (count: number): Promise<boolean> => {
        await server.settle();
        return (await trend()).includes(count);
      };
      await until(() => isRead(10));
      // A step shows the most of its samples: the next one has to be another step's.
      await pause(4_000);
      target.run({ leak: 25 });
      await until(() => isRead(25));
      expect(await trend()).toContain(10);
    }, 60_000);

    test('what series do not carry is refused by name', async () => {
      const answer = await ask({ queryType: 'trend', groupBy: ['label:tenant'] });
      if (answer.ok) throw new Error('was answered');
      expect(answer.problem.field).toBe('groupBy[0]');
      expect(answer.problem.message).toContain('Only the embedded history has them');
    });

    test('a server that is down costs no live answer, is named, and is written to again when it is back', async () => {
      await server.kill();
      target.run({ leak: 40 });
      await until(async () => {
        const [frame] = framesOf(await ask({ queryType: 'stacks', filter: { function: 'leak' } }));
        return frame?.fields.find(({ name }) => name === 'count')?.values[0] === 40;
      });
      expect((await trend())[0]).toMatch(/^The past cannot be read: 127\.0\.0\.1:\d+ refused the connection/);
      await pause(2_500);
      await server.start();
      // What was sampled meanwhile has waited.
      await until(async () => {
        await server.settle();
        return (await trend()).includes(40);
      });
    }, 90_000);
  });
}
