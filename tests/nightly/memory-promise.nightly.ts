// The memory promise: one figure for the process that no Viewer, target or paste can push it beyond. All of them try at
// once, in a process that gets no more, while alert rules of another data source go on being answered.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { buildExecutable } from '../support/built-executable.ts';
import type { Asker, DataSource } from '../support/grafana-request.ts';
import { openMemoryGroup } from '../support/memory-group.ts';
import { startPlainTarget, type PlainTarget } from '../support/plain-target.ts';
import { startPlugin, type PluginHost } from '../support/plugin-host.ts';
import { canMeasureCost } from '../support/process-cost.ts';

jest.setTimeout(300_000);

const promisedBytes = 2 ** 30;
const attackMs = Number(process.env['PARKED_ATTACK_MS'] ?? 30_000);

const group = openMemoryGroup();
let host: PluginHost;
let healthy: PlainTarget;
let hostile: ReturnType<typeof createServer>;

beforeAll(async () => {
  const executable = buildExecutable();
  healthy = await startPlainTarget(() => 7);
  hostile = createServer((request, response) => void answerHostile(request.url ?? '', response));
  await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
  host = await startPlugin(executable);
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

function answerHostile(path: string, response: { end: (body: Buffer) => unknown }): void {
  // Half of the targets say nothing, the others send what unpacks to much.
  if (path.startsWith('/bomb')) response.end(emptySamples);
}

const nowMs = () => Date.now();
const hostileUrl = () => `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;

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

async function ask(source: DataSource, asker: Asker, models: readonly object[]): Promise<string[]> {
  const questions = models.map((model, index) => {
    const range = { fromMs: nowMs() - 60_000, toMs: nowMs() };
    return { refId: `Q${index}`, model: { queryType: 'stacks', ...model }, ...range };
  });
  const answers = await host.queryData(source, asker, questions);
  return [...answers.values()].map(({ error }) => error?.message ?? 'answered');
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
    'many queries',
    2,
    (turn) =>
      ask(
        empty,
        'panel',
        Array.from({ length: 300 }, (_, one) => ({ limit: turn + one + 1 })),
      ),
  ],
];

/** The newest that is known: a process that was ended has none. */
let peakBytes = 0;
const lookAtPeak = () => {
  const status = readFileSync(`/proc/${host.pid}/status`, 'utf8');
  peakBytes = Math.max(peakBytes, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
};

(canMeasureCost ? it : it.skip)(
  'a gibibyte holds all attacks at once, and rules of a neighbour are answered (needs Linux)',
  async () => {
    const rule = { ...describeSource('neighbour', {}), url: healthy.url };
    const untilMs = nowMs() + attackMs;
    const said = new Map<string, number>();
    const attackers = attacks.flatMap(([name, people, attack]) =>
      Array.from({ length: people }, async (_, person) => {
        for (let turn = person * 10_000; nowMs() < untilMs; turn++) {
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
    while (nowMs() < untilMs) {
      const fromMs = performance.now();
      const [answer = 'nothing'] = await ask(rule, 'alert rule', [{ queryType: 'count' }]);
      tookMs.push(performance.now() - fromMs);
      if (answer !== 'answered') wrong.push(answer);
      lookAtPeak();
      await sleep(200);
    }
    await Promise.all(attackers);
    const sorted = tookMs.sort((a, b) => a - b);
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
    process.stdout.write(
      `${tookMs.length} rules, p99 ${p99.toFixed(0)} ms; at most ${(peakBytes / 2 ** 20).toFixed(0)} MiB resident${group ? ' in a memory group' : ''}\n` +
        [...said].map(([key, count]) => `  ${count} × ${key}\n`).join(''),
    );
    expect(wrong).toEqual([]);
    await expect(ask(rule, 'alert rule', [{ queryType: 'count' }])).resolves.toEqual(['answered']);
    expect(peakBytes).toBeLessThan(promisedBytes);
    expect([...said.keys()].filter((key) => /INTERNAL|failed inside|error of its own/.test(key))).toEqual([]);
  },
);
