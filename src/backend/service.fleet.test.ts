// A fleet of which many are down, each in a way of its own: the others stay fresh, those that are down are told with
// the reason, and no target ever has two fetches in flight.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { PluginHandler } from './protocol/handler.ts';
import { createService } from './service.ts';
import { startTarget, type FakeTarget, type Handler } from './targets/testing/fake-target.ts';
import { recordedText } from './targets/testing/recorded.ts';
import { askService, framesOf, noticesOf, numbersOf } from './testing/ask-service.ts';

const healthy = 70;
const ways = ['refuses', 'drops', 'head', 'body'] as const;
const down = 30;
/** Beyond the first, which the query itself fetches. */
const rounds = 1;

/** Listens and never accepts. Once its short queue is full, clients get no answer. */
const deafListener = `const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  process.send(server.address().port, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});`;

let folder = '';
let deaf: ChildProcess;
let deafPort = 0;
let fillers: Socket[] = [];
let fleet: FakeTarget;
let service: PluginHandler;

const asked = new Map<string, number>();
const inFlight = new Map<string, number>();
let maxInFlight = 0;

const answer: Handler = (request, response) => {
  const [, name = ''] = /^\/(\w+)\/debug\/pprof\/goroutine/.exec(request.url ?? '') ?? [];
  if (name === '') {
    response.writeHead(404).end();
    return;
  }
  asked.set(name, (asked.get(name) ?? 0) + 1);
  inFlight.set(name, (inFlight.get(name) ?? 0) + 1);
  maxInFlight = Math.max(maxInFlight, inFlight.get(name) ?? 0);
  response.on('close', () => inFlight.set(name, (inFlight.get(name) ?? 0) - 1));
  if (name.startsWith('up')) response.end(recordedText);
  else if (name.startsWith('body')) response.write(recordedText.slice(0, 100));
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parked-fleet-'));
  const script = join(folder, 'deaf.cjs');
  writeFileSync(script, deafListener);
  deaf = fork(script, { execArgv: [] });
  deafPort = Number((await once(deaf, 'message'))[0]);
  fillers = Array.from({ length: 8 }, () => connect(deafPort, '127.0.0.1').on('error', () => undefined));
  await once(fillers[0]!, 'connect');
  fleet = await startTarget(answer);
  service = await createService({ inMemory: true });
}, 60_000);

afterAll(async () => {
  await service.close();
  for (const filler of fillers) filler.destroy();
  deaf.kill('SIGKILL');
  await fleet.close();
  rmSync(folder, { recursive: true });
});

/** Port 1 belongs to nobody. */
function addressOf(way: (typeof ways)[number], number: number): string {
  if (way === 'refuses') return `http://127.0.0.1:1/refuses${number}`;
  if (way === 'drops') return `http://127.0.0.1:${deafPort}/drops${number}`;
  return `${fleet.url}/${way}${number}`;
}

test(`${healthy} of 100 targets stay fresh while ${down} are down in four ways`, async () => {
  const targets = [
    ...Array.from({ length: healthy }, (_, number) => ({
      urls: [`${fleet.url}/up${number}`],
      labels: { instance: `up${number}` },
    })),
    ...Array.from({ length: down }, (_, number) => {
      const way = ways[number % ways.length] ?? 'head';
      return { urls: [addressOf(way, number)], labels: { instance: `${way}${number}` } };
    }),
  ];
  const situation = {
    jsonData: {
      targets,
      sampling: { interval: '2s' },
      bounds: { fetchTimeout: '6s', connectTimeout: '3s' },
    },
    role: 'Editor' as const,
  };
  const query = { queryType: 'count', per: ['instance'] };
  const nowMs = Date.now();
  const frames = framesOf(await askService(service, { ...situation, fromMs: nowMs - 60_000, toMs: nowMs }, query));

  const read = numbersOf(frames).flatMap(([labels, value]) => (Number(value) > 0 ? [labels['instance']] : []));
  expect([...new Set(read)].sort()).toEqual(
    targets
      .slice(0, healthy)
      .map(({ labels }) => labels.instance)
      .sort(),
  );
  const notice = noticesOf(frames).find((text) => text.includes('could not be read'));
  expect(notice).toContain('30 of 100 targets could not be read');

  // Sampled on and on, whatever the others do.
  const isFresh = () => targets.slice(0, healthy).every(({ labels }) => (asked.get(labels.instance) ?? 0) > rounds);
  while (!isFresh()) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(maxInFlight).toBe(1);
  const maxOfDown = Math.max(...[...asked].filter(([name]) => !name.startsWith('up')).map(([, times]) => times));
  expect(maxOfDown).toBeLessThan(
    Math.max(...[...asked].filter(([name]) => name.startsWith('up')).map(([, times]) => times)),
  );

  // Each unreadable target is reported with its own reason to a query for it.
  const reasons = {
    refuses: /refused/,
    drops: /within 3s|connect/i,
    head: /sent nothing|asked again/,
    body: /not done|asked again/,
  };
  for (const { labels } of targets.slice(healthy, healthy + ways.length)) {
    const alone = await askService(
      service,
      { ...situation, fromMs: nowMs, toMs: Date.now() },
      {
        queryType: 'count',
        targets: [{ label: 'instance', op: '=', value: labels.instance }],
      },
    );
    const way = ways.find((each) => labels.instance.startsWith(each)) ?? 'head';
    expect(alone.ok ? 'answered' : alone.problem.message).toMatch(reasons[way]);
  }
}, 120_000);
