// The heaviest honest use, for half an hour: 1,000 targets sampled every 15 s, 100 people on dashboards that refresh,
// 100 alert rules evaluated every minute. Memory and file descriptors over time, as a table; neither may keep growing.
// The other end is Grafana's own, in Go: one that speaks HTTP/2 through Node stops reading while it writes, and so do
// we. LOAD_MINUTES, LOAD_TARGETS, LOAD_USERS and LOAD_RULES narrow it. LOAD_PROFILE=1 tells where the
// time of half a minute went, which costs some of it.
import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildExecutable } from '../support/built-executable.ts';
import { tellWhereTimeGoes } from '../support/where-time-went.ts';

const read = (name: string, otherwise: number) => Number(process.env[`LOAD_${name}`] ?? otherwise);
const minutes = read('MINUTES', 30);
const targets = read('TARGETS', 1_000);
const users = read('USERS', 100);
const rules = read('RULES', 100);
const services = 50;
const stacks = 200;
const looks = Math.max(12, minutes * 2);
/** The first part of a run fills caches: the trend is judged after it. */
const warmUp = 1 / 3;
/** What a half of the rest may lie above the other: memory that is freed in fits and starts, not a leak. */
const most = { residentGrowth: 0.15, descriptors: 20 };

/** What a dashboard asks when it is opened. */
const panels = ['count', 'trend', 'suspects', 'stacks', 'runtime', 'events'];

jest.setTimeout((minutes + 10) * 60_000);

/** The report of tests/conformance/load. */
interface Look {
  readonly minute: number;
  readonly residentMB: number;
  readonly descriptors: number;
  readonly processorSeconds: number;
  readonly calls: number;
  readonly failed: number;
  readonly slowestHealthMs: number;
}

interface Outcome {
  readonly failures: readonly string[];
  /** Milliseconds, by who asked for what. */
  readonly answers: Readonly<Record<string, Record<'calls' | 'median' | 'p99' | 'most', number>>>;
  readonly metrics: Readonly<Record<string, number>>;
}

let folder = '';
let fleet: ChildProcess;
let url = '';
const hasGo = spawnSync('go', ['version']).status === 0;
const itRuns = hasGo && process.platform === 'linux' ? test : test.skip;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parked-load-'));
  fleet = fork(join(__dirname, '../bench/fleet/simulator.ts'), [String(targets), String(stacks)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  url = String((await once(fleet.stdout!, 'data'))[0]).trim();
}, 60_000);

afterAll(() => {
  fleet.kill();
  rmSync(folder, { recursive: true });
});

itRuns(
  `${users} people, ${rules} rules and ${targets} targets for ${minutes} minutes (needs Go and /proc)`,
  async () => {
    const { looks: seen, outcome } = await runHost({
      executable: buildExecutable(),
      settings: { history_dir: folder, profile_dir: join(folder, 'profiles') },
      jsonData: { sampling: { interval: '15s' }, targets: listTargets() },
      seconds: minutes * 60,
      ...{ looks, users, rules, services, panels, refreshMs: 30_000, evaluateMs: 60_000 },
    });

    expect(outcome.failures).toEqual([]);
    const judged = seen.slice(Math.floor(seen.length * warmUp));
    const half = judged.length >> 1;
    const [early, late] = [judged.slice(0, half), judged.slice(half)];
    const [residentEarly, residentLate] = [early, late].map((part) => mean(part.map((one) => one.residentMB)));
    expect(residentLate).toBeLessThan((residentEarly ?? 0) * (1 + most.residentGrowth));
    const [openEarly, openLate] = [early, late].map((part) => Math.max(...part.map((one) => one.descriptors)));
    expect(openLate).toBeLessThanOrEqual((openEarly ?? 0) + most.descriptors);
  },
);

function listTargets(): readonly Readonly<Record<string, unknown>>[] {
  return Array.from({ length: targets }, (_, target) => ({
    urls: [`${url}/t${target}`],
    labels: { service: `service${target % services}`, instance: `pod-${target}` },
    metrics: `/t${target}/metrics`,
  }));
}

/** Reports its results while it runs. */
async function runHost(plan: object): Promise<{ readonly looks: readonly Look[]; readonly outcome: Outcome }> {
  const program = join(folder, 'load');
  const built = spawnSync('go', ['build', '-o', program, './load'], {
    cwd: join(__dirname, '../conformance'),
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  const host = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  host.stdin.end(JSON.stringify(plan));
  const seen: Look[] = [];
  let outcome: Outcome | undefined;
  let telling: Promise<readonly string[]> | undefined;
  print('minute  resident MB  processor s  descriptors   calls  failed  slowest Save & test ms');
  for await (const line of createInterface({ input: host.stdout })) {
    const told = JSON.parse(line) as Look | Outcome;
    if ('answers' in told) outcome = told;
    else seen.push(told);
    if (process.env['LOAD_PROFILE'] === '1' && seen.length === looks >> 1) {
      telling ??= tellWhereTimeGoes(findChild(host.pid!), join(folder, 'profiles'), 25);
    }
    print('answers' in told ? describeOutcome(told) : describeLook(told));
  }
  for (const line of (await telling) ?? []) print(line);
  if (outcome === undefined) throw new Error('The host ended before it had told what became of the calls.');
  return { looks: seen, outcome };
}

/** The plugin, which is the only process that the host starts. */
function findChild(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

function describeLook(look: Look): string {
  const cells: readonly (readonly [text: string, width: number])[] = [
    [look.minute.toFixed(1), 6],
    [look.residentMB.toFixed(0), 12],
    [look.processorSeconds.toFixed(0), 12],
    [String(look.descriptors), 12],
    [String(look.calls), 7],
    [String(look.failed), 7],
    [look.slowestHealthMs.toFixed(0), 23],
  ];
  return cells.map(([text, width]) => text.padStart(width)).join(' ');
}

function describeOutcome({ failures, answers, metrics }: Outcome): string {
  const kinds = Object.entries(answers).map(
    ([kind, { calls, median, p99, most: slowest }]) =>
      `${kind}: ${calls} calls, median ${median.toFixed(0)} ms, 99 % ${p99.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms`,
  );
  const counts = Object.entries(metrics).map(([name, value]) => `${name} ${value}`);
  return [...kinds.sort(), ...counts, ...failures].join('\n');
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
