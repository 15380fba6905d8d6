// The baseline file: leaks that are known, so that only new ones fail a build. A leak is known by fingerprint and
// state, which stay the same while lines move.
import { readFile, writeFile } from 'node:fs/promises';
import { parseJson } from '../../core/json.ts';
import { CommandFailure, exitStatus, usageFailure } from '../exit-status.ts';
import type { TestLeak } from './read-leaks.ts';

interface KnownLeak {
  readonly fingerprint: string;
  readonly state: string;
  /** Import paths of the packages whose tests left it behind. */
  readonly packages?: readonly string[];
}

export interface Compared {
  readonly fresh: readonly TestLeak[];
  readonly known: readonly TestLeak[];
  /** Leaks of the baseline that did not occur, though all of their packages ran. */
  readonly gone: number;
}

/** Without a baseline, every leak is new. `ran` lists the packages whose leaks are known. */
export function compareLeaks(
  leaks: readonly TestLeak[],
  baseline: readonly KnownLeak[],
  ran: readonly string[],
): Compared {
  const names = new Set(baseline.map(nameLeak));
  const seen = new Set(leaks.map(({ group }) => nameLeak(group)));
  return {
    fresh: leaks.filter(({ group }) => !names.has(nameLeak(group))),
    known: leaks.filter(({ group }) => names.has(nameLeak(group))),
    gone: baseline.filter((one) => !seen.has(nameLeak(one)) && listUnknown(one, ran).length === 0).length,
  };
}

/** Its packages did not run, so their leaks are unknown. */
function listUnknown({ packages = [] }: KnownLeak, ran: readonly string[]): readonly string[] {
  return packages.filter((path) => !ran.includes(path));
}

function nameLeak({ fingerprint, state }: KnownLeak): string {
  return `${fingerprint} ${state}`;
}

/** People also edit these files by hand. */
function isKnownLeak({ fingerprint, state, packages = [] }: KnownLeak): boolean {
  return typeof fingerprint === 'string' && typeof state === 'string' && Array.isArray(packages);
}

/** Throws a CommandFailure for a file that is missing or no baseline. */
export async function readBaseline(path: string): Promise<readonly KnownLeak[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT') throw usageFailure(`--baseline: there is no ${path}. Write it with --update.`);
    throw new CommandFailure(exitStatus.unreadable, `--baseline: ${path} cannot be read (${code}).`);
  });
  try {
    const { version, leaks } = parseJson(text) as { readonly version: unknown; readonly leaks: readonly KnownLeak[] };
    if (version === 1 && leaks.every(isKnownLeak)) return leaks;
  } catch {
    // The message below covers this.
  }
  throw new CommandFailure(exitStatus.unreadable, `--baseline: ${path} is no baseline. Write it anew with --update.`);
}

/** Replaces the entries of the packages that ran. The entries of other packages in `earlier` stay. */
export async function writeBaseline(
  path: string,
  leaks: readonly TestLeak[],
  earlier: readonly KnownLeak[] = [],
  ran: readonly string[] = [],
): Promise<void> {
  const elsewhere = new Map(
    earlier
      .map((one) => ({ ...one, packages: listUnknown(one, ran) }))
      .filter(({ packages }) => packages.length > 0)
      .map((one) => [nameLeak(one), one]),
  );
  const found = leaks.map(({ group: { fingerprint, state, location }, packages, group }) => ({
    fingerprint,
    state,
    function: group.function,
    location,
    packages: [...packages, ...(elsewhere.get(nameLeak(group))?.packages ?? [])].sort(),
  }));
  const names = new Set(found.map(nameLeak));
  const kept = [...elsewhere.values()].filter((one) => !names.has(nameLeak(one)));
  const entries = [...found, ...kept].sort((a, b) => (nameLeak(a) < nameLeak(b) ? -1 : 1));
  await writeFile(path, `${JSON.stringify({ version: 1, leaks: entries }, null, 2)}\n`);
}
