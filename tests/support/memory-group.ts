// A control group of our own, for a process that gets little memory. Needs the right to make one.
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MemoryGroup {
  /** From now on the kernel ends the process rather than give it more. `bytes` as the kernel reads them: `128M`. */
  limit(pid: number, bytes: string): void;
  /** For when the process is gone. */
  remove(): void;
}

/**
 * Undefined where this user may make none, or the kernel has only the second kind of groups without the memory
 * controller.
 */
export function openMemoryGroup(): MemoryGroup | undefined {
  try {
    const own = /^\d+:memory:(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    if (own === undefined) return undefined;
    const folder = join('/sys/fs/cgroup/memory', own, `parked-test-${process.pid}`);
    mkdirSync(folder);
    rmdirSync(folder);
    return {
      limit: (pid, bytes) => {
        mkdirSync(folder);
        writeFileSync(join(folder, 'memory.limit_in_bytes'), bytes);
        for (const thread of readdirSync(`/proc/${pid}/task`)) writeFileSync(join(folder, 'tasks'), thread);
      },
      remove: () => {
        try {
          rmdirSync(folder);
        } catch {
          // Never made, or gone already.
        }
      },
    };
  } catch {
    return undefined;
  }
}
