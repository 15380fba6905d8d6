// Runs the upkeep piece by piece, with a turn for everyone else between two pieces.
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Damage } from '../columns/byte-reader.ts';
import type { OpenSession, Session } from './session.ts';
import { dropDamagedBlocks, Outdated, upkeepSteps, type UpkeepRules, type UpkeepStep } from './upkeep.ts';

export interface Upkeep {
  /** One at a time; resolves when there is nothing more to do, or the file is in no state for it. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export function createUpkeep(session: Session, nowMs: () => number, rules: UpkeepRules): Upkeep {
  let running: Promise<void> | undefined;
  let isStopped = false;

  async function runAll(): Promise<void> {
    for (const step of upkeepSteps) {
      while (!isStopped && (await runOnce(step))) await yieldToOthers();
    }
  }

  /** Whether there may be more to do. */
  async function runOnce(step: UpkeepStep): Promise<boolean> {
    const open = await session.open();
    if (open?.mode !== 'writing') return false;
    try {
      return step.run(open.db, open.catalog, nowMs(), rules);
    } catch (error) {
      if (error instanceof Outdated) {
        session.forgetCatalog();
        return false;
      }
      if (error instanceof Damage) return dropDamaged(open);
      session.takeFault(error);
      return false;
    }
  }

  /** Whether the step is worth another try. The search for what is damaged can meet worse damage than it looks for. */
  function dropDamaged({ db }: OpenSession): boolean {
    session.forgetCatalog();
    try {
      return dropDamagedBlocks(db, nowMs()) > 0;
    } catch (error) {
      session.takeFault(error);
      return false;
    }
  }

  return {
    run: () => (running ??= runAll().finally(() => (running = undefined))),
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}
