// Queues writes and commits them in batches of a few milliseconds. One transaction for many samples costs little more
// than for one, and other work runs in between.
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Problem } from '../../../core/problem.ts';
import type { AppendOutcome } from '../port.ts';
import { Damage } from '../columns/byte-reader.ts';
import { isHeadChunkDamaged } from './head-chunk.ts';
import type { OpenSession, Session } from './session.ts';

type WriteJob = (open: OpenSession) => void;

export interface WriteQueue {
  add(jobs: readonly WriteJob[]): Promise<AppendOutcome>;
  /** Settles when every queued write has been committed or has failed. */
  finish(): Promise<void>;
}

interface Batch {
  readonly jobs: readonly WriteJob[];
  /** Number of committed samples. */
  done: number;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (bug: unknown) => void;
}

/** Maximum time that one transaction may block the event loop. */
const transactionMs = 20;

export function createWriteQueue(session: Session): WriteQueue {
  let waiting: Batch[] = [];
  let draining: Promise<void> | undefined;

  async function drain(): Promise<void> {
    // Writes that arrive in the same turn share a transaction.
    await yieldToOthers();
    while (waiting.length > 0) {
      const open = await session.open();
      if (open === undefined || open.mode === 'reading') drop(session.problem() ?? refuseReading(session));
      else commitSome(open);
      await yieldToOthers();
    }
  }

  function drop(problem: Problem): void {
    const dropped = waiting;
    waiting = [];
    for (const { resolve } of dropped) resolve({ outcome: 'dropped', problem });
  }

  function commitSome(open: OpenSession): void {
    const endMs = performance.now() + transactionMs;
    let progress: readonly (readonly [Batch, number])[];
    try {
      progress = open.db.transact(() => runJobs(open, endMs));
    } catch (error) {
      recover(error);
      return;
    }
    session.clearProblem();
    for (const [batch, done] of progress) batch.done = done;
    const finished = waiting.filter(({ jobs, done }) => done >= jobs.length);
    waiting = waiting.filter(({ jobs, done }) => done < jobs.length);
    for (const { resolve } of finished) resolve({ outcome: 'kept' });
  }

  /** Returns the progress of each batch. */
  function runJobs(open: OpenSession, endMs: number): readonly (readonly [Batch, number])[] {
    const progress: (readonly [Batch, number])[] = [];
    for (const batch of waiting) {
      let { done } = batch;
      while (
        done < batch.jobs.length &&
        (performance.now() < endMs || (progress.length === 0 && done === batch.done))
      ) {
        batch.jobs[done++]?.(open);
      }
      progress.push([batch, done]);
      if (performance.now() >= endMs) break;
    }
    return progress;
  }

  function recover(error: unknown): void {
    try {
      if (error instanceof Damage) {
        session.forgetCatalog();
        if (!passOverDamage(session)) drop(session.takeFault(error));
      } else {
        drop(session.takeFault(error));
      }
    } catch (bug) {
      session.forgetCatalog();
      const failed = waiting;
      waiting = [];
      for (const { reject } of failed) reject(bug);
    }
  }

  return {
    add: (jobs) =>
      new Promise((resolve, reject) => {
        waiting.push({ jobs, done: 0, resolve, reject });
        draining ??= drain().finally(() => (draining = undefined));
      }),
    finish: async () => {
      await draining;
    },
  };
}

function refuseReading(session: Session): Problem {
  const text = session.notices().at(-1)?.text ?? 'This history is only read.';
  return { code: 'history_read_only', status: 500, source: 'plugin', message: text };
}

/**
 * Ends chunks with damaged rows and starts new ones, because a row cannot follow a damaged one. False if no chunk is
 * damaged.
 */
function passOverDamage(session: Session): boolean {
  const open = session.current();
  if (open === undefined) return false;
  const damaged = [...open.catalog.streams.values()].filter((stream) => isHeadChunkDamaged(open.db, stream));
  open.db.transact(() => {
    for (const { id, seqs } of damaged) {
      open.db.run('UPDATE stream SET sealed_seq = ? WHERE id = ?', seqs.at(-1) ?? 0, id);
    }
  });
  session.forgetCatalog();
  if (damaged.length === 0) return false;
  session.addNotice({
    severity: 'warning',
    text:
      'Some of the newest samples could not be read back from the history file, because the bytes on the disk ' +
      'differ from those that were written. They were dropped.',
  });
  return true;
}
