// Profiles of the plugin itself, for its operator: where its CPU time goes, and what its heap holds. They are written
// when the process gets SIGUSR2, and only if a folder for them is configured.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { Logger } from '../log/logger.ts';
import { secondMs } from '../../../core/agreed-times.ts';

/** A profile ends after this time, or with the next signal. */
const maxProfileMs = 30 * secondMs;

interface SelfProfileOptions {
  /** An absolute path. Undefined if no profiles are wanted. */
  readonly folder: string | undefined;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** Without a folder the signal ends the process, as it does by default. */
export function profileOnSignal({ folder, logger, now }: SelfProfileOptions): void {
  if (folder === undefined || folder === '' || process.platform === 'win32') return;
  if (!isAbsolute(folder)) return logger.error('profile_dir in grafana.ini is not an absolute path.', { folder });
  let finish: (() => void) | undefined;
  process.on('SIGUSR2', () => {
    if (finish !== undefined) return finish();
    const isOver = new Promise<void>((resolve) => (finish = resolve));
    const timer = setTimeout(() => finish?.(), maxProfileMs).unref();
    void writeProfiles(join(folder, `parked-${formatTime(now())}`), isOver)
      .then((files) => logger.info('Wrote profiles of the plugin itself.', { files }))
      .catch((error: unknown) => logger.error('Profiles of the plugin itself could not be written.', { error }))
      .finally(() => {
        clearTimeout(timer);
        finish = undefined;
      });
  });
}

async function writeProfiles(path: string, isOver: Promise<void>): Promise<readonly string[]> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const files = [`${path}.cpuprofile`, `${path}.heap.json`] as const;
  const profile = await profileProcessor(isOver);
  // They may contain stacks and names of targets.
  await writeFile(files[0], JSON.stringify(profile), { mode: 0o600 });
  await writeFile(files[1], `${JSON.stringify(summariseHeap(), null, 2)}\n`, { mode: 0o600 });
  return files;
}

async function profileProcessor(isOver: Promise<void>): Promise<unknown> {
  // Loaded on use, because it is rarely needed and slows down the start.
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await isOver;
    return (await session.post('Profiler.stop')).profile;
  } finally {
    session.disconnect();
  }
}

/** JavaScriptCore counts the objects of its heap by type. */
interface EngineHeap {
  heapStats(): { readonly objectTypeCounts: Readonly<Record<string, number>> };
}

function summariseHeap(): object {
  // Absent under Node.
  const engine = process.getBuiltinModule('bun:jsc') as EngineHeap | undefined;
  const counts = Object.entries(engine?.heapStats().objectTypeCounts ?? {});
  return {
    uptimeSeconds: Math.round(process.uptime()),
    memory: process.memoryUsage(),
    heap: getHeapStatistics(),
    objects: Object.fromEntries(counts.sort(([, a], [, b]) => b - a)),
  };
}

function formatTime(time: Date): string {
  return time.toISOString().replaceAll(/[:.]/g, '-');
}
