// Aligns the states of the two sides of a comparison. debug=1 does not always tell how a stack waits. If one side knows
// the exact state and the other does not, they must not look like different groups.
import { chanOrSelect, waiting } from '../../stack/frame-state.ts';
import type { Fingerprint, InterpretedEntry, InterpretedProfile } from '../../stack/model.ts';

/** The exact states behind "chan or select". "waiting" can stand for every parked state. */
const channelStates: ReadonlySet<string> = new Set([
  chanOrSelect,
  'chan receive',
  'chan send',
  'select',
  'select (no cases)',
  'chan receive (nil chan)',
  'chan send (nil chan)',
]);

type OpenStates = ReadonlyMap<Fingerprint, string>;

interface AlignedStates {
  readonly before: readonly InterpretedProfile[];
  readonly after: readonly InterpretedProfile[];
  /** Stacks whose exact state only one side knows. */
  readonly stacks: number;
}

/** Uses the less exact state on both sides wherever one side has no better one. */
export function alignStates(
  before: readonly InterpretedProfile[],
  after: readonly InterpretedProfile[],
): AlignedStates {
  const open: OpenStates = new Map([...findOpen(before), ...findOpen(after)]);
  if (open.size === 0) return { before, after, stacks: 0 };
  const blurred = new Set<Fingerprint>();
  const blur = (profile: InterpretedProfile): InterpretedProfile => ({
    ...profile,
    entries: profile.entries.map((entry) => blurEntry(entry, open, blurred)),
  });
  return { before: before.map(blur), after: after.map(blur), stacks: blurred.size };
}

function findOpen(profiles: readonly InterpretedProfile[]): OpenStates {
  const open = new Map<Fingerprint, string>();
  for (const { entries } of profiles) {
    for (const { stack } of entries) {
      const isOpen = stack.state === chanOrSelect || stack.state === waiting;
      if (isOpen && open.get(stack.fingerprint) !== waiting) open.set(stack.fingerprint, stack.state);
    }
  }
  return open;
}

function blurEntry(entry: InterpretedEntry, open: OpenStates, blurred: Set<Fingerprint>): InterpretedEntry {
  const { stack } = entry;
  const state = open.get(stack.fingerprint);
  if (state === undefined || state === stack.state || stack.system || stack.profiler) return entry;
  if (state === chanOrSelect && !channelStates.has(stack.state)) return entry;
  blurred.add(stack.fingerprint);
  return { ...entry, stack: { ...stack, state } };
}
