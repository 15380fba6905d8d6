// Periodically searches folders of history files for abandoned files.
import { removeAbandonedFiles } from './abandoned-files.ts';
import type { Clock } from './sampler-ports.ts';

/** By then all files in use are open and locked. */
const firstAfterMs = 10 * 60_000;

const everyMs = 86_400_000;

export interface FolderCleaner {
  /** A second call for the same folder does nothing. */
  watch(folder: string): void;
  close(): Promise<void>;
}

export function createFolderCleaner(clock: Clock, onBug: (error: unknown) => void): FolderCleaner {
  const callOffs = new Map<string, () => void>();
  let running: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function schedule(folder: string, delayMs: number): void {
    callOffs.set(
      folder,
      clock.wait(delayMs, () => {
        running = running.then(() => removeAbandonedFiles(folder, clock.nowMs())).catch(onBug);
        schedule(folder, everyMs);
      }),
    );
  }

  return {
    watch: (folder) => {
      if (!isClosed && !callOffs.has(folder)) schedule(folder, firstAfterMs);
    },
    close: async () => {
      isClosed = true;
      for (const callOff of callOffs.values()) callOff();
      await running;
    },
  };
}
