// Runs the upkeep steps and yields to other work in between.
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Damage } from '../columns/byte-reader.ts';
import type { OpenSession, Session } from './session.ts';
import {
  dropDamagedBlocks,
  Outdated,
  upkeepSteps,
  type UpkeepRules,
  type UpkeepStep,
  type UpkeepTimes,
} from './upkeep.ts';

interface Upkeep {
  /** Runs one upkeep at a time. Resolves when no work is left or the file is not writable. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export function createUpkeep(session: Session, readTimes: () => UpkeepTimes, rules: UpkeepRules): Upkeep {
  let running: Promise<void> | undefined;
  let isStopped = false;

  async function runAll(): Promise<void> {
    for (const step of upkeepSteps) {
      while (!isStopped && (await runOnce(step))) await yieldToOthers();
    }
  }

  /** Whether more work may be left. */
  async function runOnce(step: UpkeepStep): Promise<boolean> {
    const open = await session.open();
    if (open?.mode !== 'writing') return false;
    try {
      return step.run(open.db, open.catalog, readTimes(), rules);
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

  /** Whether the step should be retried. The search for damage may itself fail on worse damage. */
  function dropDamaged({ db }: OpenSession): boolean {
    session.forgetCatalog();
    try {
      return dropDamagedBlocks(db, readTimes().confirmedMs) > 0;
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
