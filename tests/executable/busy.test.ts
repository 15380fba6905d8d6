// While much is asked and much is read, the plugin still answers others. Judged by the order of answers, not by time.
import { gzipSync } from 'node:zlib';
import { buildExecutable } from '../support/built-executable.ts';
import { writeDeepStacks } from '../support/deep-stacks.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';

const MiB = 1024 * 1024;
const graphs = 6;
let executable = '';
let host: PluginHost;
let target: PlainTarget;

beforeAll(async () => {
  executable = buildExecutable();
  host = await startPlugin(executable);
  target = await startPlainTarget(() => 7);
}, 300_000);

afterAll(async () => {
  await host.stop();
  await target.close();
}, 30_000);

function describeSource(uid: string, path: string) {
  return { uid, name: uid, url: `${target.url}${path}`, jsonData: { sampling: { enabled: false } }, lastUpdatedMs: 1 };
}

function ask(uid: string, path: string, models: readonly Readonly<Record<string, unknown>>[]) {
  const nowMs = Date.now();
  const questions = models.map((model, index) => ({
    refId: `Q${index}`,
    model,
    fromMs: nowMs - 60_000,
    toMs: nowMs,
  }));
  return host.queryData(describeSource(uid, path), 'panel', questions);
}

/** A debug=1 text of different stacks, about as long as asked. */
function writeLongProfile(bytes: number): Buffer {
  const frames = Array.from(
    { length: 30 },
    (_, depth) =>
      `#\t0x${depth + 1}\texample.com/app/deep.(*Walker).step${depth}+0x1\t/src/app/deep/walker.go:${depth + 10}\n`,
  );
  const tail = frames.join('');
  const blocks = Math.floor(bytes / (tail.length + 80));
  const parts = [`goroutine profile: total ${blocks}\n`];
  for (let block = 0; block < blocks; block++) {
    const pc = (0x400000 + (block % 5_000) * 16).toString(16);
    parts.push(`1 @ 0x${pc}\n#\t0x${pc}\tmain.leak${block % 5_000}+0x1\t/src/main.go:${block % 5_000}\n${tail}\n`);
  }
  return Buffer.from(parts.join(''));
}

test('while a profile of 64 MiB is read, Save & test of another data source is answered again and again', async () => {
  const body = gzipSync(writeLongProfile(64 * MiB), { level: 1 });
  const sent = new Promise<void>((resolve) => {
    target.onFetch((path, _, response) => {
      if (!path.startsWith('/large')) return false;
      response.end(body);
      resolve();
      return true;
    });
  });
  let isDone = false;
  const large = ask('large', '/large', [{ queryType: 'stacks' }]).finally(() => (isDone = true));
  await sent;
  let answered = 0;
  while (!isDone) {
    const health = await host.checkHealth(describeSource('small', '/small'));
    expect(health.ok).toBe(true);
    if (!isDone) answered++;
  }
  const answer = (await large).get('Q0');
  expect(answer?.error).toBeUndefined();
  expect(answer?.frames.length).toBeGreaterThan(0);
  expect(answered).toBeGreaterThanOrEqual(3);
}, 120_000);

test('while flame graphs of 15,000 deep stacks are drawn, Save & test of another data source is answered all the time', async () => {
  const body = writeDeepStacks(15_000, 60);
  target.onFetch((path, _, response) => {
    if (!path.startsWith('/deep')) return false;
    response.end(body);
    return true;
  });
  // Not checked for the graph, because it is drawn from the profile that was just read.
  expect((await ask('deep', '/deep', [{ queryType: 'count', groupBy: ['state'] }])).get('Q0')?.error).toBeUndefined();
  await host.checkHealth(describeSource('small', '/small'));
  let isDone = false;
  // Each draws another graph: nothing is drawn once for all.
  const models = Array.from({ length: graphs }, (_, minCount) => ({ queryType: 'flamegraph', filter: { minCount } }));
  const drawn = ask('deep', '/deep', models).finally(() => (isDone = true));
  let answered = 0;
  while (!isDone) {
    expect((await host.checkHealth(describeSource('small', '/small'))).ok).toBe(true);
    if (!isDone) answered++;
  }
  const answer = (await drawn).get('Q0');
  expect(answer?.error).toBeUndefined();
  expect(answer?.frames[0]?.fields[0]?.values.length).toBeGreaterThan(10_000);
  // Eleven to eighteen here; a graph that holds up everything lets one in at most.
  expect(answered).toBeGreaterThan(graphs);
}, 120_000);

test('a hundred dashboards at once cost a target one fetch, and Save & test is not last in line', async () => {
  const dashboards = 100;
  let fetches = 0;
  target.onFetch((path) => {
    if (path.startsWith('/many')) fetches++;
    return false;
  });
  // Each query differs, because equal ones share one answer.
  const list = (minCount: number) =>
    ['count', 'stacks', 'flamegraph', 'stacks', 'count', 'flamegraph'].map((queryType) => ({
      queryType,
      filter: { minCount },
    }));
  let done = 0;
  let doneBefore = dashboards;
  const all = Array.from({ length: dashboards }, (_, dashboard) =>
    ask('many', '/many', list(dashboard)).then((answers) => {
      done++;
      return [...answers.values()].every(({ error }) => error === undefined);
    }),
  );
  const health = host.checkHealth(describeSource('aside', '/aside')).then((report) => {
    doneBefore = done;
    return report.ok;
  });
  expect(await Promise.all(all)).toEqual(Array.from({ length: dashboards }, () => true));
  expect(await health).toBe(true);
  expect(fetches).toBe(1);
  expect(doneBefore).toBeLessThan(dashboards);
}, 120_000);
