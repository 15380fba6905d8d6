// The memory promise: one figure for the process that no Viewer, target, discovery server or paste can push it beyond.
// All of them try at once, in a process that gets no more, while alert rules of another data source go on being
// answered.
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { buildExecutable } from '../support/built-executable.ts';
import type { Asker, DataSource, Question } from '../support/grafana-request.ts';
import { openMemoryGroup } from '../support/memory-group.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';
import { canMeasureCost } from '../support/process-cost.ts';

jest.setTimeout(300_000);

const promisedBytes = 2 ** 30;
const attackMs = Number(process.env['PARKED_ATTACK_MS'] ?? 60_000);
/** Runs only the attacks whose names contain this text. */
const only = process.env['PARKED_ATTACKS'] ?? '';

const group = openMemoryGroup();
let host: PluginHost;
let healthy: PlainTarget;
let hostile: ReturnType<typeof createServer>;
let hostilePort = 0;

beforeAll(async () => {
  const executable = buildExecutable();
  healthy = await startPlainTarget(() => 7);
  hostile = createServer((request, response) => void answerHostile(request.url ?? '', response));
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
  hostilePort = (hostile.address() as AddressInfo).port;
  host = await startPlugin(executable);
  void host.ended.then(() => (isGone = true));
  group?.limit(host.pid, String(promisedBytes));
}, 300_000);

afterAll(async () => {
  await host.stop();
  await healthy.close();
  hostile.closeAllConnections();
  hostile.close();
  group?.remove();
});

/** Empty samples: each pair of bytes takes fifty times as much when it is read. */
const emptySamples = gzipSync(Buffer.alloc(16 * 2 ** 20, Buffer.from([0x12, 0x00])));

const stacksOfHeavy = 4_000;

/** Some hundred KB of text, and no two targets have a stack in common. */
function writeHeavy(name: string, turn: number): string {
  const records = Array.from({ length: stacksOfHeavy }, (_, one) => {
    const addresses = Array.from({ length: 8 }, (_, depth) => `0x${(0x40_0000 + one * 8 + depth).toString(16)}`);
    const frames = addresses.map(
      (address, depth) => `#\t${address}\t${name}/p${one % 97}.f${one}x${depth}+0x1\t/src/${name}/${depth}.go:${one}`,
    );
    return `${1 + ((one + turn) % 5)} @ ${addresses.join(' ')}\n${frames.join('\n')}\n`;
  });
  return `goroutine profile: total ${3 * stacksOfHeavy}\n${records.join('\n')}`;
}

/** Written once per name, because the test must not be busier than the plugin. */
const heavy = Array.from({ length: 40 }, (_, name) => gzipSync(writeHeavy(`h${name}`, name)));

let lists = 0;

/** As many targets as fit a reply, others each time. */
function writeTargetList(): string {
  lists++;
  return JSON.stringify(
    Array.from({ length: 20_000 }, (_, one) => ({
      targets: [`127.0.0.1:${hostilePort}`],
      labels: { instance: `d${lists}-${one}`, __metrics_path__: '/metrics', more: 'x'.repeat(80) },
    })),
  );
}

function answerHostile(path: string, response: ServerResponse): void {
  const heavyName = Number(/^\/heavy(\d+)/.exec(path)?.[1] ?? NaN);
  if (path.startsWith('/bomb')) response.end(emptySamples);
  else if (path.startsWith('/list')) response.setHeader('content-type', 'application/json').end(writeTargetList());
  else if (!Number.isNaN(heavyName)) {
    response.setHeader('content-encoding', 'gzip');
    if (path.includes('/debug/pprof/')) response.end(heavy[heavyName % heavy.length]);
    else response.writeHead(404).end();
  }
  // All others say nothing.
}

const nowMs = () => Date.now();
const hostileUrl = () => `http://127.0.0.1:${hostilePort}`;

function describeSource(uid: string, jsonData: DataSource['jsonData']): DataSource {
  return { uid, name: uid, url: '', jsonData: { sampling: { enabled: false }, ...jsonData }, lastUpdatedMs: 1 };
}

const fleet = (uid: string, path: string, count: number): DataSource =>
  describeSource(uid, {
    targets: Array.from({ length: count }, (_, index) => ({
      urls: [`${hostileUrl()}/${path}${index}`],
      labels: { instance: `${path}${index}` },
    })),
  });

async function ask(
  source: DataSource,
  asker: Asker,
  models: readonly object[],
  more: Partial<Question> = {},
): Promise<string[]> {
  const questions = models.map((model, index) => {
    const range = { fromMs: nowMs() - 60_000, toMs: nowMs(), ...more };
    return { refId: `Q${index}`, model: { queryType: 'stacks', ...model }, ...range };
  });
  const answers = await host.queryData(source, asker, questions);
  return [...answers.values()].map(({ error }) => error?.message ?? 'answered');
}

/** Sampled as well, each second. */
const sampled = (uid: string, path: string, count: number): DataSource => ({
  ...fleet(uid, path, count),
  jsonData: { ...fleet(uid, path, count).jsonData, sampling: { interval: '1s' } },
});

const discovered = (): DataSource =>
  describeSource('discovered', {
    discovery: [1, 2, 3].map((list) => ({ type: 'http_sd', url: `${hostileUrl()}/list${list}` })),
    allowedHosts: ['127.0.0.1'],
  });

/** A download that is never read. It is abandoned after a while, and the next one is requested. */
async function leaveUnread(source: DataSource, turn: number): Promise<string[]> {
  const query = JSON.stringify({ limit: 1_000 + (turn % 500) });
  const url = `download?format=text&query=${encodeURIComponent(query)}`;
  const stream = host.openResource(source, { path: 'download', method: 'GET', url });
  await sleep(5_000);
  stream.cancel();
  return ['left'];
}

async function readResource(source: DataSource, path: string): Promise<string[]> {
  const stream = host.openResource(source, { path, method: 'GET', url: path });
  return new Promise((resolve) => {
    stream.on('data', () => undefined);
    stream.on('end', () => resolve(['read']));
    stream.on('error', (error) => resolve([error.message]));
  });
}

const empty = describeSource('empty', { targets: [{ urls: ['http://127.0.0.1:1'] }] });
const paste = gzipSync(Buffer.alloc(4 * 2 ** 20, Buffer.from([0x12, 0x00]))).toString('base64');
const large = 'x{1000}'.repeat(142);

/** Each attack, over and over, by so many people at once. */
const attacks: readonly (readonly [string, number, (turn: number) => Promise<string[]>])[] = [
  ['pasted dumps', 64, (turn) => ask(empty, 'panel', [{ inline: paste, limit: 1 + (turn % 1_000) }])],
  [
    'regular expressions',
    20,
    (turn) => ask(empty, 'panel', [{ targets: [{ label: `l${turn}`, op: '=~', value: large }] }]),
  ],
  ['hanging targets', 70, (turn) => ask(fleet('hanging', 'hang', 300), 'panel', [{ limit: 1 + (turn % 1_000) }])],
  ['bombs of targets', 20, (turn) => ask(fleet('bombs', 'bomb', 50), 'panel', [{ limit: 1 + (turn % 1_000) }])],
  [
    'a thousand heavy targets',
    8,
    (turn) => ask(sampled('heavy', 'heavy', 1_000), 'panel', [{ limit: 1 + (turn % 1_000) }]),
  ],
  [
    'long trends',
    8,
    (turn) =>
      ask(sampled('heavy', 'heavy', 1_000), 'panel', [{ queryType: 'trend', limit: 1 + (turn % 500) }], {
        fromMs: nowMs() - 15 * 86_400_000,
        maxDataPoints: 11_000,
      }),
  ],
  [
    'forged rules',
    8,
    (turn) =>
      ask(fleet('forged', 'heavy', 400), 'alert rule', [{ queryType: 'count', filter: { minCount: turn % 1_000 } }]),
  ],
  ['unread downloads', 100, (turn) => leaveUnread(fleet('downloads', 'heavy', 40), turn)],
  ['resources', 8, (turn) => readResource(fleet('lists', 'heavy', 100), turn % 2 === 0 ? 'functions' : 'groups')],
  [
    'discovery',
    8,
    (turn) =>
      ask(discovered(), 'panel', [{ queryType: turn % 2 === 0 ? 'targets' : 'stacks', limit: 1 + (turn % 1_000) }]),
  ],
  ['save & test', 4, async () => [(await host.checkHealth(discovered())).message]],
  [
    'many queries',
    2,
    (turn) =>
      ask(
        empty,
        'panel',
        Array.from({ length: 300 }, (_, one) => ({ limit: 1 + ((turn + one) % 1_000) })),
      ),
  ],
];

/** The newest that is known: a process that was ended has none. */
let peakBytes = 0;
let isGone = false;
const lookAtPeak = () => {
  if (isGone) return;
  const status = readFileSync(`/proc/${host.pid}/status`, 'utf8');
  peakBytes = Math.max(peakBytes, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
};

(canMeasureCost ? it : it.skip)(
  'a gibibyte holds all attacks at once, and rules of a neighbour are answered (needs Linux)',
  async () => {
    const rule = { ...describeSource('neighbour', {}), url: healthy.url };
    const untilMs = nowMs() + attackMs;
    const said = new Map<string, number>();
    const attackers = attacks
      .filter(([name]) => name.includes(only))
      .flatMap(([name, people, attack]) =>
        Array.from({ length: people }, async (_, person) => {
          for (let turn = person * 10_000; nowMs() < untilMs && !isGone; turn++) {
            const messages = await attack(turn).catch((error: unknown) => [String(error)]);
            for (const message of messages) {
              const key = `${name}: ${message.slice(0, 40)}`;
              said.set(key, (said.get(key) ?? 0) + 1);
            }
          }
        }),
      );
    const tookMs: number[] = [];
    const wrong: string[] = [];
    while (nowMs() < untilMs && !isGone) {
      const fromMs = performance.now();
      const [answer = 'nothing'] = await ask(rule, 'alert rule', [{ queryType: 'count' }]).catch((error: unknown) => [
        String(error),
      ]);
      tookMs.push(performance.now() - fromMs);
      if (answer !== 'answered') wrong.push(answer);
      lookAtPeak();
      await sleep(200);
    }
    await Promise.all(attackers);
    const sorted = tookMs.sort((a, b) => a - b);
    const quantile = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(0);
    process.stdout.write(
      `${tookMs.length} rules, median ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, slowest ${quantile(1)} ms; at most ${(peakBytes / 2 ** 20).toFixed(0)} MiB resident${group ? ' in a memory group' : ''}\n` +
        [...said].map(([key, count]) => `  ${count} × ${key}\n`).join(''),
    );
    expect(isGone).toBe(false);
    expect(wrong).toEqual([]);
    await expect(ask(rule, 'alert rule', [{ queryType: 'count' }])).resolves.toEqual(['answered']);
    expect(peakBytes).toBeLessThan(promisedBytes);
    expect([...said.keys()].filter((key) => /INTERNAL|failed inside|error of its own/.test(key))).toEqual([]);
  },
);
