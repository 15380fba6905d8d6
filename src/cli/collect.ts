// Runs `parked collect`: starts it, handles signals, and shuts it down in order.
import {
  checkCollector,
  listDropped,
  openCollector,
  openReception,
  serveCollector,
  type Collector,
  type CollectorEvents,
  type Reception,
} from '../backend/service.ts';
import type { Labels } from '../core/labels.ts';
import type { CollectOptions } from './options/collect.ts';
import { readCollectConfig, type CollectConfig } from './collect-config.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { neutralise } from '../report/plain-text.ts';
import type { Terminal } from './terminal.ts';
import { secondMs } from '../core/agreed-times.ts';

/** Time to write the remaining samples at the end. */
const flushMs = 5_000;
/** There can be thousands of losses, so they are summed over this time. */
const sumUpMs = 10 * secondMs;

type Level = 'info' | 'warn' | 'error';
type Log = (level: Level, message: string) => void;

/** Resolves when a signal has ended it. */
export async function runCollect(options: CollectOptions, terminal: Terminal): Promise<number> {
  const log: Log = (level, message) =>
    terminal.error(`${new Date().toISOString()} ${level.padEnd(5)} ${neutralise(message)}`);
  const config = await readCollectConfig(options, process.env, Date.now());
  if (options.check) return check(config, terminal);
  const events = createEvents(log);
  let newest = config;
  const reception = await openReception({
    listen: config.receive,
    folders: config.watch,
    settings: () => newest.collector.ref.settings,
    onProblem: (problem) => log('warn', problem),
    onBug: events.onBug,
  });
  const receives = config.receive !== undefined || config.watch.length > 0;
  const collector = await openCollector(config.collector, events, receives ? reception.inbox : undefined);
  let reloading: Promise<string | undefined> = Promise.resolve(undefined);
  const onReload = () =>
    (reloading = reloading.then(() => reload(options, config, collector, log, (read) => (newest = read))));
  const server = await listen(config, collector, onReload);
  log(
    'info',
    `Parked collects: ${describeConfig(config)}; /metrics, /-/healthy, /-/ready and /-/reload at http://${server.address}.`,
  );
  const address = await receive(reception, config, collector);
  if (address !== undefined) log('info', `Pushed profiles are taken at http://${address}.`);
  const watcher = watchWriting(collector, events, log);
  await untilEnded(onReload, log);
  await reloading;
  clearInterval(watcher);
  await reception.close();
  await collector.close(flushMs);
  events.tellLosses();
  await server.close();
  log('info', 'Parked has ended.');
  return exitStatus.fine;
}

async function listen(config: CollectConfig, collector: Collector, onReload: () => Promise<string | undefined>) {
  try {
    return await serveCollector(config.host, config.port, collector, onReload);
  } catch (error) {
    await collector.close(0);
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    const message = `${config.host}:${config.port} cannot be listened on (${code}). Choose another with --listen.`;
    throw new CommandFailure(exitStatus.unreadable, message);
  }
}

/** Begins to take pushes. */
async function receive(
  reception: Reception,
  { receive: listen }: CollectConfig,
  collector: Collector,
): Promise<string | undefined> {
  try {
    return await reception.start();
  } catch (error) {
    await collector.close(0);
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
    const message = `--receive ${listen?.host}:${listen?.port} cannot be listened on (${code}). Choose another.`;
    throw new CommandFailure(exitStatus.unreadable, message);
  }
}

async function check({ collector, file, receive: listen, watch }: CollectConfig, terminal: Terminal): Promise<number> {
  const folders = await Promise.all(watch.map(describeFolder));
  const problems = [
    ...(await checkCollector(collector, listen !== undefined || watch.length > 0)),
    ...folders.flatMap((problem) => problem ?? []),
  ];
  for (const problem of problems) terminal.error(`${file}: ${neutralise(problem)}`);
  if (problems.length > 0) return exitStatus.unreadable;
  await terminal.out(`${file}: fine.\n`);
  return exitStatus.fine;
}

async function describeFolder(folder: string): Promise<string | undefined> {
  return listDropped(folder).then(
    () => undefined,
    () => `watch: ${folder} cannot be read. Check that it exists, and its permissions.`,
  );
}

/** Resolves at the first SIGTERM or SIGINT. */
function untilEnded(onReload: () => Promise<unknown>, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const onHup = (): void => void onReload();
    const onEnd = (signal: NodeJS.Signals): void => {
      process.off('SIGHUP', onHup);
      for (const one of ['SIGTERM', 'SIGINT'] as const) process.off(one, onEnd);
      log('info', `${signal}: ending.`);
      resolve();
    };
    process.on('SIGHUP', onHup);
    for (const one of ['SIGTERM', 'SIGINT'] as const) process.on(one, onEnd);
  });
}

/** Undefined on success; otherwise why the settings stay unchanged. */
async function reload(
  options: CollectOptions,
  first: CollectConfig,
  collector: Collector,
  log: Log,
  onRead: (config: CollectConfig) => void,
): Promise<string | undefined> {
  try {
    const config = await readCollectConfig(options, process.env, Date.now());
    if (config.host !== first.host || config.port !== first.port) {
      log('warn', 'listen has changed: that takes a restart. The rest is in force.');
    }
    if (JSON.stringify([config.receive, config.watch]) !== JSON.stringify([first.receive, first.watch])) {
      log('warn', 'receive or watch has changed: that takes a restart. The rest is in force.');
    }
    collector.apply(config.collector);
    onRead(config);
    log('info', `Settings are read again: ${describeConfig(config)}.`);
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    const message = `Settings stay as they were. ${error.message}`;
    log('error', message);
    return message;
  }
}

function describeConfig({ collector: { ref, shard, name } }: CollectConfig): string {
  const { history, sampling } = ref.settings;
  const goal = history.type === 'prometheus' && history.remoteWrite ? new URL(history.remoteWrite).host : undefined;
  return [
    `collector ${name}`,
    `shard ${shard.index}/${shard.count}`,
    `every ${sampling.intervalMs / 1_000} s`,
    goal === undefined ? 'no remote write' : `remote write to ${goal}`,
  ].join(', ');
}

interface TellingEvents extends CollectorEvents {
  /** Logs what was lost since the last call. */
  tellLosses(): void;
}

function createEvents(log: Log): TellingEvents {
  const losses = new Map<string, { points: number; detail: string }>();
  let told = '';
  let toldProblems: ReadonlySet<string> = new Set();
  return {
    onTargets: ({ targets, all, problems }) => {
      const mine = targets.length;
      const text = mine === all ? `Targets: ${all}.` : `Targets: ${mine} of ${all} are of this shard.`;
      if (text !== told) log(all === 0 ? 'warn' : 'info', text);
      told = text;
      for (const problem of problems) if (!toldProblems.has(withoutNumbers(problem))) log('warn', problem);
      toldProblems = new Set(problems.map(withoutNumbers));
    },
    onMissed: (target) => log('warn', `${nameTarget(target)} cannot be read; it is tried on, ever more seldom.`),
    onBack: (target) => log('info', `${nameTarget(target)} can be read again.`),
    onDropped: (points, problem, detail) => {
      const known = losses.get(problem.message);
      losses.set(problem.message, { points: points + (known?.points ?? 0), detail: detail || (known?.detail ?? '') });
    },
    onBug: (error) =>
      log('error', `An error in parked itself: ${error instanceof Error ? error.stack : String(error)}`),
    tellLosses: () => {
      for (const [message, { points, detail }] of losses) {
        log('error', `${points} points are lost. ${message}${detail === '' ? '' : ` It said: ${detail}`}`);
      }
      losses.clear();
    },
  };
}

/** Removes ages and counts, which change while the problem stays the same. */
const withoutNumbers = (text: string): string => text.replace(/\d+(ms|s|m|h)?/g, '#');

function nameTarget(target: Labels): string {
  return `${target['service'] ?? ''} ${target['instance'] ?? ''}`.trim();
}

/** Logs when writing begins to fail, and when it recovers. */
function watchWriting(collector: Collector, events: TellingEvents, log: Log): NodeJS.Timeout {
  let failing = false;
  return setInterval(() => {
    events.tellLosses();
    const problem = collector.writeProblem();
    if (problem !== undefined && !failing) log('warn', problem.message);
    if (problem === undefined && failing) log('info', 'Samples are written again.');
    failing = problem !== undefined;
  }, sumUpMs);
}
