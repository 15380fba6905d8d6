// Interprets the stacks of a profile. Profiles repeat frames and share them with other profiles, so nothing is
// interpreted twice.
import { pickLabels, type Labels } from '../labels.ts';
import type { Entry, Frame, Profile } from '../profile/model.ts';
import { countIdentityFrames, makeFingerprint } from './fingerprint.ts';
import { FrameTable, type Remaining } from './frame-table.ts';
import { inferState, running } from './frame-state.ts';
import { readStatus } from './header-state.ts';
import { makeHiddenStateTest, type EntryStateTest } from './hidden-state.ts';
import type { InterpretedEntry, InterpretedProfile, InterpretOptions, Stack, StackFrame } from './model.ts';
import { InterpretationCache } from './interpretation-cache.ts';
import type { ReadingCache } from './reading-cache.ts';
import { findCodePlaces, isGenerated, makeOwnCodeTest, type CodePlaces } from './own-code.ts';
import { isMainGoroutine, isProfileWriter, isSystemGoroutine } from './special-goroutines.ts';
import { looksStandard } from './standard-library.ts';
import type { SymbolCache } from './symbol-cache.ts';
import type { SymbolName } from './symbol.ts';

function makeStateTest(profile: Profile): EntryStateTest {
  const readHidden = profile.format === 'debug=1' ? makeHiddenStateTest(profile) : undefined;
  return (entry) => {
    if (entry.header !== undefined && entry.header.status !== '') return readStatus(entry.header.status, entry.frames);
    return readHidden === undefined ? inferState(entry.frames) : readHidden(entry);
  };
}

/** `file.go:21` */
function formatLocation({ file, line }: Frame): string {
  if (file === '') return '';
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return line > 0 ? `${base}:${line}` : base;
}

function makeStack(entry: Pick<Entry, 'frames' | 'header'>, state: string, { frames, symbols }: Remaining): Stack {
  const ownFrame = frames.findIndex((frame) => frame.own);
  const keyFrame = findKeyFrame(entry.frames, state, frames, symbols);
  const key = frames[keyFrame];
  return {
    fingerprint: makeFingerprint(symbols),
    state,
    frames,
    ownFrame,
    keyFrame,
    function: key?.name ?? '',
    location: key === undefined ? '' : formatLocation(key.raw),
    main: isMainGoroutine(entry),
    profiler: state === running && isProfileWriter(entry.frames),
    system: isSystemGoroutine(entry, state, frames.length),
  };
}

/**
 * The frame that names the stack, among those that the fingerprint covers: the innermost own-code frame, else the
 * innermost outside the standard library, else the innermost. Where the goroutine panics, frames inside the panic are
 * its handler and do not count.
 */
function findKeyFrame(
  all: readonly Frame[],
  state: string,
  frames: readonly StackFrame[],
  symbols: readonly SymbolName[],
): number {
  const covered = countIdentityFrames(symbols);
  const panics = state === running ? all.findLastIndex((frame) => frame.function === 'panic') : -1;
  const behindPanic = panics < 0 ? undefined : new Set(all.slice(panics + 1));
  const find = (isWanted: (index: number) => boolean) => {
    for (let index = 0; index < covered; index++) if (isWanted(index)) return index;
    return -1;
  };
  const isOwn = (index: number) => frames[index]!.own;
  const panicked = behindPanic && find((index) => isOwn(index) && behindPanic.has(frames[index]!.raw));
  if (panicked !== undefined && panicked >= 0) return panicked;
  const own = find(isOwn);
  if (own >= 0) return own;
  const foreign = find((index) => isForeign(frames[index]!.raw, symbols[index]!.package));
  return foreign >= 0 ? foreign : Math.min(0, frames.length - 1);
}

/** Whether a frame belongs to a package outside the standard library. */
function isForeign({ function: name, file }: Frame, path: string): boolean {
  return path !== '' && !looksStandard(path) && !isGenerated(name, file);
}

const noLabels: Labels = {};

function keepLabels(labels: Labels, keys: readonly string[]): Labels {
  const kept = keys.filter((key) => Object.hasOwn(labels, key));
  return kept.length === 0 ? noLabels : pickLabels(labels, kept);
}

function nameCreator({ header }: Entry, symbols: SymbolCache): string | null {
  if (header === undefined) return null;
  return header.creator === undefined ? '' : symbols.read(header.creator.function).name;
}

/**
 * Interprets every entry of a profile. Takes time linear in the profile's frames. For frames shared with profiles
 * interpreted before with the same cache, it is linear in the entries.
 */
export function interpretProfile(
  profile: Profile,
  options: InterpretOptions,
  cache = new InterpretationCache(),
): InterpretedProfile {
  const isKnown = profile.format === 'debug=0' && profile.sharesFrames === true;
  const readStack = isKnown
    ? makeInternedStackReader(profile, options, cache.readings)
    : makeStackReader(profile, options, cache.symbols);
  let profilers = 0;
  const entries = profile.entries.map((entry): InterpretedEntry => {
    const stack = readStack(entry);
    if (stack.profiler) profilers += entry.count;
    return {
      entry,
      stack,
      creator: nameCreator(entry, cache.symbols),
      labels: keepLabels(entry.labels, options.labelKeys),
    };
  });
  return { profile, entries, labelKeys: options.labelKeys, profilers };
}

function makeStackReader(
  profile: Profile,
  { ownCode }: InterpretOptions,
  symbols: SymbolCache,
): (entry: Entry) => Stack {
  const raw = [...new Set(profile.entries.flatMap(({ frames }) => frames))];
  const table = new FrameTable(
    makeOwnCodeTest(() => findCodePlaces(raw), ownCode),
    symbols,
  );
  const readState = makeStateTest(profile);
  return (entry) => makeStack(entry, readState(entry), table.select(entry.frames));
}

/** For debug=0, where the frames alone decide what a stack means. */
function makeInternedStackReader(
  { entries }: Profile,
  { ownCode }: InterpretOptions,
  known: ReadingCache,
): (entry: Entry) => Stack {
  const places = ownCode.length > 0 ? nowhere : findPlaces(entries, known);
  const key = JSON.stringify([ownCode, places.goRoot, places.mainModule, places.mainRoot]);
  const { stacks, frames: table } = known.open(key, () => makeOwnCodeTest(() => places, ownCode));
  return ({ frames }) => {
    const before = stacks.get(frames);
    if (before !== undefined) return before;
    const stack = makeStack({ frames, header: undefined }, inferState(frames), table.select(frames));
    stacks.set(frames, stack);
    known.count();
    return stack;
  };
}

const nowhere: CodePlaces = { goRoot: undefined, mainModule: undefined, mainRoot: undefined };

/** Each place comes from the first frame that shows it, as if all frames of the profile were searched. */
function findPlaces(entries: readonly Entry[], known: ReadingCache): CodePlaces {
  let { goRoot, mainModule, mainRoot } = nowhere;
  for (const { frames } of entries) {
    if (goRoot !== undefined && (mainModule ?? mainRoot) !== undefined) break;
    const places = known.places(frames, findCodePlaces);
    goRoot ??= places.goRoot;
    mainModule ??= places.mainModule;
    mainRoot ??= places.mainRoot;
  }
  return { goRoot, mainModule, mainRoot };
}
