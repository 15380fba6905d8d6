// Builds small samples for tests from the facts that matter.
import type { SampleFigures } from '../../../core/sample/model.ts';
import { isBuiltin } from 'node:module';
import type { Fingerprint, Stack } from '../../../core/stack/model.ts';
import type { FigureName, Sample, SampleGroup } from '../port.ts';
import { figureNames } from '../port.ts';

/** Node 20 has no SQLite, so these tests are visibly skipped there. */
export const describeWithSqlite = isBuiltin('node:sqlite') ? describe : describe.skip;

export const startMs = 1_700_000_000_000;

export function makeStack(name: string, state = 'select', line = 10): Stack {
  const raw = { function: `shop/cart.${name}`, file: '/src/shop/cart/cart.go', line, startLine: 3 };
  const server = {
    function: 'net/http.(*conn).serve',
    file: '/usr/local/go/src/net/http/server.go',
    line: 2102,
    startLine: 0,
  };
  return {
    fingerprint: Buffer.from(name).toString('hex').padStart(16, '0').slice(0, 16) as Fingerprint,
    state,
    frames: [
      { name: raw.function, raw, own: true },
      { name: server.function, raw: server, own: false },
    ],
    ownFrame: 0,
    keyFrame: 0,
    function: raw.function,
    location: `cart.go:${line}`,
    main: false,
    profiler: false,
    system: false,
  };
}

export function makeGroups(counts: Readonly<Record<string, number>>): readonly SampleGroup[] {
  return Object.entries(counts).map(([name, count]) => ({ stack: makeStack(name), labels: {}, count }));
}

export function makeFigures(
  figures: Partial<Record<FigureName, number>> & { readonly startMs?: number; readonly build?: string },
): SampleFigures {
  const values = Object.fromEntries(figureNames.map((name) => [name, figures[name] ?? null]));
  return {
    values: values as SampleFigures['values'],
    startMs: figures.startMs ?? null,
    build: figures.build ?? null,
  };
}

/** Counts keyed by the name of the stack. */
export function makeSample(atMs: number, counts: Readonly<Record<string, number>>, more: Partial<Sample> = {}): Sample {
  const groups = makeGroups(counts);
  const { figures = null } = more;
  return {
    target: { service: 'shop', instance: 'a:6060' },
    kind: 'goroutine',
    atMs,
    tookMs: 4,
    goroutines: 1 + groups.reduce((sum, { count }) => sum + count, 0),
    groups,
    answered: true,
    figures,
    life: { fromMs: atMs, startMs: figures?.startMs ?? null, build: figures?.build ?? null },
    restarted: false,
    ...more,
  };
}
