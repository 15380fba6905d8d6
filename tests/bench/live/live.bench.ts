// What Parked adds to a live process of 50,000 goroutines: the time of one `count` beyond the target's own answer to
// the very same request, and how many fetches the queries of a dashboard cost that arrive at once. A proxy in between
// tells.
import { executablePath } from '../../../scripts/demo/executable.ts';
import { startShop } from '../../../scripts/demo/shop.ts';
import type { DataSource, Question } from '../../support/grafana-request.ts';
import type { Answer } from '../../support/plugin-host.ts';
import { startPlugin } from '../../support/plugin-host.ts';
import { buildForBench } from './built-shop.ts';
import { median, report, startProxy } from './proxy.ts';

const goroutines = 50_000;
const rounds = 15;
const warmUps = 3;
const panels = 12;
const most = { beyondTargetMs: 20, fetches: 1 };

const shopPath = await buildForBench();
if (shopPath !== undefined) await measure(shopPath);

async function measure(shopPath: string): Promise<void> {
  const shop = await startShop(shopPath, ['-addr', '127.0.0.1:0', '-rate', '0', '-preload', String(goroutines)]);
  const proxy = await startProxy(shop.url);
  const host = await startPlugin(executablePath());
  try {
    const beyondMs: number[] = [];
    const targetMs: number[] = [];
    for (let round = 0; round < rounds + warmUps; round++) {
      // The settings have a new revision. Profiles are never shared across revisions, so each round fetches.
      const source = { uid: 'bench', name: 'Bench', url: proxy.url, jsonData: {}, lastUpdatedMs: round + 1 };
      proxy.reset();
      const startedMs = performance.now();
      const answers = await ask(source, 'A');
      const wholeMs = performance.now() - startedMs;
      check(answers);
      if (round < warmUps) continue;
      targetMs.push(proxy.answeredInMs());
      beyondMs.push(wholeMs - proxy.answeredInMs());
    }
    report(`count beyond the target's own answer, median of ${rounds}`, median(beyondMs), 'ms', most.beyondTargetMs);
    console.log(
      `  the target's own answer: median ${median(targetMs).toFixed(0)} ms; beyond it at most ${Math.max(...beyondMs).toFixed(1)} ms`,
    );

    proxy.reset();
    const source = { uid: 'bench-panels', name: 'Bench', url: proxy.url, jsonData: {}, lastUpdatedMs: 1 };
    await Promise.all(Array.from({ length: panels }, (_, panel) => ask(source, `P${panel}`)));
    report(`fetches for ${panels} panels at once, each a request of its own`, proxy.requests(), '', most.fetches);
  } finally {
    await host.stop();
    proxy.close();
    shop.child.kill('SIGKILL');
  }

  function ask(source: DataSource, refId: string): Promise<ReadonlyMap<string, Answer>> {
    const nowMs = Date.now();
    const question: Question = { refId, model: { queryType: 'count' }, fromMs: nowMs - 900_000, toMs: nowMs };
    return host.queryData(source, 'panel', [question]);
  }
}

function check(answers: ReadonlyMap<string, Answer>): void {
  for (const { error, frames } of answers.values()) {
    if (error !== undefined) throw new Error(error.message);
    const sum = frames.reduce((total, frame) => total + Number(frame.fields[0]?.values[0] ?? 0), 0);
    if (sum < goroutines) throw new Error(`The answer counts ${sum} goroutines, not ${goroutines}.`);
  }
}
