// The inputs that fuzzing starts from.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { profileBytes } from '../../src/core/profile/testing/profile-bytes.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `folder` is `tests/fuzz/seeds`. */
export function readSeeds(folder: string): readonly Seed[] {
  return [...readFiles(folder), ...makeProtobufs()];
}

/** What no stock Go writes: CockroachDB's labels, several sample types, negative counts, inlined frames. */
function makeProtobufs(): readonly Seed[] {
  const goroutine = (id: number): Record<string, string | number> => ({
    'go::goroutine': id,
    'go::goroutine_created_by': 'main.main',
    'go::goroutine_state': 'select',
    'go::goroutine_wait_minutes': id,
    user: `u${id % 2}`,
  });
  const cockroach = [1, 2, 3].map((id) => ({
    values: [1],
    stack: ['runtime.gopark', `main.f${id % 2}`],
    labels: goroutine(id),
  }));
  const delta = [
    { values: [9, 5], stack: ['main.inner|main.outer', 'main.main'] },
    { values: [9, -2], stack: ['main.g'], labels: { size: 4096 } },
  ];
  return [
    { name: 'cockroach.pb', bytes: profileBytes({ samples: cockroach, timeNanos: 1_700_000_000_000_000_000n }) },
    {
      name: 'delta.pb',
      bytes: profileBytes({ types: ['cpu', 'goroutine'], samples: delta, durationNanos: 1_000_000_000n }),
    },
  ];
}

function readFiles(folder: string): readonly Seed[] {
  const files = readdirSync(folder).filter((name) => !name.endsWith('.md'));
  return files.sort().map((name) => {
    const bytes = readFileSync(join(folder, name));
    return { name, bytes: new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes) };
  });
}
