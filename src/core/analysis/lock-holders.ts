// Guesses which goroutine holds a lock that many wait for. Profiles do not show the holder. The guess is a goroutine
// that is past the lock in the same code, and it is presented as a guess.
import type { InterpretedEntry, InterpretedProfile, StackFrame } from '../stack/model.ts';
import { estimatePauseMs, isDump, isLockState } from './wait-for/offer-dump.ts';

/** Fewer waiters are not a convoy. */
const minWaiting = 2;
const maxGuesses = 3;

export type HolderSign =
  /** It is in the same function, past the call to Lock. */
  | 'beyond the lock'
  /** It is in another method of the same type. */
  | 'same type'
  /** It is in the same package and waits for something itself. */
  | 'same package';

/** Goroutines that may hold the lock. */
export interface HolderGuess {
  readonly sign: HolderSign;
  readonly count: number;
  /** The state they wait in. */
  readonly state: string;
  /** The frame that shows it, normalised, and its location. */
  readonly function: string;
  readonly location: string;
  readonly fingerprint: string;
  /** They wait for the lock of another convoy, whose holder may wait here: two locks taken in different orders. */
  readonly crossed: boolean;
}

/** Goroutines that wait for a lock at one place. */
export interface Convoy {
  readonly state: string;
  /** The function that calls Lock. */
  readonly function: string;
  readonly location: string;
  readonly waiting: number;
  readonly fingerprint: string;
  /** The most likely first; empty if no goroutine qualifies. */
  readonly holders: readonly HolderGuess[];
  /** How long the dump that would show the holder stops the process. Null if the profile is a dump. */
  readonly dumpPauseMs: number | null;
}

interface Waiters {
  readonly asks: StackFrame;
  readonly entries: InterpretedEntry[];
  waiting: number;
}

/** The convoys of all targets, longest first. Takes time linear in the entries per convoy. */
export function guessLockHolders(profiles: readonly InterpretedProfile[]): readonly Convoy[] {
  return profiles
    .flatMap((profile) =>
      guessIn(
        profile.entries.filter(({ entry, stack }) => !entry.folded && !stack.profiler),
        isDump(profile) ? null : estimatePauseMs(profile.profile.goroutines),
      ),
    )
    .sort((a, b) => b.waiting - a.waiting || (a.function < b.function ? -1 : 1));
}

function guessIn(entries: readonly InterpretedEntry[], dumpPauseMs: number | null): Convoy[] {
  const convoys = collectWaiters(entries);
  return convoys.map((waiters) => {
    const { stack } = waiters.entries[0]!;
    return {
      state: stack.state,
      function: waiters.asks.name,
      location: locate(waiters.asks),
      waiting: waiters.waiting,
      fingerprint: stack.fingerprint,
      holders: guessHolders(waiters, entries, convoys),
      dumpPauseMs,
    };
  });
}

function collectWaiters(entries: readonly InterpretedEntry[]): readonly Waiters[] {
  const places = new Map<string, Waiters>();
  for (const one of entries) {
    if (!isLockState(one.stack.state)) continue;
    const asks = findAsking(one);
    if (asks === undefined) continue;
    const place = `${asks.name} ${asks.raw.line}`;
    const known = places.get(place);
    if (known === undefined) places.set(place, { asks, entries: [one], waiting: one.entry.count });
    else {
      known.entries.push(one);
      known.waiting += one.entry.count;
    }
  }
  return [...places.values()].filter(({ waiting }, _, all) => waiting >= minWaiting || all.length > 1);
}

/** The frame that called Lock. */
function findAsking({ stack }: InterpretedEntry): StackFrame | undefined {
  return stack.frames.find(({ name }) => !name.startsWith('sync.') && !name.startsWith('internal/sync.'));
}

function guessHolders(
  { asks, entries: waiting }: Waiters,
  entries: readonly InterpretedEntry[],
  convoys: readonly Waiters[],
): readonly HolderGuess[] {
  const guesses = new Map<string, HolderGuess>();
  for (const one of entries) {
    if (waiting.includes(one) || one.stack.system) continue;
    const found = findSign(asks, one);
    if (found === undefined) continue;
    const other = convoys.find((convoy) => convoy.entries.includes(one));
    // A goroutine that waits for a lock with a certain holder is only a waiter.
    if (found.sign === 'same package' && other !== undefined && isHeldPlainly(other, entries)) continue;
    const key = `${found.sign} ${one.stack.fingerprint} ${one.stack.state} ${found.frame.raw.line}`;
    const before = guesses.get(key)?.count ?? 0;
    guesses.set(key, {
      sign: found.sign,
      count: before + one.entry.count,
      state: one.stack.state,
      function: found.frame.name,
      location: locate(found.frame),
      fingerprint: one.stack.fingerprint,
      // It waits for the lock of another convoy, which a waiter of this one may hold.
      crossed: other !== undefined && waiting.some((entry) => findSign(other.asks, entry) !== undefined),
    });
  }
  const rank: readonly HolderSign[] = ['beyond the lock', 'same type', 'same package'];
  // A lock has one holder, so a crowd in the same package is not a sign.
  const worth = [...guesses.values()].filter(
    ({ sign, count, crossed }) => sign !== 'same package' || count === 1 || crossed,
  );
  const ranked = worth.sort(
    (a, b) =>
      rank.indexOf(a.sign) - rank.indexOf(b.sign) ||
      Number(b.crossed) - Number(a.crossed) ||
      // A lock has one holder, so a state shared by many is not a sign.
      a.count - b.count ||
      (a.function < b.function ? -1 : 1),
  );
  // Weaker signs would only distract from a stronger one.
  const [best] = ranked;
  return ranked.filter(({ sign, crossed }) => sign === best?.sign && crossed === best.crossed).slice(0, maxGuesses);
}

function findSign(
  asks: StackFrame,
  { stack }: InterpretedEntry,
): { readonly sign: HolderSign; readonly frame: StackFrame } | undefined {
  const asking = isLockState(stack.state)
    ? stack.frames.find(({ name }) => !name.startsWith('sync.') && !name.startsWith('internal/sync.'))
    : undefined;
  const same = stack.frames.find(
    (frame) => frame !== asking && frame.name === asks.name && frame.raw.line > asks.raw.line,
  );
  if (same !== undefined) return { sign: 'beyond the lock', frame: same };
  // The calling function may take another lock further down.
  if (asking !== undefined && asking.name === asks.name && asking.raw.line > asks.raw.line) {
    return { sign: 'beyond the lock', frame: asking };
  }
  const type = readType(asks.name);
  const method =
    type === undefined ? undefined : stack.frames.find(({ name }) => name !== asks.name && readType(name) === type);
  if (method !== undefined) return { sign: 'same type', frame: method };
  // An idle worker of the same package, which waits for its next work, holds nothing.
  if (!asks.own || stack.state === 'select' || stack.state === 'IO wait') return undefined;
  const near = stack.frames.find(({ own, name }) => own && readPackageOf(name) === readPackageOf(asks.name));
  return near === undefined || near.name === asks.name ? undefined : { sign: 'same package', frame: near };
}

function isHeldPlainly({ asks, entries: waiting }: Waiters, entries: readonly InterpretedEntry[]): boolean {
  return entries.some((one) => {
    const sign = waiting.includes(one) ? undefined : findSign(asks, one)?.sign;
    return sign === 'beyond the lock' || sign === 'same type';
  });
}

/** `shop/cart.(*Store)` of `shop/cart.(*Store).Put`; undefined for a plain function. */
function readType(name: string): string | undefined {
  const match = /^(.*\.\(\*?[^)]+\))\./.exec(name);
  return match?.[1];
}

function readPackageOf(name: string): string {
  const slash = name.lastIndexOf('/');
  const dot = name.indexOf('.', slash + 1);
  return dot < 0 ? name : name.slice(0, dot);
}

function locate({ raw: { file, line } }: StackFrame): string {
  if (file === '') return '';
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return line > 0 ? `${base}:${line}` : base;
}
