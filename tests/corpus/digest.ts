// What Parked makes of an input, in a form that people can read in a diff: one line for goroutines that look the same.
import { type Labels, labelsKey } from '../../src/core/labels.ts';
import type { Entry, ReadResult } from '../../src/core/profile/model.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import type { Profile } from '../../src/core/profile/model.ts';

/** Written as expected.json. */
export interface Digest {
  readonly outcome: ReadResult['outcome'];
  /** Of an input that is no profile, or a broken one. */
  readonly because?: string;
  readonly profiles?: readonly ProfileDigest[];
}

interface ProfileDigest {
  readonly kind: string;
  readonly format: string;
  readonly time?: string;
  readonly durationMs?: number;
  readonly goroutines: number;
  readonly parsed: number;
  readonly unparsed: number;
  readonly truncated: boolean;
  readonly delta: boolean;
  readonly build?: string;
  /** `code, times, line` */
  readonly issues: readonly string[];
  readonly groups: readonly string[];
}

export function digestResult(result: ReadResult): Digest {
  switch (result.outcome) {
    case 'read':
      return { outcome: 'read', profiles: result.profiles.map(digestProfile) };
    case 'broken':
      return { outcome: 'broken', because: `${result.format}: ${result.issue.code}` };
    case 'unrecognised':
      return { outcome: 'unrecognised', because: result.looksLike };
  }
}

function digestProfile(profile: Profile): ProfileDigest {
  return {
    kind: profile.kind,
    format: profile.format,
    ...(profile.timeMs === undefined ? {} : { time: new Date(profile.timeMs).toISOString() }),
    ...(profile.durationMs === undefined ? {} : { durationMs: profile.durationMs }),
    goroutines: profile.goroutines,
    parsed: profile.parsed,
    unparsed: profile.unparsed,
    truncated: profile.truncated,
    delta: profile.delta,
    ...(profile.build === undefined ? {} : { build: `${profile.build.binary} ${profile.build.buildId}`.trim() }),
    issues: profile.issues.map(
      ({ code, times, line, offset }) => `${code}, ${times} times, from ${line ?? offset ?? '?'}`,
    ),
    groups: digestEntries(profile),
  };
}

function digestEntries(profile: Profile): readonly string[] {
  const counts = new Map<string, number>();
  const { entries } = interpretProfile(profile, { ownCode: [], labelKeys: listLabelKeys(profile.entries) });
  for (const entry of entries) {
    const line = describeEntry(entry);
    counts.set(line, (counts.get(line) ?? 0) + entry.entry.count);
  }
  return [...counts].map(([line, count]) => `${count} × ${line}`).sort(byTextAfterCount);
}

function byTextAfterCount(a: string, b: string): number {
  const left = a.slice(a.indexOf('×'));
  const right = b.slice(b.indexOf('×'));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Everything that is read of goroutines, but for addresses and numbers of their own. */
function describeEntry({ entry, stack, creator, labels }: InterpretedEntry): string {
  const status = entry.header?.status;
  const marks = [stack.main && 'main', stack.profiler && 'profiler', stack.system && 'system'].filter(Boolean);
  const waits = (entry.header?.waits ?? []).filter(([minutes]) => minutes > 0);
  return [
    `${stack.state} in ${stack.function || 'no frame'}${stack.location ? ` at ${stack.location}` : ''}`,
    stack.fingerprint,
    `frames ${stack.frames.length} of ${entry.frames.length}${stack.ownFrame < 0 ? ', none own' : ''}`,
    entry.elidedFrames !== 0 && `elided ${entry.elidedFrames}`,
    status !== undefined && status !== stack.state && `header ${status}`,
    creator !== null && `by ${creator || 'nobody'}`,
    waits.length > 0 && `waits ${waits.map(([minutes]) => `${minutes}m`).join(' ')}`,
    entry.leaked !== 0 && 'leaked',
    (entry.header?.lockedToThread ?? 0) > 0 && 'locked to thread',
    Object.keys(labels).length > 0 && `labels ${describeLabels(labels)}`,
    marks.length > 0 && marks.join(' '),
  ]
    .filter((part) => part !== false)
    .join(' | ');
}

function describeLabels(labels: Labels): string {
  return labelsKey(labels);
}

function listLabelKeys(entries: readonly Entry[]): readonly string[] {
  return [...new Set(entries.flatMap(({ labels }) => Object.keys(labels)))];
}
