// Which Go a target was built with, from what it serves anyway.
import type { Profile } from '../../core/profile/model.ts';

/** From the runtime's own file paths, where the folder of the toolchain tells: `/usr/local/go1.26.8/src/runtime/proc.go`. */
export function findVersionInProfile({ entries }: Profile): string | null {
  for (const { frames } of entries) {
    const frame = frames.find(({ function: name }) => name.startsWith('runtime.'));
    if (frame === undefined) continue;
    const folder = /(?:\/|toolchain@v0\.0\.1-)(go1\.[0-9]{1,3}(?:(?:\.|rc|beta)[0-9]{1,3})?)[./]/.exec(
      frame.file.slice(0, 400),
    );
    // One file of the runtime is as good as any other: all lie in the same toolchain.
    return folder?.[1] ?? null;
  }
  return null;
}
