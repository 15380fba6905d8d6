// Puts one recording of each kind into every carrier: whole, cut at both ends, with CRLF, and mixed with other lines.
// The result must equal that of the plain text, group by group.
import { readProfiles } from '../../src/core/profile/reader.ts';
import { carries } from './carry.ts';
import { loadInput } from './cases.ts';
import { digestResult } from './digest.ts';

type Variant = (lines: readonly string[]) => readonly string[];

const variants: Readonly<Record<string, Variant>> = {
  whole: (lines) => lines,
  'cut at both ends': (lines) => lines.slice(3, -4),
  CRLF: (lines) => lines.map((line) => `${line}\r`),
  'mixed with other lines': (lines) =>
    lines.flatMap((line, index) =>
      index % 17 === 16 ? [line, `${index} requests served in the last minute, none failed`] : [line],
    ),
};

/** Parts that a transport loses, whatever undoes it. */
const lossy: Readonly<Record<string, readonly string[]>> = {
  // Labels of this recording hold quotes, escapes and whole dumps. These carriers do not tell them from their own.
  'slack smart quotes': ['small-go1.26-debug1'],
  'fluent-bit stdout': ['small-go1.26-debug1'],
  'yaml list single quotes': ['small-go1.26-debug1'],
  // The headers of goroutines show the order, and counts have none.
  'newest first': ['small-go1.26-debug1', 'timeout-go1.26', 'goleak-go1.26'],
  'newest first with times': ['small-go1.26-debug1', 'timeout-go1.26', 'goleak-go1.26'],
};

const encoder = new TextEncoder();

function groupsOf(text: string): readonly string[] | undefined {
  return digestResult(readProfiles(encoder.encode(text)))
    .profiles?.flatMap(({ groups }) => groups)
    .sort();
}

/** Share of the reference's groups that were read, and none besides. */
function agreement(expected: readonly string[], found: readonly string[] | undefined): number {
  if (found === undefined) return 0;
  const rest = [...found];
  let same = 0;
  for (const group of expected) {
    const index = rest.indexOf(group);
    if (index < 0) continue;
    rest.splice(index, 1);
    same++;
  }
  return same / Math.max(1, expected.length, found.length);
}

export interface Agreement {
  readonly tried: number;
  /** Of the groups, from 0 to 1. */
  readonly share: number;
  /** The groups that were not read as from the plain text, with their share. */
  readonly misses: readonly string[];
}

/** Reads whole stacks out of the first `maxLines` lines of a recording in all that may carry them. */
export function tryCarries(recording: string, maxLines: number): Agreement {
  const all = new TextDecoder().decode(loadInput(recording)).trimEnd().split('\n');
  // A stack that is cut is seen as such in some texts and not in others: whatever follows it hides the cut.
  const end = all.length <= maxLines ? all.length : all.lastIndexOf('', maxLines);
  const lines = all.slice(0, end < 0 ? maxLines : end);
  const misses: string[] = [];
  let tried = 0;
  let agreed = 0;
  for (const [name, vary] of Object.entries(variants)) {
    const varied = vary(lines);
    const expected = groupsOf(`${varied.join('\n')}\n`) ?? [];
    if (expected.length === 0) throw new Error(`${recording}, ${name}: the plain text has no groups.`);
    for (const [carried, carry] of Object.entries(carries)) {
      if (lossy[carried]?.includes(recording) || (name === 'CRLF' && carried === 'carriage returns')) continue;
      const share = agreement(expected, groupsOf(carry(varied)));
      tried++;
      agreed += share;
      if (share < 1) misses.push(`${recording}, ${name}, ${carried}: ${share.toFixed(2)}`);
    }
  }
  return { tried, share: agreed / tried, misses };
}
