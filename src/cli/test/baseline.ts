// The baseline file: leaks that are known, so that only new ones fail a build. A leak is known by fingerprint and
// state, which stay the same while lines move.
import { readFile, writeFile } from 'node:fs/promises';
import { parseJson } from '../../core/json.ts';
import { CommandFailure, exitStatus, usageFailure } from '../exit-status.ts';
import type { TestLeak } from './read-leaks.ts';

interface KnownLeak {
  readonly fingerprint: string;
  readonly state: string;
}

export interface Compared {
  readonly fresh: readonly TestLeak[];
  readonly known: readonly TestLeak[];
  /** Leaks of the baseline that did not occur. */
  readonly gone: number;
}

/** Everything is new without a baseline. */
export function compareLeaks(leaks: readonly TestLeak[], baseline: readonly KnownLeak[]): Compared {
  const names = new Set(baseline.map(nameLeak));
  const seen = new Set(leaks.map(({ group }) => nameLeak(group)));
  return {
    fresh: leaks.filter(({ group }) => !names.has(nameLeak(group))),
    known: leaks.filter(({ group }) => names.has(nameLeak(group))),
    gone: [...names].filter((name) => !seen.has(name)).length,
  };
}

function nameLeak({ fingerprint, state }: KnownLeak): string {
  return `${fingerprint} ${state}`;
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
    if (version === 1 && leaks.every((one) => typeof one.fingerprint === 'string' && typeof one.state === 'string')) {
      return leaks;
    }
  } catch {
    // Told below.
  }
  throw new CommandFailure(exitStatus.unreadable, `--baseline: ${path} is no baseline. Write it anew with --update.`);
}

export async function writeBaseline(path: string, leaks: readonly TestLeak[]): Promise<void> {
  const entries = leaks
    .map(({ group: { fingerprint, state, location }, packages, group }) => ({
      fingerprint,
      state,
      function: group.function,
      location,
      packages,
    }))
    .sort((a, b) => (nameLeak(a) < nameLeak(b) ? -1 : 1));
  await writeFile(path, `${JSON.stringify({ version: 1, leaks: entries }, null, 2)}\n`);
}
