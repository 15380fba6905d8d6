// States and fingerprints of a process that runs now, form against form. PARKED_GO_VERSIONS (`go1.20.14,go1.27.4`)
// asks for further Go versions, which the go command downloads.
import { gunzipSync } from 'node:zlib';
import type { GoroutineSeen } from '../../src/core/profile/options.ts';
import { readProfiles } from '../../src/core/profile/reader.ts';
import { addressesToResolve, resolveStates, resolveStatesByProfile } from '../../src/core/stack/hidden-frames.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';
import type { InterpretedEntry } from '../../src/core/stack/model.ts';
import { parkallStates } from '../corpus/parkall-states.ts';
import { attendsTheProfile, describeStack, difference, readOne, countBy, understand } from '../corpus/readings.ts';
import { findGo, withLiveProgram } from './live-program.ts';

const go = findGo();
const further = (process.env['PARKED_GO_VERSIONS'] ?? '').split(',').filter((name) => name !== '');
const toolchains = go === undefined ? [] : [['', go] as const, ...further.map((name) => [name, name] as const)];

const buildAndRunMs = 240_000;

/** Each goroutine of a dump, by its number. */
function readById(dump: Uint8Array): ReadonlyMap<number, InterpretedEntry> {
  const seen: GoroutineSeen[] = [];
  const read = readProfiles(dump, { onGoroutine: (goroutine) => seen.push(goroutine) });
  const profile = read.outcome === 'read' ? read.profiles[0] : undefined;
  if (profile === undefined) throw new Error(`No dump: ${JSON.stringify(read)}`);
  const { entries } = interpretProfile(profile, { ownCode: [], labelKeys: [] });
  return new Map(seen.map(({ id, entry }) => [id, entries[entry]!]));
}

/** Goroutines that were parked in the same place before and after, and how many were not. */
function findParked(before: Uint8Array, after: Uint8Array) {
  const first = readById(before);
  const second = readById(after);
  const parked = new Map<string, number>();
  const moved = { woke: 0, ended: 0, started: 0 };
  for (const [id, entry] of first) {
    const later = second.get(id);
    const key = describeStack(entry);
    if (later === undefined) moved.ended++;
    else if (describeStack(later) !== key || entry.stack.state === 'running') moved.woke++;
    else parked.set(key, (parked.get(key) ?? 0) + 1);
  }
  for (const id of second.keys()) if (!first.has(id)) moved.started++;
  return { parked, moved, total: first.size };
}

/** What a profile has beside the goroutines that were parked all the time; fails for those that it lacks. */
function subtractParked(entries: readonly InterpretedEntry[], parked: ReadonlyMap<string, number>) {
  const rest = difference(countBy(entries, describeStack), parked);
  expect(Object.entries(rest).filter(([, count]) => count < 0)).toEqual([]);
  return entries.filter((entry) => describeStack(entry) in rest);
}

if (toolchains.length === 0) {
  describe('a live process (skipped: the go command is not on the PATH)', () => {
    test.skip('has the states of debug=2 in every form', () => {});
  });
} else {
  describe.each(toolchains)('a live process, toolchain "%s" (%s)', (toolchain, version) => {
    const nilChannels = Number(/^go1\.(\d+)/.exec(version)?.[1]) >= 20;

    test(
      'has the states and fingerprints of debug=2 in debug=0 and in a debug=1 made whole',
      () =>
        withLiveProgram(toolchain, async ({ before, after, debug0, debug1, askSymbols }) => {
          const { parked, moved, total } = findParked(before, after);
          expect(total - moved.woke - moved.ended).toBeGreaterThan(100);

          const samples = readOne(gunzipSync(debug0));
          const rows = readOne(debug1);
          const known = nilChannels ? parked : mergeNil(parked);
          const read = (profile: typeof samples) =>
            nilChannels ? understand(profile) : understand(profile).map(hideNil);
          expect(subtractParked(read(samples), known).filter((entry) => !attendsTheProfile(entry))).toEqual([]);
          const byProfile = read(resolveStatesByProfile(rows, samples));
          expect(subtractParked(byProfile, known).filter((entry) => !attendsTheProfile(entry))).toEqual([]);

          const named = resolveStates(rows, await askSymbols(addressesToResolve(rows)));
          const bySymbol = understand(named).map(hideNil);
          expect(subtractParked(bySymbol, mergeNil(parked)).filter((entry) => !attendsTheProfile(entry))).toEqual([]);

          const wrong = understand(samples).filter(
            ({ stack }) =>
              stack.function in parkallStates &&
              hideNilState(parkallStates[stack.function]!) !== hideNilState(stack.state),
          );
          expect(wrong.map(describeStack)).toEqual([]);
        }),
      buildAndRunMs,
    );
  });
}

/** Names of functions alone cannot tell a nil channel. */
function hideNilState(state: string): string {
  return state.replace(' (nil chan)', '');
}

function hideNil(entry: InterpretedEntry): InterpretedEntry {
  return { ...entry, stack: { ...entry.stack, state: hideNilState(entry.stack.state) } };
}

function mergeNil(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const merged = new Map<string, number>();
  for (const [key, count] of counts) {
    const plain = hideNilState(key);
    merged.set(plain, (merged.get(plain) ?? 0) + count);
  }
  return merged;
}
