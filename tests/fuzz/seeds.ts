// The inputs that fuzzing starts from.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `folder` is `tests/fuzz/seeds`. */
export function readSeeds(folder: string): readonly Seed[] {
  const files = readdirSync(folder).filter((name) => !name.endsWith('.md'));
  return files.sort().map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { name, bytes: new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes) };
  });
}
