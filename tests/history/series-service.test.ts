// The plugin's backend with its history in a real Prometheus. Samples are read back, a server that is down does not
// delay live answers, and history continues when it is back.
import { setTimeout as pause } from 'node:timers/promises';
import type { PluginHandler } from '../../src/backend/protocol/handler.ts';
import { createService } from '../../src/backend/service.ts';
import { askService, describeContext, framesOf } from '../../src/backend/testing/ask-service.ts';
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

    const settings = () => {
      const history = { type: 'prometheus', remoteWrite: server.remoteWrite, query: server.url };
      return { history, sampling: { interval: '1s' }, labelKeys: ['tenant'], bounds: { freshness: '0s' } };
    };
    const ask = async (query: object, by = service) => {
      const jsonData = settings();
      const nowMs = Date.now();
      const range = { fromMs: nowMs - 5 * minute, toMs: nowMs, intervalMs: 1_000 };
      return askService(by, { url: target.url, jsonData, ...range }, query);
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

    describe('while the server is stopped', () => {
      let fresh: PluginHandler;

      const read = async (query: object, by: PluginHandler) => JSON.stringify(await ask(query, by));
      const live = [{ queryType: 'count' }, { queryType: 'stacks' }, { queryType: 'stacks', limit: 3 }];

      beforeAll(async () => {
        server.stop();
        fresh = await createService();
      });
      afterAll(async () => {
        server.go();
        await fresh.close();
      });

      test.each(['one that knew it before', 'one that starts now'])(
        'answers about now do not wait: %s',
        async (which) => {
          const by = which === 'one that starts now' ? fresh : service;
          for (const query of live) expect(await read(query, by)).toContain('"frames":[{');
          expect(await read({ queryType: 'stacks' }, by)).toContain(new URL(server.url).host);
        },
        // One question to the server alone would take 20 s.
        15_000,
      );

      test('a rule on grades fails rather than say that nothing leaks, and names the server', async () => {
        const text = await read({ queryType: 'count', filter: { minGrade: 'likely' } }, fresh);
        expect(text).toContain('"ok":false');
        expect(text).toContain(new URL(server.url).host);
      }, 60_000);

      test('Save & test fails, and says that it is the past that cannot be read', async () => {
        const context = describeContext({ url: target.url, jsonData: settings(), role: 'Admin' });
        const health = await service.checkHealth(context, new AbortController().signal);
        expect(health.status).toBe('error');
        expect(health.message).toContain('The server of history does not answer');
        expect(JSON.stringify(health.details)).toContain(new URL(server.url).host);
      }, 60_000);

      test('the past is answered again when the server goes on', async () => {
        server.go();
        await until(async () => (await trend()).includes(25));
        const context = describeContext({ url: target.url, jsonData: settings(), role: 'Admin' });
        expect((await service.checkHealth(context, new AbortController().signal)).status).toBe('ok');
      }, 90_000);
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
      // Samples of that time have waited.
      await until(async () => {
        await server.settle();
        return (await trend()).includes(40);
      });
    }, 90_000);
  });
}
