// Folders of profiles as sources. Each subfolder is a target, and its files are the series of the target.
import { stat } from 'node:fs/promises';
import { formatAmount, formatCount } from '../core/format.ts';
import type { Labels } from '../core/labels.ts';
import { listDropped } from '../backend/service.ts';
import type { SourceProfile } from '../report/model.ts';
import { neutralise } from '../report/plain-text.ts';
import { CommandFailure, exitStatus } from './exit-status.ts';
import { readFileProfiles } from './read-file.ts';
import type { Terminal } from './terminal.ts';

/** The profiles of one target. */
interface FolderTarget {
  readonly labels: Labels;
  readonly profiles: readonly SourceProfile[];
}

interface FolderReading {
  readonly targets: readonly FolderTarget[];
  /** What was left out. */
  readonly notes: readonly string[];
}

export async function isFolder(source: string): Promise<boolean> {
  return source !== '-' && ((await stat(source).catch(() => undefined))?.isDirectory() ?? false);
}

/** The paths of its files; undefined if it is not a folder. */
export async function listProfileFiles(source: string): Promise<readonly string[] | undefined> {
  return (await isFolder(source)) ? (await listDropped(source)).files.map(({ path }) => path) : undefined;
}

const shownFiles = 3;

/** Throws a CommandFailure if the folder holds no profile. A note names the files that are no profiles. */
export async function readFolder(
  folder: string,
  labelKeys: readonly string[],
  terminal: Terminal,
): Promise<FolderReading> {
  const { files, cut } = await listDropped(folder).catch(() => {
    throw new CommandFailure(exitStatus.unreadable, `${folder}: it may not be read.`);
  });
  const targets = new Map<string, FolderTarget>();
  const others: string[] = [];
  for (const { path, labels } of files) {
    const profiles = await readFileProfiles(path, labelKeys, terminal).catch((error: unknown) => {
      if (error instanceof CommandFailure) return undefined;
      throw error;
    });
    if (profiles === undefined) {
      others.push(path);
      continue;
    }
    const key = JSON.stringify(labels);
    const droppedMs = (await stat(path).catch(() => undefined))?.mtimeMs;
    const timed = profiles.map((one) => ({ ...one, timeMs: one.timeMs ?? droppedMs }));
    targets.set(key, { labels, profiles: [...(targets.get(key)?.profiles ?? []), ...timed] });
  }
  if (targets.size === 0) {
    const what =
      files.length === 0 ? 'it holds no files' : `none of its ${formatAmount(files.length, 'file')} is a profile`;
    throw new CommandFailure(exitStatus.unreadable, `${folder}: ${what}.`);
  }
  const named = others
    .slice(0, shownFiles)
    .map((path) => neutralise(path))
    .join(', ');
  const more = others.length > shownFiles ? ` and ${formatCount(others.length - shownFiles)} more` : '';
  const passedOver =
    `${formatCount(others.length)} of ${formatAmount(files.length, 'file')} in ${folder} ` +
    `${others.length === 1 ? 'is no profile' : 'are no profiles'}: ${named}${more}.`;
  const unlisted = `${folder} has ${formatAmount(cut, 'file')} more than the ${formatCount(files.length)} that are read.`;
  return {
    targets: [...targets.values()],
    notes: [...(others.length > 0 ? [passedOver] : []), ...(cut > 0 ? [unlisted] : [])],
  };
}
