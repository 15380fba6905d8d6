// Short ways to read and to show a profile in tests.
import type { Entry, Profile, ReadResult } from '../model.ts';
import type { ReaderOptions } from '../options.ts';
import { readProfiles } from '../reader.ts';

const encoder = new TextEncoder();

export function readText(text: string, options?: ReaderOptions): ReadResult {
  return readProfiles(encoder.encode(text), options);
}

/** The profiles of a text that has to have some. */
export function profilesOf(text: string, options?: ReaderOptions): readonly Profile[] {
  const result = readText(text, options);
  if (result.outcome !== 'read') throw new Error(`Expected profiles, got ${result.outcome}.`);
  return result.profiles;
}

/** The only profile of a text. */
export function profileOf(text: string, options?: ReaderOptions): Profile {
  const [profile, ...others] = profilesOf(text, options);
  if (!profile || others.length > 0) throw new Error(`Expected one profile, got ${others.length + (profile ? 1 : 0)}.`);
  return profile;
}

/** `2 chan send: main.f a.go:1 < main.g b.go:2 < by main.main c.go:3`, a line an entry. */
export function show({ entries }: Profile): string[] {
  return entries.map((entry) => `${entry.count} ${entry.header?.status ?? ''}: ${showStack(entry)}`);
}

function showStack({ frames, elidedFrames, header }: Entry): string {
  const shown = frames.map(
    ({ function: name, file, line }) => `${name} ${file.slice(file.lastIndexOf('/') + 1)}:${line}`,
  );
  const creator = header?.creator;
  if (elidedFrames !== 0) shown.push(`elided ${elidedFrames}`);
  if (creator)
    shown.push(`by ${creator.function} ${creator.file.slice(creator.file.lastIndexOf('/') + 1)}:${creator.line}`);
  return shown.join(' < ');
}

/** Codes of the issues, with how often each occurred. */
export function issueCodes({ issues }: Profile): string[] {
  return issues.map(({ code, times }) => `${code} ${times}`);
}
