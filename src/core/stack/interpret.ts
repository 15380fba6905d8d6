// From a profile as it was read to what its stacks mean. Profiles repeat their frames and each other, so nothing is looked
// at twice.
import { pickLabels, type Labels } from '../labels.ts';
import type { Entry, Frame, Profile } from '../profile/model.ts';
import { countIdentityFrames, makeFingerprint } from './fingerprint.ts';
import { FrameTable, type Remaining } from './frame-table.ts';
import { inferState, running } from './frame-state.ts';
import { readStatus } from './header-state.ts';
import { makeHiddenStateTest, type EntryStateTest } from './hidden-state.ts';
import type { InterpretedEntry, InterpretedProfile, InterpretOptions, Stack } from './model.ts';
import { KnownReadings } from './known-readings.ts';
import { findCodePlaces, makeOwnCodeTest, type CodePlaces } from './own-code.ts';
import { isMainGoroutine, isProfileWriter, isSystemGoroutine } from './special-goroutines.ts';
import { readSymbol } from './symbol.ts';

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
  const ownCounts = ownFrame >= 0 && ownFrame < countIdentityFrames(symbols);
  const keyFrame = ownCounts ? ownFrame : Math.min(0, frames.length - 1);
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

const noLabels: Labels = {};

function keepLabels(labels: Labels, keys: readonly string[]): Labels {
  const kept = keys.filter((key) => Object.hasOwn(labels, key));
  return kept.length === 0 ? noLabels : pickLabels(labels, kept);
}

function nameCreator({ header }: Entry): string | null {
  if (header === undefined) return null;
  return header.creator === undefined ? '' : readSymbol(header.creator.function).name;
}

const known = new KnownReadings();

/**
 * Says what every entry of a profile means. Linear in the profile's frames; where it shares them with profiles that were
 * interpreted before, in its entries.
 */
export function interpretProfile(profile: Profile, options: InterpretOptions): InterpretedProfile {
  const isKnown = profile.format === 'debug=0' && profile.sharesFrames === true;
  const readStack = isKnown ? makeKnownStackReader(profile, options) : makeStackReader(profile, options);
  let profilers = 0;
  const entries = profile.entries.map((entry): InterpretedEntry => {
    const stack = readStack(entry);
    if (stack.profiler) profilers += entry.count;
    return { entry, stack, creator: nameCreator(entry), labels: keepLabels(entry.labels, options.labelKeys) };
  });
  return { profile, entries, labelKeys: options.labelKeys, profilers };
}

function makeStackReader(profile: Profile, { ownCode }: InterpretOptions): (entry: Entry) => Stack {
  const raw = [...new Set(profile.entries.flatMap(({ frames }) => frames))];
  const table = new FrameTable(makeOwnCodeTest(() => findCodePlaces(raw), ownCode));
  const readState = makeStateTest(profile);
  return (entry) => makeStack(entry, readState(entry), table.select(entry.frames));
}

/** For debug=0, where frames alone decide what a stack means. */
function makeKnownStackReader({ entries }: Profile, { ownCode }: InterpretOptions): (entry: Entry) => Stack {
  const places = ownCode.length > 0 ? nowhere : findPlaces(entries);
  const key = JSON.stringify([ownCode, places.goRoot, places.mainModule]);
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

const nowhere: CodePlaces = { goRoot: undefined, mainModule: undefined };

/** Each place is that of the first frame which shows it, as for the profile's frames all together. */
function findPlaces(entries: readonly Entry[]): CodePlaces {
  let { goRoot, mainModule } = nowhere;
  for (const { frames } of entries) {
    if (goRoot !== undefined && mainModule !== undefined) break;
    const places = known.places(frames, findCodePlaces);
    goRoot ??= places.goRoot;
    mainModule ??= places.mainModule;
  }
  return { goRoot, mainModule };
}
