// Makes a sample from a profile: goroutine counts by fingerprint, state and kept labels.
import { labelsKey, type Labels } from '../labels.ts';
import { perObject } from '../per-object.ts';
import type { InterpretedProfile, Stack } from '../stack/model.ts';
import { otherStack } from '../stack/other-stack.ts';
import { readContext } from './context.ts';
import { readCrash } from './crash.ts';
import type { SampleFigures, SampleGroup, UnplacedSample } from './model.ts';
import { collectWaits } from './waits.ts';

/** What the profile itself does not hold. */
interface SampleFacts {
  readonly target: Labels;
  /** When it was taken, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly tookMs?: number;
  readonly figures?: SampleFigures | null;
  /** The most groups kept, largest first. The rest is summed up as `otherStack`. Default: all. */
  readonly maxGroups?: number;
}

/** Makes a sample. Do not pass the difference of two moments, which is not a sample. */
export function makeSample(interpreted: InterpretedProfile, facts: SampleFacts): UnplacedSample {
  const { profile, entries } = interpreted;
  const waits = collectWaits(interpreted);
  const context = readContext(profile);
  const crash = readCrash(interpreted);
  return {
    target: facts.target,
    kind: profile.kind,
    atMs: Math.round(facts.atMs),
    tookMs: facts.tookMs ?? 0,
    goroutines: profile.goroutines,
    answered: entries.some(({ stack }) => stack.profiler),
    groups: keepLargest(countGroups(interpreted), countFolded(interpreted), facts.maxGroups ?? Infinity),
    figures: facts.figures ?? null,
    ...(waits === undefined ? {} : { waits }),
    ...(context === undefined ? {} : { context: crash === undefined ? context : { ...context, crash } }),
  };
}

interface Draft extends SampleGroup {
  readonly leaked: number;
  readonly largest: number;
}

const stackKey = perObject(({ fingerprint, state }: Stack): string => `${fingerprint} ${state}`);

/** All groups except the profile's own writer and the folded goroutines, of which only the number is known. */
export function countGroups({ profile, entries }: InterpretedProfile): readonly SampleGroup[] {
  const drafts = new Map<string, Draft>();
  for (const { entry, stack, labels } of entries) {
    const { leaked } = entry;
    // A leak profile with debug=2 lists every goroutine and marks the leaked ones.
    const count = profile.kind === 'goroutineleak' ? leaked : entry.count;
    if (stack.profiler || entry.folded || count <= 0) continue;
    const key = `${stackKey(stack)}${labelsKey(labels)}`;
    const known = drafts.get(key);
    if (known === undefined) drafts.set(key, { stack, labels, count, leaked, largest: count });
    else {
      // Closures of one fingerprint differ in their lines. The stack with the most goroutines represents all.
      const isLarger = count > known.largest;
      drafts.set(key, {
        stack: isLarger ? stack : known.stack,
        labels,
        count: known.count + count,
        leaked: known.leaked + leaked,
        largest: Math.max(known.largest, count),
      });
    }
  }
  return Array.from(drafts.values(), ({ largest: _, ...group }) => group);
}

/** Goroutines that the reader of the profile stored as one sum. */
function countFolded({ profile, entries }: InterpretedProfile): number {
  if (profile.kind === 'goroutineleak') return 0;
  return entries.reduce((sum, { entry, stack }) => (entry.folded && !stack.profiler ? sum + entry.count : sum), 0);
}

function keepLargest(groups: readonly SampleGroup[], folded: number, max: number): readonly SampleGroup[] {
  const ranked = groups.length <= max ? groups : [...groups].sort((a, b) => b.count - a.count);
  const rest = ranked.slice(max).reduce((sum, { count }) => sum + count, folded);
  return rest <= 0 ? ranked : [...ranked.slice(0, max), { stack: otherStack, labels: {}, count: rest }];
}
