// What one organisation or data source has seen, another that is spelled the same never does: history, verdicts,
// baselines, source, shared answers.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createFakeClock } from '../../src/backend/history/testing/fake-clock.ts';
import { describeWithSqlite } from '../../src/backend/history/testing/samples.ts';
import { withServer, type Served } from '../../src/backend/protocol/testing/serve.ts';
import { createService } from '../../src/backend/service.ts';
import { startPprofServer } from '../../src/backend/testing/pprof-server.ts';
import { startScriptedTarget } from '../../src/backend/testing/scripted-target.ts';
import { queryTypes } from '../../src/core/query/model.ts';
import { routes } from '../../src/backend/answers/resources/routes.ts';
import { createCaller, type Caller } from './caller.ts';

jest.setTimeout(120_000);

const startMs = 1_800_000_000_000;
/** In the names of everything that the first organisation sees, and of nothing that others do. */
const mark = 'alphaOnly';

/** All that reads, as one text. */
async function readAll(caller: Caller, range: { fromMs: number; toMs: number }): Promise<string> {
  const texts: string[] = [];
  const models = [
    ...queryTypes.map((queryType) => ({ queryType, function: 'main.*', showIgnored: true })),
    ...['stacks', 'diff', 'flamegraph', 'count'].flatMap((queryType) => [
      { queryType, baseline: { ago: '2m' }, value: 'ratio' },
      { queryType, baseline: { name: `healthy-${mark}` }, value: 'ratio' },
    ]),
    { queryType: 'count', value: 'growth' },
    { queryType: 'count', filter: { minGrade: 'watch' } },
  ];
  const past = { fromMs: range.fromMs, toMs: range.toMs - 60_000 };
  for (const model of models) {
    // An answer repeats the question to the person who asked, which is no leak.
    for (const asked of [range, past])
      texts.push((await caller.query(model, asked)).text.replaceAll(`healthy-${mark}`, ''));
  }
  for (const { method, path } of routes) {
    if (method === 'GET') texts.push((await caller.call(method, path, '?label=service')).text);
  }
  texts.push((await caller.health()).text);
  return texts.join('\n');
}

describeWithSqlite('what an organisation has seen', () => {
  test('is told to it, and to no other organisation or data source', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-organisations-'));
    const clock = createFakeClock(startMs);
    const service = await createService({ nowMs: clock.nowMs, clock });
    const target = await startScriptedTarget({ [mark]: 10 });
    const git = await startPprofServer();
    git.set('/main.go', (_, response) => void response.end(`package main\n// ${mark}\n`.repeat(20)));
    const source = {
      url: target.url,
      jsonData: { sourceRaw: `${git.url}/{file}`, ownCode: ['main'], bounds: { freshness: '10m' } },
    };
    const call = (served: Served, more: { orgId?: number; uid?: string }) =>
      createCaller(served, { ...source, ...more }, { role: 'Admin', ...more });

    const play = async (served: Served): Promise<void> => {
      const first = call(served, { orgId: 1, uid: 'goroutines' });
      const range = () => ({ fromMs: startMs - 60_000, toMs: clock.nowMs() });
      for (let count = 20; count <= 60; count += 10) {
        await first.query({ queryType: 'stacks' }, range());
        target.run({ [mark]: count });
        await clock.advance(60_000);
        await pause(5);
      }
      const kept = await first.call('POST', 'baselines', '', JSON.stringify({ name: `healthy-${mark}` }));
      expect(kept.status).toBe(200);
      const seen = await readAll(first, range());
      expect(seen.split(mark).length).toBeGreaterThan(20);

      // At the same moment, with the first one's answers still fresh.
      target.run({ beta: 5 });
      git.set('/main.go', (_, response) => void response.end('package main\n// beta\n'.repeat(20)));
      const others = [
        { orgId: 2, uid: 'goroutines' },
        { orgId: 1, uid: 'goroutines2' },
        { orgId: 11, uid: 'goroutines' },
      ];
      for (const other of others) {
        const told = await readAll(call(served, other), range());
        expect(told).toContain('main.beta');
        expect(told).not.toContain(mark);
      }
      const again = await first.query({ queryType: 'trend' }, range());
      expect(again.text).toContain(mark);
      expect(again.text).not.toContain('beta');
    };
    try {
      await withServer(service, play, { history_dir: folder });
      const files = readdirSync(folder).filter((name) => name.endsWith('.db'));
      expect(files.sort()).toEqual(['1-goroutines.db', '1-goroutines2.db', '11-goroutines.db', '2-goroutines.db']);
    } finally {
      await Promise.all([service, target, git].map((one) => one.close()));
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
