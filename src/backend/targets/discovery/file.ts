// Reads target lists from files in Prometheus' file SD format. Folders are watched, so that the next request uses a new
// list. A file that cannot be read keeps its previous targets.
import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { fail, succeed, type Problem, type Result } from '../../../core/problem.ts';
import type { FileDiscovery } from '../../../core/query/settings-discovery.ts';
import { readAllowed, type LocalFailure } from '../local-files.ts';
import type { Discover, DiscoveryContext, FoundList } from './model.ts';
import { readGroups } from './target-groups.ts';

interface Memory {
  /** The content of each file when it was last readable. */
  groups: ReadonlyMap<string, readonly unknown[]>;
  readonly watched: Set<string>;
}

export const discoverFiles: Discover<FileDiscovery> = async ({ files }, context) => {
  const memory = context.remember<Memory>(() => ({ groups: new Map(), watched: new Set() }));
  const groups = new Map<string, readonly unknown[]>();
  let problem: Problem | null = null;
  const paths = await Promise.all(files.map(expand));
  for (const path of new Set(paths.flat())) {
    watchFolder(dirname(path), memory, context);
    const read = await readList(path, context);
    const known = read.ok ? read.value : memory.groups.get(path);
    if (known !== undefined) groups.set(path, known);
    if (!read.ok) problem ??= read.problem;
  }
  memory.groups = groups;
  if (paths.flat().length === 0) problem = describe(files.join(', '), 'names no file');
  if (groups.size === 0 && problem !== null) return fail(problem);
  const list: FoundList = await readGroups([...groups.values()].flat());
  return succeed({ ...list, problem });
};

/** Expands `*` in a file name. */
async function expand(path: string): Promise<readonly string[]> {
  const [before, ...after] = basename(path).split('*');
  if (before === undefined || after.length === 0) return [path];
  const names = await readdir(dirname(path)).catch((): string[] => []);
  return names
    .filter((name) => matches(name, before, after))
    .sort()
    .map((name) => join(dirname(path), name));
}

function matches(name: string, before: string, after: readonly string[]): boolean {
  if (name.startsWith('.') || !name.startsWith(before)) return false;
  let at = before.length;
  for (const [index, part] of after.entries()) {
    const found = index === after.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return true;
}

async function readList(path: string, { settings }: DiscoveryContext): Promise<Result<readonly unknown[]>> {
  const read = await readAllowed(path, settings.discoveryFiles, settings.bounds.discoveryReply);
  if (!read.ok) return fail(describe(path, failures[read.failure]));
  try {
    const value: unknown = path.endsWith('.json') ? JSON.parse(read.value) : parse(read.value, { maxAliasCount: 100 });
    if (Array.isArray(value)) return succeed(value as readonly unknown[]);
  } catch {
    // The problem is reported below. The parser's own message would repeat the file's text.
  }
  return fail(describe(path, "is not a list in Prometheus' file SD format"));
}

function watchFolder(folder: string, memory: Memory, { signal, onChange }: DiscoveryContext): void {
  if (memory.watched.has(folder) || signal.aborted) return;
  memory.watched.add(folder);
  try {
    const watcher = watch(folder, { signal, persistent: false }, onChange);
    watcher.on('error', () => memory.watched.delete(folder));
  } catch {
    // Without a watcher the list is still read at every interval.
    memory.watched.delete(folder);
  }
}

const failures: Readonly<Record<LocalFailure, string>> = {
  forbidden:
    "is outside the folders that lists may be read from. An administrator can allow folders with discovery_files in the plugin's section of grafana.ini",
  missing: 'is not there',
  unreadable: 'cannot be read. Check its permissions',
  'too large': 'is larger than the bound "Largest answer of a discovery server"',
};

function describe(path: string, what: string): Problem {
  return { code: 'discovery_file', status: 502, source: 'downstream', message: `${path} ${what}.`, hosts: [path] };
}
