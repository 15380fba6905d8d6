// Reads earlier data about new targets from other servers, and adds it to history and verdicts. Each target is looked
// up once.
import { dayMs, minuteMs, verdictSpanMs } from '../../../core/agreed-times.ts';
import { judgePrior } from '../../../core/analysis/suspects/prior.ts';
import { matchLabels, targetKey, type Labels, type LabelsKey } from '../../../core/labels.ts';
import { succeed, type Notice, type Result } from '../../../core/problem.ts';
import type { Judge } from '../judging/judge.ts';
import type { HistoryEngine } from '../port.ts';
import type { PastReader } from './port.ts';

interface LookBackOptions {
  readonly pasts: readonly PastReader[];
  readonly engine: Promise<Result<HistoryEngine>>;
  readonly judge: Pick<Judge, 'reread' | 'learnPrior'>;
  readonly nowMs: () => number;
  readonly retentionMs: number;
  readonly onBug: (error: unknown) => void;
}

export interface LookBack {
  /** Takes the sampled targets. Targets not looked up yet are queued. */
  look(targets: readonly Labels[]): void;
  /** Explains which servers could not be read. */
  notices(): readonly Notice[];
  close(): Promise<void>;
}

/** Profiles are backfilled for one day, the longest range that a default server accepts. */
const samplesMs = dayMs;

/** Delay before an unreachable server is asked again. */
const retryMs = 5 * minuteMs;

/** Number of targets that are looked up concurrently. */
const sideBySide = 4;

export function openLookBack({ pasts, engine, judge, nowMs, retentionMs, onBug }: LookBackOptions): LookBack {
  const leaving = new AbortController();
  /** The state by target and server: done, or when to retry. */
  const dueMs = new Map<LabelsKey, number[]>();
  const problems = new Map<PastReader, string>();
  const running = new Set<LabelsKey>();
  const work = new Set<Promise<void>>();
  let waiting: readonly Labels[] = [];

  function look(targets: readonly Labels[]): void {
    if (pasts.length === 0 || leaving.signal.aborted) return;
    waiting = targets.filter((target) => !running.has(targetKey(target)) && isDue(target));
    while (work.size < sideBySide && waiting.length > 0) startNext();
  }

  function isDue(target: Labels): boolean {
    const due = dueMs.get(targetKey(target));
    return due === undefined || due.some((atMs) => nowMs() >= atMs);
  }

  function startNext(): void {
    const [target, ...others] = waiting;
    waiting = others;
    if (target === undefined || leaving.signal.aborted) return;
    running.add(targetKey(target));
    const done = askAll(target)
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) onBug(error);
      })
      .finally(() => {
        running.delete(targetKey(target));
        work.delete(done);
        startNext();
      });
    work.add(done);
  }

  async function askAll(target: Labels): Promise<void> {
    const due = dueMs.get(targetKey(target)) ?? pasts.map(() => 0);
    dueMs.set(targetKey(target), due);
    for (const [index, past] of pasts.entries()) {
      if (nowMs() < (due[index] ?? 0)) continue;
      const asked = await ask(past, target);
      if (asked.ok) problems.delete(past);
      else problems.set(past, asked.problem.message);
      due[index] = asked.ok && asked.value ? Infinity : nowMs() + retryMs;
    }
  }

  /** True if everything this server has about the target was read. */
  async function ask(past: PastReader, target: Labels): Promise<Result<boolean>> {
    const toMs = nowMs();
    if (past.tells === 'totals') {
      const read = await past.read(target, { fromMs: toMs - verdictSpanMs, toMs }, leaving.signal);
      if (!read.ok) return read;
      if (read.value === undefined) return succeed(true);
      return succeed(judge.learnPrior(target, judgePrior(read.value)));
    }
    const opened = await engine;
    if (!opened.ok || opened.value.backfill === undefined) return succeed(true);
    const known = await opened.value.listTargets(matchLabels(target));
    if (!known.ok) return known;
    const firstMs = known.value.find(({ labels }) => targetKey(labels) === targetKey(target))?.firstMs ?? toMs;
    const range = { fromMs: toMs - Math.min(samplesMs, retentionMs), toMs: firstMs - 1 };
    if (range.toMs <= range.fromMs) return succeed(true);
    const read = await past.read(target, range, leaving.signal);
    if (!read.ok) return read;
    if (read.value.length === 0) return succeed(true);
    const kept = await opened.value.backfill(read.value);
    if (kept.outcome !== 'kept') return { ok: false, problem: kept.problem };
    await judge.reread(target);
    return succeed(true);
  }

  return {
    look,
    notices: () =>
      Array.from(problems.values(), (message): Notice => ({
        severity: 'warning',
        text: `Earlier data is missing: ${message}`,
      })),
    close: async () => {
      leaving.abort();
      await Promise.all(work);
    },
  };
}
