import { beginLife, isAnotherProcess, updateLife } from './lives.ts';
import { makeFigures, makeSample, startMs } from './testing/samples.ts';

function sampleWith(figures: Parameters<typeof makeFigures>[0], restarted = false) {
  return makeSample(startMs, {}, { figures: makeFigures(figures), restarted });
}

describe('isAnotherProcess', () => {
  const before = { startMs: 1_000_000, build: 'v1', cpuSeconds: 50 };

  it('sees a new start time, and not the jitter of the one it knows', () => {
    expect(isAnotherProcess(before, sampleWith({ startMs: 1_010_000 }))).toBe(true);
    expect(isAnotherProcess(before, sampleWith({ startMs: 1_001_000 }))).toBe(false);
  });

  it('sees a new build', () => {
    expect(isAnotherProcess(before, sampleWith({ build: 'v2' }))).toBe(true);
    expect(isAnotherProcess(before, sampleWith({ build: 'v1' }))).toBe(false);
  });

  it('takes CPU seconds that fell for a restart where the start time is unknown', () => {
    expect(isAnotherProcess({ ...before, startMs: null }, sampleWith({ cpuSeconds: 2 }))).toBe(true);
    expect(isAnotherProcess({ ...before, startMs: null }, sampleWith({ cpuSeconds: 49.9 }))).toBe(false);
    expect(isAnotherProcess(before, sampleWith({ startMs: 1_000_000, cpuSeconds: 2 }))).toBe(false);
  });

  it('sees that a process has started after the first sample, which had no figures', () => {
    const begun = beginLife(makeSample(startMs, {}));
    expect(isAnotherProcess(begun, sampleWith({ startMs: startMs + 20_000 }))).toBe(true);
    expect(isAnotherProcess(begun, sampleWith({ startMs: startMs + 3_000 }))).toBe(false);
    expect(isAnotherProcess(begun, sampleWith({ startMs: startMs - 60_000 }))).toBe(false);
  });

  it('believes the sampler', () => {
    expect(isAnotherProcess(before, sampleWith({ startMs: 1_000_000 }, true))).toBe(true);
  });

  it('sees nothing in a sample without figures', () => {
    expect(isAnotherProcess(before, makeSample(startMs, {}))).toBe(false);
  });
});

describe('updateLife', () => {
  it('learns what was not known, and keeps it when a sample has no figures', () => {
    const begun = beginLife(makeSample(startMs, {}));
    const learned = updateLife(begun, sampleWith({ startMs: 5, build: 'v1', cpuSeconds: 3 }));
    expect(learned).toEqual({ startMs: 5, build: 'v1', cpuSeconds: 3, seenMs: startMs });
    expect(updateLife(learned, makeSample(startMs, {}))).toEqual(learned);
  });
});
