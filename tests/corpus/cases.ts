// Reads the recordings in tests/fixtures. Each case has a folder with its input, its expected reading, and counts by
// other tools.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { Counted } from '../../scripts/capture/count.ts';
import type { Digest } from './digest.ts';

/** From the project's folder, where tests and scripts both run. */
export const fixturesDir = resolve('tests', 'fixtures');

export interface Case {
  readonly name: string;
  /** Decompressed, as far as that goes: a recording can be cut off. */
  readonly bytes: Uint8Array;
  readonly counted: Counted;
  readonly expected: Digest;
}

export function listCases(): readonly string[] {
  return readdirSync(fixturesDir)
    .filter((name) => existsSync(join(fixturesDir, name, 'origin.md')))
    .sort();
}

export function loadCase(name: string): Case {
  return {
    name,
    bytes: loadInput(name),
    counted: loadJson(name, 'counted.json') as Counted,
    expected: loadJson(name, 'expected.json') as Digest,
  };
}

export function loadInput(name: string): Uint8Array {
  const dir = join(fixturesDir, name);
  const file = readdirSync(dir).find((entry) => entry.startsWith('input.'));
  if (file === undefined) throw new Error(`${name} has no input.`);
  const bytes = readFileSync(join(dir, file));
  return file.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
}

function loadJson(name: string, file: string): unknown {
  const path = join(fixturesDir, name, file);
  if (!existsSync(path))
    throw new Error(`${name} has no ${file}. Run "npm run capture -- --expect ${name}" and read it.`);
  return JSON.parse(readFileSync(path, 'utf8'));
}
