// Converts stored stacks into profile entries, so that they are grouped and filtered like live ones.
import type { Labels } from '../../../core/labels.ts';
import { perObject } from '../../../core/per-object.ts';
import type { Entry, Profile, ProfileKind } from '../../../core/profile/model.ts';
import type { InterpretedEntry, InterpretedProfile, Stack } from '../../../core/stack/model.ts';
import type { CompleteQuery } from '../../../core/query/model.ts';
import { isOther } from '../../../core/stack/other-stack.ts';
import type { SampleGroup, TargetMoment } from '../../history/port.ts';

/** Returns the same list for the same stack, because caches use the list as key. */
const rawFrames = perObject(({ frames }: Stack) => frames.map(({ raw }) => raw));

export function makePastEntry(
  { stack, labels }: { readonly stack: Stack; readonly labels: Labels },
  count: number,
  kind: ProfileKind,
): InterpretedEntry {
  const entry: Entry = {
    count,
    leaked: kind === 'goroutineleak' ? count : 0,
    frames: rawFrames(stack),
    elidedFrames: 0,
    labels,
    header: undefined,
    addresses: [],
    ...(isOther(stack) ? { folded: true } : {}),
  };
  return { entry, stack, creator: null, labels };
}

/** Goroutines that history stores as one sum belong to the group of everything, and to no other group. */
export function isTold({ groupBy }: Pick<CompleteQuery, 'groupBy'>, stack: Stack): boolean {
  return groupBy.length === 0 || !isOther(stack);
}

/** The profile of one target at one time. Samples come from debug=0, which has no creators and no waits. */
export function makePastProfile(
  moment: Pick<TargetMoment, 'atMs' | 'goroutines'> & { readonly groups: readonly SampleGroup[] },
  kind: ProfileKind,
  labelKeys: readonly string[],
): InterpretedProfile {
  const entries = moment.groups.map((group) => makePastEntry(group, group.count, kind));
  const profile: Profile = {
    kind,
    format: 'debug=0',
    timeMs: moment.atMs,
    durationMs: undefined,
    goroutines: moment.goroutines,
    parsed: moment.goroutines,
    unparsed: 0,
    truncated: false,
    delta: false,
    entries: entries.map(({ entry }) => entry),
    issues: [],
    build: undefined,
  };
  return { profile, entries, labelKeys, profilers: 0 };
}

/** An empty profile that declares which fields samples support. */
export function makeEmptyProfile(kind: ProfileKind, labelKeys: readonly string[]): InterpretedProfile {
  return makePastProfile({ atMs: 0, goroutines: 0, groups: [] }, kind, labelKeys);
}
