// How long verdicts take after a kill: from opening the history to the verdicts of all targets, from what is kept of
// them, and by replaying samples as where nothing is kept. RESTART_TARGETS, RESTART_HOURS.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../src/backend/history/embedded/database.ts';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import { openJudge, type Judge } from '../../../src/backend/history/judging/judge.ts';
import type { HistoryEngine } from '../../../src/backend/history/port.ts';
import { succeed } from '../../../src/core/problem.ts';
import { makeService, makeStack } from './service-load.ts';

const targets = Number(process.env['RESTART_TARGETS'] ?? 1_000);
const hours = Number(process.env['RESTART_HOURS'] ?? 1);
const stacksEach = 200;
const services = 50;
const intervalMs = 30_000;
/** Targets are asked at different moments of the interval. */
const turns = 30;
const most = { ms: 3_000 };
const dayMs = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'parked-restart-'));
try {
  const { endMs, text } = await fill(join(folder, 'full.db'));
  copy('full.db', 'killed.db');
  const kept = await open('killed.db', endMs);
  const db = await openDatabase({ path: join(folder, 'killed.db'), readOnly: false });
  const { bytes } = db.find<{ bytes: number }>('SELECT sum(length(body)) AS bytes FROM checkpoint') ?? { bytes: 0 };
  db.execute('DELETE FROM checkpoint');
  db.close();
  const replayed = await open('killed.db', endMs);
  print(`${targets} targets of ${stacksEach} stacks, ${hours} h at ${intervalMs / 1_000} s, then a kill`);
  const differs = (other: string) => (other === text ? 'those of before' : 'not those of before');
  const describe = ({ ms, processorMs, text: found }: Start) =>
    `${ms.toFixed(0)} ms, ${processorMs.toFixed(0)} ms of processor time, ${differs(found)}`;
  print(`verdicts from what is kept: ${describe(kept)} (goal ${most.ms} ms)`);
  print(`verdicts by replaying: ${describe(replayed)}`);
  print(`kept: ${(bytes / targets / 1_024).toFixed(1)} KiB a target`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function fill(path: string): Promise<{ readonly endMs: number; readonly text: string }> {
  const stacks = Array.from({ length: services }, (_, service) =>
    Array.from({ length: stacksEach }, (_, number) => makeStack(service * stacksEach + number, `service${service}`)),
  );
  const fleet = Array.from({ length: targets }, (_, target) =>
    makeService(
      { service: `service${target % services}`, instance: `pod-${target}` },
      stacks[target % services]!,
      target,
    ),
  );
  const samples = (hours * 3_600_000) / intervalMs;
  const beginMs = Date.now() - samples * intervalMs;
  let nowMs = beginMs;
  const engine = await openEngine(path, () => nowMs);
  const judge = openOn(engine, () => nowMs);
  for (let index = 1; index <= samples; index++) {
    for (let turn = 0; turn < turns; turn++) {
      nowMs = beginMs + index * intervalMs + (turn * intervalMs) / turns;
      const round = fleet.filter((_, target) => target % turns === turn).map((service) => service.nextSample(nowMs));
      await engine.append(round);
      for (const sample of round) await judge.push(sample);
    }
  }
  const text = await readVerdicts(judge);
  // A kill closes nothing, so the open files are copied.
  copy('full.db', 'left.db');
  await judge.close();
  await engine.close();
  copy('left.db', 'full.db');
  return { endMs: nowMs, text };
}

function copy(from: string, to: string): void {
  for (const suffix of ['', '-wal']) {
    rmSync(join(folder, to + suffix), { force: true });
    if (existsSync(join(folder, from + suffix))) copyFileSync(join(folder, from + suffix), join(folder, to + suffix));
  }
}

interface Start {
  readonly ms: number;
  readonly processorMs: number;
  readonly text: string;
}

async function open(name: string, nowMs: number): Promise<Start> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const engine = await openEngine(join(folder, name), () => nowMs);
  const judge = openOn(engine, () => nowMs);
  const text = await readVerdicts(judge);
  const ms = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(before);
  await judge.close();
  await engine.close();
  return { ms, processorMs: (user + system) / 1_000, text };
}

async function readVerdicts(judge: Judge): Promise<string> {
  const question = { per: ['service'], targets: [], atMs: undefined, maxWaitMs: 3_600_000 };
  const judged = await judge.judge({ ...question, signal: new AbortController().signal });
  if (!judged.ok || judged.value.waiting > 0) throw new Error('There are no verdicts.');
  return JSON.stringify(judged.value.verdicts.suspects.map(({ fingerprint, grade }) => [fingerprint, grade]));
}

function openEngine(path: string, nowMs: () => number): Promise<HistoryEngine> {
  return openEmbeddedHistory({ path, nowMs, retentionMs: 15 * dayMs, maxBytes: 2 ** 30, version: 'bench' });
}

function openOn(engine: HistoryEngine, nowMs: () => number): Judge {
  const rules = { intervalMs, isSampling: true, maxBytes: 2 ** 30, maxPastTargets: 50 };
  return openJudge({
    engine: Promise.resolve(succeed(engine)),
    clock: {
      nowMs,
      monotonicMs: () => performance.now(),
      wait: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    },
    rules: () => ({ ...rules, memoryLimitBytes: undefined, goroutineLimit: undefined }),
    onBug: (error) => {
      throw error;
    },
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
