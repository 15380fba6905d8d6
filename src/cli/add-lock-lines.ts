// Adds the lines of source to suspects that hold locks or wait for them.
import { findLockLines, listLockFiles } from '../core/analysis/wait-for/lock-lines.ts';
import type { ReportSuspect } from '../report/model.ts';
import { openSourceFolder } from './find-source.ts';

/** Suspects stay unchanged without a folder, or if the folder does not have their files. */
export async function addLockLines(
  suspects: readonly ReportSuspect[],
  folder: string | undefined,
): Promise<readonly ReportSuspect[]> {
  if (folder === undefined) return suspects;
  const find = openSourceFolder(folder);
  return Promise.all(
    suspects.map(async (suspect) => {
      const { locks } = suspect;
      if (locks === null) return suspect;
      const texts = new Map<string, string | undefined>();
      for (const file of listLockFiles(locks)) texts.set(file, await find(file));
      return { ...suspect, lockLines: findLockLines(locks, (file) => texts.get(file)) };
    }),
  );
}
