// Counts that move as in a real service: most stacks level, some wandering, a few climbing. The same numbers every
// time.
import type { Fingerprint, Stack } from '../../../src/core/stack/model.ts';
import type { Sample, SampleGroup } from '../../../src/backend/history/port.ts';

/** Numbers in [0, 1) that look random (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const states = ['select', 'chan receive', 'IO wait', 'sync.WaitGroup.Wait', 'chan send', 'sleep'];
const depth = 12;

/** A stack of a dozen frames, half of them shared with others as in a real program. */
export function makeStack(number: number, service = 'shop'): Stack {
  const frames = Array.from({ length: depth }, (_, index) => {
    const own = index < depth / 2;
    const name = own
      ? `${service}/internal/area${number % 17}.(*Worker${number}).step${index}`
      : sharedNames[index - depth / 2]!;
    const file = own
      ? `/src/${service}/internal/area${number % 17}/worker_${number}.go`
      : '/usr/local/go/src/net/http/server.go';
    return { name, own, raw: { function: name, file, line: 20 + ((number * 7 + index * 31) % 400), startLine: 0 } };
  });
  return {
    fingerprint: (BigInt(number + 1) * 0x9e3779b97f4a7c15n).toString(16).slice(-16).padStart(16, '0') as Fingerprint,
    state: states[number % states.length] ?? 'select',
    frames,
    ownFrame: 0,
    keyFrame: 0,
    function: frames[0]?.name ?? '',
    location: `worker_${number}.go:${frames[0]?.raw.line ?? 0}`,
    main: false,
    profiler: false,
    system: false,
  };
}

const sharedNames = [
  'net/http.HandlerFunc.ServeHTTP',
  'net/http.(*ServeMux).ServeHTTP',
  'net/http.serverHandler.ServeHTTP',
  'net/http.(*conn).serve',
  'net/http.(*Server).Serve.gowrap3',
  'golang.org/x/sync/errgroup.(*Group).Go.func1',
];

export interface Load {
  /** The counts of the next sample; the list is used again. */
  next(): readonly number[];
}

/** Of a hundred stacks, 70 are level, 25 wander and 5 climb. */
export function makeLoad(stacks: number, seed: number): Load {
  const random = makeRandom(seed);
  const counts = Array.from({ length: stacks }, () => 1 + Math.floor(random() ** 3 * 60));
  const home = [...counts];
  return {
    next() {
      for (let index = 0; index < stacks; index++) {
        const kind = index % 20;
        const count = counts[index] ?? 0;
        if (kind < 14) continue;
        // Pools and handlers: up and down around what they usually are.
        if (kind < 19) {
          const pull = Math.sign((home[index] ?? 0) - count) * (random() < 0.1 ? 1 : 0);
          const step = random() < 0.5 ? 0 : Math.round((random() - 0.5) * 4);
          counts[index] = Math.max(0, count + step + pull);
        } else if (random() < 0.2) counts[index] = count + 1;
      }
      return counts;
    },
  };
}

export interface SampledService {
  nextSample(atMs: number): Sample;
}

export function makeService(
  labels: Readonly<Record<string, string>>,
  stacks: readonly Stack[],
  seed: number,
): SampledService {
  const load = makeLoad(stacks.length, seed);
  const random = makeRandom(seed + 1);
  let cpuSeconds = 100;
  let requests = 0;
  let resident = 90_000_000;
  return {
    nextSample(atMs) {
      const counts = load.next();
      const groups: SampleGroup[] = [];
      let goroutines = 1;
      for (const [index, stack] of stacks.entries()) {
        const count = counts[index] ?? 0;
        if (count > 0) groups.push({ stack, labels: {}, count });
        goroutines += count;
      }
      cpuSeconds = Math.round((cpuSeconds + random() * 3) * 100) / 100;
      requests += Math.floor(random() * 900);
      resident += Math.round((random() - 0.5) * 40) * 4096;
      const values = {
        goroutines,
        residentBytes: resident,
        heapBytes: Math.floor(resident / 2 + random() * 4_000_000),
        cpuSeconds,
        requests,
        memoryLimitBytes: 512 * 1024 * 1024,
      };
      const figures = { values, startMs: 1_699_000_000_510, build: 'v1.4.2' };
      const tookMs = 3 + Math.floor(random() * 8);
      const life = { fromMs: firstMs, startMs: figures.startMs, build: figures.build };
      const rest = { answered: true, groups, figures, life, restarted: false };
      return { target: labels, kind: 'goroutine', atMs, tookMs, goroutines, ...rest };
    },
  };
}

export const stacks = 200;
export const intervalMs = 15_000;
export const firstMs = 1_700_000_000_000;

/** A day of one process, with the jitter of real sampling. Zero counts are left out, as from a real profile. */
export function makeDay(): readonly Sample[] {
  const service = makeService(
    { service: 'shop', instance: 'shop-7d9f:6060' },
    Array.from({ length: stacks }, (_, number) => makeStack(number)),
    1,
  );
  const random = makeRandom(99);
  return Array.from({ length: 86_400_000 / intervalMs }, (_, index) =>
    service.nextSample(firstMs + index * intervalMs + Math.floor(random() * 12)),
  );
}
