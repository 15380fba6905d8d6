// Lists the files of a folder into which others drop profiles. Subfolders name their targets. Links, pipes and hidden
// files are skipped, so that a file cannot lead elsewhere.
import { constants } from 'node:fs';
import { open, readdir, type FileHandle } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Labels } from '../../core/labels.ts';

/** One file, and the target that its folder names. */
export interface DroppedFile {
  readonly path: string;
  readonly labels: Labels;
}

export interface FolderListing {
  /** In the order of their paths. */
  readonly files: readonly DroppedFile[];
  /** Number of files beyond the bound, which were not listed. */
  readonly cut: number;
}

const maxFolderFiles = 20_000;
const maxDepth = 8;
const maxLabel = 200;

/** Rejects if the folder itself cannot be read. */
export async function listFolder(root: string): Promise<FolderListing> {
  const own = basename(resolve(root)) || 'root';
  const files: DroppedFile[] = [];
  let cut = 0;
  await walk(root, []);
  return { files, cut };

  async function walk(folder: string, parts: readonly string[]): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith('.') || /\.(tmp|part|partial)$/.test(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && parts.length < maxDepth) {
        await walk(path, [...parts, entry.name]).catch(() => undefined);
      } else if (entry.isFile() && files.length >= maxFolderFiles) cut++;
      else if (entry.isFile()) files.push({ path, labels: nameTarget(parts.length === 0 ? [own] : parts) });
    }
  }
}

/** `shop/shop-1` is the process shop-1 of the service shop. */
function nameTarget([service = '', ...rest]: readonly string[]): Labels {
  const instance = rest.length === 0 ? service : rest.join('/');
  return { service: service.slice(0, maxLabel), instance: instance.slice(0, maxLabel) };
}

/** Opens only a regular file, in case something replaced it. */
export async function openRegular(path: string): Promise<FileHandle | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  const facts = await file.stat().catch(() => undefined);
  if (facts?.isFile() === true) return file;
  await file.close();
  return undefined;
}
