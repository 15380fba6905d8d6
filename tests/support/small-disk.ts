// A file system of a few MiB in memory, for disks that are full or read-only. Needs the rights to mount.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Writes `filler` until nothing more fits; removing that file makes room. */
  fill(): void;
  makeRoom(): void;
  setMode(mode: 'ro' | 'rw'): void;
  remove(): void;
}

/** Undefined where this user may not mount. */
export function mountSmallDisk(size = '8m'): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'parked-disk-'));
  const mount = (options: string) =>
    spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'parked-test', folder]).status === 0;
  if (!mount(`size=${size}`)) {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => {
      for (let bytes = 8 * 1024 * 1024; bytes >= 4096; bytes /= 2) {
        try {
          writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
        } catch {
          // The rest of this size didn't fit: half of it may.
        }
      }
    },
    makeRoom: () => rmSync(filler),
    setMode: (mode) => {
      if (!mount(`remount,${mode}`)) throw new Error(`The file system could not be made ${mode}.`);
    },
    remove: () => {
      spawnSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
