import { figureNames, type FigureName } from '../metrics/model.ts';
import { trackLife, type LifeFacts, type LifeSigns } from './lives.ts';
import type { SampleFigures } from './model.ts';

const atMs = 1_700_000_000_000;

type Figures = Partial<Record<FigureName, number>> & { readonly startMs?: number; readonly build?: string };

function signs(figures?: Figures, restarted = false): LifeSigns {
  if (figures === undefined) return { atMs, figures: null, restarted };
  const values = Object.fromEntries(figureNames.map((name) => [name, figures[name] ?? null]));
  const { startMs = null, build = null } = figures;
  return { atMs, figures: { values: values as SampleFigures['values'], startMs, build }, restarted };
}

const before: LifeFacts = { fromMs: 5, seenMs: atMs, startMs: 1_000_000, build: 'v1', cpuSeconds: 50 };
const isAnother = (facts: LifeFacts, figures?: Figures, restarted = false): boolean =>
  trackLife(facts, signs(figures, restarted)).restarted;

describe('a restart', () => {
  it('is seen by a new start time, and not by the jitter of the known one', () => {
    expect(isAnother(before, { startMs: 1_010_000 })).toBe(true);
    expect(isAnother(before, { startMs: 1_001_000 })).toBe(false);
  });

  it('is seen by a new build', () => {
    expect(isAnother(before, { build: 'v2' })).toBe(true);
    expect(isAnother(before, { build: 'v1' })).toBe(false);
  });

  it('is seen by CPU seconds that fell where the start time is unknown', () => {
    expect(isAnother({ ...before, startMs: null }, { cpuSeconds: 2 })).toBe(true);
    expect(isAnother({ ...before, startMs: null }, { cpuSeconds: 49.9 })).toBe(false);
    expect(isAnother(before, { startMs: 1_000_000, cpuSeconds: 2 })).toBe(false);
  });

  it('is seen where the process has started after the first sample, which had no figures', () => {
    const begun = trackLife(undefined, signs()).facts;
    expect(isAnother(begun, { startMs: atMs + 20_000 })).toBe(true);
    expect(isAnother(begun, { startMs: atMs + 3_000 })).toBe(false);
    expect(isAnother(begun, { startMs: atMs - 60_000 })).toBe(false);
  });

  it('is taken from the source that knows it', () => {
    expect(isAnother(before, { startMs: 1_000_000 }, true)).toBe(true);
  });

  it('is not seen in a sample without figures, nor in the first one', () => {
    expect(isAnother(before)).toBe(false);
    expect(trackLife(undefined, signs({ startMs: 5 })).restarted).toBe(false);
  });
});

describe('a life', () => {
  it('learns missing facts, and keeps them when a sample has no figures', () => {
    const begun = trackLife(undefined, signs()).facts;
    const learned = trackLife(begun, signs({ startMs: 5, build: 'v1', cpuSeconds: 3 })).facts;
    expect(learned).toEqual({ fromMs: atMs, startMs: 5, build: 'v1', cpuSeconds: 3, seenMs: atMs });
    expect(trackLife(learned, signs()).facts).toEqual(learned);
  });
});
