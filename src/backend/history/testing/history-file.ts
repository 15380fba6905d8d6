// A history in its own folder, with a clock that tests move.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedHistory, type EmbeddedOptions } from '../embedded/engine.ts';
import type {
  HistoryEngine,
  MomentQuestion,
  RangeQuestion,
  ReadAccount,
  Resolution,
  TargetHistory,
  TargetMoment,
} from '../port.ts';
import { startMs } from './samples.ts';

const dayMs = 86_400_000;

export interface HistoryFile {
  readonly folder: string;
  readonly path: string;
  /** Tests change it. */
  nowMs: number;
  open(options?: Partial<EmbeddedOptions>): Promise<HistoryEngine>;
  /** Closes everything and removes the folder. */
  remove(): Promise<void>;
}

export function makeHistoryFile(folder = mkdtempSync(join(tmpdir(), 'parked-history-'))): HistoryFile {
  const opened: HistoryEngine[] = [];
  const file: HistoryFile = {
    folder,
    path: join(folder, '1-shop.db'),
    nowMs: startMs,
    async open(options = {}) {
      const engine = await openEmbeddedHistory({
        path: file.path,
        nowMs: () => file.nowMs,
        monotonicMs: () => file.nowMs,
        retentionMs: 15 * dayMs,
        maxBytes: 2 ** 30,
        version: '1.2.3',
        retryMs: 0,
        ...options,
      });
      opened.push(engine);
      return engine;
    },
    async remove() {
      for (const engine of opened) await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return file;
}

const neverAborted = new AbortController().signal;

/** The content of a range. Throws if it cannot be read. */
export async function readRange(
  engine: HistoryEngine,
  resolution: Resolution,
  more: Partial<RangeQuestion> = {},
): Promise<{ readonly histories: readonly TargetHistory[]; readonly account: ReadAccount }> {
  const histories: TargetHistory[] = [];
  const question = { kind: 'goroutine', targets: [], resolution, ...more } as const;
  const account = await engine.readRange(question, (history) => histories.push(history), neverAborted);
  if (!account.ok) throw new Error(account.problem.message);
  return { histories, account: account.value };
}

export async function readMoment(
  engine: HistoryEngine,
  question: Partial<MomentQuestion> & { readonly atMs: number },
): Promise<readonly TargetMoment[]> {
  const moments: TargetMoment[] = [];
  const complete = { kind: 'goroutine', targets: [], maxAgeMs: 300_000, ...question } as const;
  const account = await engine.readMoment(complete, (moment) => moments.push(moment), neverAborted);
  if (!account.ok) throw new Error(account.problem.message);
  return moments;
}

export const everything: Resolution = { every: 'sample', fromMs: 0, toMs: 8.64e15 };

/** The counts of each stack, keyed by the last part of its function name. */
export function listCounts(history: TargetHistory | undefined): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(
    (history?.series ?? []).map(({ stack, counts }) => [stack.function.split('.').at(-1), [...counts.last]]),
  );
}
