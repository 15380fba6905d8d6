// Sentences about how a profile was read, for the command line, Grafana and the workbench. Missing goroutines are
// reported elsewhere, with their numbers.
import { formatCount } from '../format.ts';
import type { Profile } from './model.ts';
import type { TransportUse } from '../transport/model.ts';

/** Issues that limit what may be concluded. The others are reported with the numbers that they explain. */
const told: ReadonlySet<string> = new Set([
  'unread_line',
  'unread_header',
  'no_frames',
  'no_location',
  'line_too_long',
  'form_limits',
  'more_profiles',
  'more_than_announced',
  'other_files',
  'more_files',
  'archive_damaged',
  'unread_rest',
  'merged',
]);

export function describeHowRead({ issues, readAs }: Pick<Profile, 'issues' | 'readAs'>): readonly string[] {
  const sentences = issues.filter(({ code }) => told.has(code)).map(describeIssue);
  return readAs === undefined ? sentences : [`Read as ${readAs}.`, ...sentences];
}

function describeIssue({ code, message, line, times }: Profile['issues'][number]): string {
  if (code === 'form_limits' || times === 1)
    return line === undefined || code === 'form_limits' ? message : `${endless(message)} (line ${formatCount(line)}).`;
  const first = line === undefined ? '' : `, the first in line ${formatCount(line)}`;
  return `${formatCount(times)} lines or parts${first}: ${message}`;
}

function endless(sentence: string): string {
  return sentence.endsWith('.') ? sentence.slice(0, -1) : sentence;
}

/** `Docker's json-file, 3 of 4,012 lines left out`; undefined where there was no transport. */
export function nameTransports(uses: readonly TransportUse[]): string | undefined {
  const names = new Map<string, { carried: number; leftOut: number }>();
  for (const { name, carriedLines, leftOutLines } of uses) {
    const known = names.get(name) ?? { carried: 0, leftOut: 0 };
    names.set(name, { carried: known.carried + carriedLines, leftOut: known.leftOut + leftOutLines });
  }
  if (names.size === 0) return undefined;
  return [...names].map(([name, { carried, leftOut }]) => name + describeLeftOut(carried, leftOut)).join('; ');
}

function describeLeftOut(carried: number, leftOut: number): string {
  return leftOut === 0 ? '' : `, ${formatCount(leftOut)} of ${formatCount(carried + leftOut)} lines left out`;
}
