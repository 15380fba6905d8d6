// Periodically searches folders of history files for abandoned files.
import { removeAbandonedFiles, type AbandonedFiles } from './abandoned-files.ts';
import type { Clock } from './sampler-ports.ts';
import { hourMs, minuteMs } from '../../core/agreed-times.ts';

/** By then all files in use are open and locked. */
const firstAfterMs = 10 * minuteMs;

/** Abandoned files only take space, so nobody waits for this. */
const everyMs = 6 * hourMs;

interface FolderCleaner {
  /** A second call for the same folder does nothing. */
  watch(folder: string): void;
  close(): Promise<void>;
}

export function createFolderCleaner(clock: Clock, onBug: (error: unknown) => void): FolderCleaner {
  const callOffs = new Map<string, () => void>();
  let running: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function schedule(folder: string, delayMs: number, before: AbandonedFiles): void {
    callOffs.set(
      folder,
      clock.wait(delayMs, () => {
        running = running.then(() => look(folder, before)).catch(onBug);
      }),
    );
  }

  async function look(folder: string, before: AbandonedFiles): Promise<void> {
    const found = await removeAbandonedFiles(folder, clock.nowMs(), before);
    if (!isClosed) schedule(folder, everyMs, found);
  }

  return {
    watch: (folder) => {
      if (!isClosed && !callOffs.has(folder)) schedule(folder, firstAfterMs, new Map());
    },
    close: async () => {
      isClosed = true;
      for (const callOff of callOffs.values()) callOff();
      await running;
    },
  };
}
