// One refresh of the overview dashboard, with 50,000 live goroutines and six hours of history: how many profiles are
// fetched, and what its answers take beyond the target's own. Every query is a request of its own, all at once, as
// Grafana sends panels; the queries are read from the dashboard itself.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { executablePath } from '../../../scripts/demo/executable.ts';
import { startShop } from '../../../scripts/demo/shop.ts';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import { nameHistoryFile } from '../../../src/backend/history/file-name.ts';
import { overview } from '../../../src/dashboards/overview.ts';
import type { DataSource, Question } from '../../support/grafana-request.ts';
import type { Answer } from '../../support/plugin-host.ts';
import { startPlugin } from '../../support/plugin-host.ts';
import { intervalMs, makeService, makeStack, stacks } from '../history/service-load.ts';
import { buildForBench } from './built-shop.ts';
import { median, report, startProxy } from './proxy.ts';

const goroutines = 50_000;
const rounds = 10;
const warmUps = 2;
const pastMs = 6 * 3_600_000;
const most = { beyondTargetMs: 300, fetches: 1 };
const uid = 'overview';

const shopPath = await buildForBench();
if (shopPath !== undefined) await measure(shopPath);

async function measure(shopPath: string): Promise<void> {
  const models = listQueries();
  const folder = mkdtempSync(join(tmpdir(), 'parked-overview-'));
  const shop = await startShop(shopPath, ['-addr', '127.0.0.1:0', '-rate', '0', '-preload', String(goroutines)]);
  const proxy = await startProxy(shop.url);
  await fillHistory(folder, new URL(proxy.url).host);
  const host = await startPlugin(executablePath(), { history_dir: folder });
  const source: DataSource = { uid, name: 'Bench', url: proxy.url, jsonData: {}, lastUpdatedMs: 1 };
  try {
    const wholeMs: number[] = [];
    const beyondMs: number[] = [];
    const targetMs: number[] = [];
    const fetches: number[] = [];
    for (let round = 0; round < rounds + warmUps; round++) {
      proxy.reset();
      const startedMs = performance.now();
      const answered = await Promise.all(models.map((model) => ask(model)));
      const tookMs = performance.now() - startedMs;
      answered.forEach(check);
      // The sampler may have fetched a moment ago: then there was nothing left to fetch.
      if (round >= warmUps) fetches.push(proxy.requests());
      if (round >= warmUps && proxy.requests() > 0) {
        wholeMs.push(tookMs);
        targetMs.push(proxy.answeredInMs());
        beyondMs.push(tookMs - proxy.answeredInMs());
      }
      // Longer than a profile is fresh: five seconds, or a hundred times what its fetch took.
      await pause(Math.max(5_500, 110 * proxy.answeredInMs()));
    }
    console.log(`  ${models.length} queries: ${models.map(({ queryType }) => String(queryType)).join(', ')}`);
    report(`fetches for a refresh, the most of ${fetches.length}`, Math.max(...fetches), '', most.fetches);
    report(
      `all answers beyond the target's own, median of ${beyondMs.length}`,
      median(beyondMs),
      'ms',
      most.beyondTargetMs,
    );
    console.log(
      `  the target's own answer: median ${median(targetMs).toFixed(0)} ms; with it all were answered after ${median(wholeMs).toFixed(0)} ms; beyond it at most ${Math.max(...beyondMs).toFixed(0)} ms`,
    );
  } finally {
    await host.stop();
    proxy.close();
    shop.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }

  async function ask(model: Question['model']): Promise<Answer | undefined> {
    const nowMs = Date.now();
    const answers = await host.queryData(source, 'panel', [{ refId: 'A', model, fromMs: nowMs - pastMs, toMs: nowMs }]);
    return answers.get('A');
  }

  function check(answer: Answer | undefined, query: number): void {
    if (answer === undefined || answer.error !== undefined) throw new Error(answer?.error?.message ?? 'no answer');
    const { frames } = answer;
    const type = models[query]?.['queryType'];
    // Twelve stacks and the rest; all goroutines, in however few rows.
    if (type === 'trend' && frames.length !== 13) throw new Error(`The trend has ${frames.length} series.`);
    const counts = frames[0]?.fields.find(({ name }) => name === 'count')?.values ?? [];
    const sum = counts.reduce<number>((total, count) => total + Number(count), 0);
    if (type === 'stacks' && sum < goroutines) throw new Error(`The table counts ${sum} goroutines.`);
  }
}

/** What a refresh asks Parked, with every service and instance chosen. */
function listQueries(): readonly Readonly<Record<string, unknown>>[] {
  const { panels = [], annotations } = overview();
  const asked = panels.flatMap((panel) => ('targets' in panel ? (panel.targets ?? []) : []));
  const all: readonly unknown[] = [...asked, ...(annotations?.list ?? []).map(({ target }) => target)];
  return all
    .map((target) => JSON.parse(JSON.stringify(target).replaceAll(/\$(service|instance)\b/g, '.*')) as object)
    .filter((target): target is Readonly<Record<string, unknown>> => 'queryType' in target);
}

/** Two hundred stacks, most level, some wandering, a few climbing; a sample every 15 s until now. */
async function fillHistory(folder: string, instance: string): Promise<void> {
  const nowMs = Date.now();
  const engine = await openEmbeddedHistory({
    path: join(folder, nameHistoryFile(1, uid)),
    nowMs: () => nowMs,
    retentionMs: 15 * 86_400_000,
    maxBytes: 2 ** 30,
    version: 'bench',
  });
  const service = makeService(
    { service: '127.0.0.1', instance },
    Array.from({ length: stacks }, (_, number) => makeStack(number)),
    1,
  );
  const count = Math.floor(pastMs / intervalMs);
  const samples = Array.from({ length: count }, (_, index) => service.nextSample(nowMs - (count - index) * intervalMs));
  for (let from = 0; from < count; from += 100) await engine.append(samples.slice(from, from + 100));
  await engine.close();
}
