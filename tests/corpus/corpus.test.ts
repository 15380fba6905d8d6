import { createProfileReader, readProfiles } from '../../src/core/profile/reader.ts';
import type { Entry, Profile, ReadResult } from '../../src/core/profile/model.ts';
import { listCases, loadCase } from './cases.ts';
import { digestResult } from './digest.ts';
import { findInDump, findInRows } from './plain-patterns.ts';

function readInPieces(bytes: Uint8Array, size: number): ReadResult {
  const reader = createProfileReader();
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return reader.finish();
}

function profilesOf(result: ReadResult): readonly Profile[] {
  return result.outcome === 'read' ? result.profiles : [];
}

/** What another counted by, as this entry has it. */
function kindOf(entry: Entry, by: string): string {
  if (by.startsWith('go tool pprof')) return entry.frames[0]?.function ?? '';
  if (by.startsWith('the totals'))
    return entry.addresses[0] === undefined ? '' : `0x${entry.addresses[0].toString(16)}`;
  return entry.header?.status ?? '';
}

function countKinds(profiles: readonly Profile[], by: string): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const entry of profiles.flatMap(({ entries }) => entries)) {
    const kind = kindOf(entry, by);
    kinds[kind] = (kinds[kind] ?? 0) + entry.count;
  }
  return kinds;
}

/** Wrapped by a transport or a test log, with goroutines listed twice, or with calls that have no place. */
function isBeyondPatterns(name: string, text: string): boolean {
  return /^(transport|goleak)/.test(name) || /^-----$|^non-Go function|^\[originating from/m.test(text);
}

describe.each(listCases())('%s', (name) => {
  const { bytes, counted, expected } = loadCase(name);
  const read = readProfiles(bytes);

  test('is read as expected', () => {
    expect(digestResult(read)).toEqual(expected);
  });

  test.each([1, 7, 64, 1000, 4096])('is read the same in pieces of %i bytes', (size) => {
    expect(digestResult(readInPieces(bytes, size))).toEqual(expected);
  });

  test('accounts for every goroutine that others counted', () => {
    if (counted.unusable !== undefined) return;
    const profiles = profilesOf(read);
    const accounted = profiles.reduce((sum, { parsed, unparsed }) => sum + parsed + unparsed, 0);
    const netCount = profiles.flatMap(({ entries }) => entries).reduce((sum, { count }) => sum + count, 0);
    const delta = profiles.some((profile) => profile.delta);
    expect(delta ? netCount : accounted).toBe(counted.goroutines);
  });

  test('has the goroutines of each kind that others counted', () => {
    const profiles = profilesOf(read);
    const mixed = counted.goroutines > 0 && Object.keys(counted.kinds).length === 0;
    if (counted.unusable !== undefined || mixed || profiles.some(({ unparsed }) => unparsed > 0)) return;
    expect(countKinds(profiles, counted.by)).toEqual(counted.kinds);
  });

  test('has the minutes, locked threads and leak marks that others counted', () => {
    if (counted.marks === undefined) return;
    const entries = profilesOf(read).flatMap((profile) => profile.entries);
    const waited = (entry: Entry) => entry.header?.waits.filter(([minutes]) => minutes > 0) ?? [];
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect({
      minutes: sum(entries.flatMap(waited).map(([, goroutines]) => goroutines)),
      locked: sum(entries.map((entry) => entry.header?.lockedToThread ?? 0)),
      leaked: sum(entries.map((entry) => entry.leaked)),
    }).toEqual(counted.marks);
  });

  test('has the frames that plain patterns find', () => {
    const text = new TextDecoder().decode(bytes);
    const profiles = profilesOf(read);
    const format = profiles[0]?.format;
    if (profiles.length !== 1 || isBeyondPatterns(name, text) || (format !== 'debug=1' && format !== 'debug=2')) return;
    const { entries } = profiles[0]!;
    const innermost: Record<string, number> = {};
    for (const { frames, count } of entries) {
      const function_ = frames[0]?.function ?? '';
      innermost[function_] = (innermost[function_] ?? 0) + count;
    }
    const frames = entries.reduce((sum, entry) => sum + entry.count * entry.frames.length, 0);
    expect({ innermost, frames }).toEqual(format === 'debug=1' ? findInRows(text) : findInDump(text));
  });
});
