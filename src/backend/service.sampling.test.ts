import { setTimeout as pause } from 'node:timers/promises';
import { createFakeClock, type FakeClock } from './history/testing/fake-clock.ts';
import { describeWithSqlite } from './history/testing/samples.ts';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { askService, framesOf, type Situation } from './testing/ask-service.ts';
import { startScriptedTarget, type ScriptedTarget } from './testing/scripted-target.ts';

const startMs = 1_700_000_010_000;
const minute = 60_000;
const profilePath = '/debug/pprof/goroutine?debug=0';

let clock: FakeClock;
let service: PluginHandler;
let target: ScriptedTarget;

beforeEach(async () => {
  clock = createFakeClock(startMs);
  [service, target] = await Promise.all([
    createService({ nowMs: clock.nowMs, clock }),
    startScriptedTarget({ leak: 10 }),
  ]);
});

afterEach(async () => {
  await Promise.all([service.close(), target.close()]);
});

const ask = (query: object, situation: Situation = {}) =>
  askService(service, { url: target.url, fromMs: startMs - minute, toMs: clock.nowMs(), ...situation }, query);

const countFetches = () => target.requests.filter((path) => path === profilePath).length;

/** Lets time pass until the target has been asked once more. */
async function passTurn(): Promise<void> {
  const before = countFetches();
  while (countFetches() === before) {
    await clock.advance(1_000);
    await pause(1);
  }
}

describeWithSqlite('with nobody looking', () => {
  test('a target is sampled from the first request on', async () => {
    await ask({ queryType: 'stacks' });
    for (const leak of [20, 30, 40]) {
      target.run({ leak });
      await passTurn();
    }
    await passTurn();
    const [frame] = framesOf(await ask({ queryType: 'trend' }, { intervalMs: 30_000 }));
    expect(frame?.fields[1]?.values).toContain(40);
    const samples = frame?.meta?.stats?.find(({ displayName }) => displayName === 'Samples');
    expect(samples?.value).toBeGreaterThanOrEqual(4);
    // Nobody looked in between.
    expect(countFetches()).toBe(5);
  });

  test('its own figures are read too, and never a dump', async () => {
    target.set('/metrics', 'go_goroutines 10\nprocess_resident_memory_bytes 1e+07\n');
    await ask({ queryType: 'stacks' });
    await passTurn();
    await passTurn();
    expect(target.requests).toContain('/metrics');
    expect(target.requests.some((path) => path.includes('debug=2'))).toBe(false);
  });

  test('even a request that fails starts sampling', async () => {
    await ask({ queryType: 'trend' }, { fromMs: 0, toMs: 0 });
    expect(countFetches()).toBe(0);
    await passTurn();
    expect(countFetches()).toBe(1);
  });

  test('a process near its memory limit is left alone, and whoever looks at its past is told', async () => {
    target.set('/metrics', 'go_goroutines 100000\nprocess_resident_memory_bytes 9.99e+07\n');
    const jsonData = { memoryLimit: '100MB' };
    target.run({ leak: 100_000 });
    await ask({ queryType: 'stacks' }, { jsonData });
    await passTurn();
    const before = countFetches();
    for (let turn = 0; turn < 5; turn++) {
      await clock.advance(30_000);
      await pause(5);
    }
    expect(countFetches()).toBe(before);
    const [frame] = framesOf(await ask({ queryType: 'trend' }, { jsonData, toMs: clock.nowMs() - minute }));
    expect(frame?.meta?.notices?.map(({ text }) => text).join()).toContain('Sampling is paused');
    const [up] = framesOf(
      await ask({ queryType: 'runtime', figures: ['up'] }, { jsonData, toMs: clock.nowMs() - minute / 2 }),
    );
    const readable = up?.fields.find(({ name }) => name === 'up')?.values ?? [];
    expect([readable.includes(1), readable.includes(0)]).toEqual([true, false]);
    target.set('/metrics', 'go_goroutines 10\nprocess_resident_memory_bytes 1e+07\n');
    await passTurn();
  });

  test('nothing is sampled if sampling is off', async () => {
    const jsonData = { sampling: { enabled: false } };
    await ask({ queryType: 'stacks' }, { jsonData });
    expect(clock.waiting()).toBe(0);
  });

  test('settings that differ are a change whatever their stamp; those just replaced are late, and count after a minute', async () => {
    const other = await startScriptedTarget({ leak: 10 });
    const countOther = () => other.requests.filter((path) => path === profilePath).length;
    const turn = async (): Promise<void> => {
      for (let second = 0; second < 75; second++) {
        await clock.advance(1_000);
        await pause(1);
      }
    };
    await ask({ queryType: 'trend' }, { fromMs: 0, toMs: 0 });
    await turn();
    expect([countFetches() > 0, countOther()]).toEqual([true, 0]);
    await ask({ queryType: 'trend' }, { fromMs: 0, toMs: 0, url: other.url });
    // A request with the settings of before was on its way.
    await ask({ queryType: 'trend' }, { fromMs: 0, toMs: 0 });
    const before = countFetches();
    await turn();
    expect([countFetches(), countOther() > 0]).toEqual([before, true]);
    await ask({ queryType: 'trend' }, { fromMs: 0, toMs: 0 });
    await turn();
    expect(countFetches()).toBeGreaterThan(before);
    await other.close();
  });

  test('nothing goes on after the end', async () => {
    await ask({ queryType: 'stacks' });
    await service.close();
    expect(clock.waiting()).toBe(0);
  });
});
