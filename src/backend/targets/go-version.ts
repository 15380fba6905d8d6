// Finds the Go version that a target was built with, from data that it serves anyway.
import type { Profile } from '../../core/profile/model.ts';

/**
 * Reads the version from the runtime's file paths: `/usr/local/go1.26.8/src/runtime/proc.go`. Null if the paths lack
 * it.
 */
export function findVersionInProfile({ entries }: Profile): string | null {
  for (const { frames } of entries) {
    const frame = frames.find(({ function: name }) => name.startsWith('runtime.'));
    if (frame === undefined) continue;
    const folder = /(?:\/|toolchain@v0\.0\.1-)(go1\.[0-9]{1,3}(?:(?:\.|rc|beta)[0-9]{1,3})?)[./]/.exec(
      frame.file.slice(0, 400),
    );
    // One file is enough, because all files of the runtime lie in the same toolchain.
    return folder?.[1] ?? null;
  }
  return null;
}
