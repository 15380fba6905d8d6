import type { SampleFigures } from '../../../core/sample/model.ts';
import type { Profile } from '../../../core/profile/model.ts';
import { estimateFetchBytes, findPace, fullPace, type Pace } from './pace.ts';

const MB = 1_000_000;

function profileOf(count: number, frames: number): Profile {
  const frame = { function: 'main.work', file: '/src/main.go', line: 7, startLine: 1 };
  return {
    kind: 'goroutine',
    format: 'debug=0',
    timeMs: undefined,
    durationMs: undefined,
    goroutines: count,
    parsed: count,
    unparsed: 0,
    truncated: false,
    delta: false,
    entries: [
      {
        count,
        leaked: 0,
        frames: Array.from({ length: frames }, () => frame),
        elidedFrames: 0,
        labels: {},
        header: undefined,
        addresses: [],
      },
    ],
    issues: [],
    build: undefined,
  };
}

function figuresOf(residentBytes: number | null, memoryLimitBytes: number | null = null): SampleFigures {
  return {
    values: { goroutines: 1, residentBytes, heapBytes: null, cpuSeconds: null, requests: null, memoryLimitBytes },
    startMs: null,
    build: null,
  };
}

const paused: Pace = { kind: 'paused', costBytes: 1, leftBytes: 0 };

test.each([
  [2, 24 * MB],
  [20, 91 * MB],
  [100, 486 * MB],
])(
  'the estimate for 100,000 goroutines of %i frames is not below what was measured, nor twice it',
  (frames, measured) => {
    const estimate = estimateFetchBytes(profileOf(100_000, frames));
    expect(estimate).toBeGreaterThanOrEqual(measured);
    expect(estimate).toBeLessThan(2 * measured);
  },
);

test('far from the limit every turn is taken', () => {
  expect(findPace(10 * MB, figuresOf(100 * MB), 1_000 * MB, fullPace)).toEqual(fullPace);
});

test('nearer to it, turns are left out; beyond a tenth of what is left, all of them', () => {
  expect(findPace(60 * MB, figuresOf(0), 1_000 * MB, fullPace)).toEqual({ kind: 'sampled', turns: 3 });
  expect(findPace(100 * MB, figuresOf(0), 1_000 * MB, fullPace)).toEqual({ kind: 'sampled', turns: 4 });
  expect(findPace(101 * MB, figuresOf(0), 1_000 * MB, fullPace)).toEqual({
    kind: 'paused',
    costBytes: 101 * MB,
    leftBytes: 1_000 * MB,
  });
});

test('a process above its limit has nothing left, not less than nothing', () => {
  expect(findPace(1, figuresOf(2_000 * MB), 1_000 * MB, fullPace)).toMatchObject({ kind: 'paused', leftBytes: 0 });
});

test("the process's own limit counts where the settings name none", () => {
  expect(findPace(60 * MB, figuresOf(0, 500 * MB), undefined, fullPace).kind).toBe('paused');
  expect(findPace(60 * MB, figuresOf(0, 500 * MB), 5_000 * MB, fullPace)).toEqual(fullPace);
});

test('without figures of memory nothing changes, but a pause does not last for ever', () => {
  expect(findPace(900 * MB, figuresOf(null), 1_000 * MB, fullPace)).toEqual(fullPace);
  expect(findPace(900 * MB, null, undefined, fullPace)).toEqual(fullPace);
  expect(findPace(900 * MB, null, 1_000 * MB, paused)).toEqual({ kind: 'sampled', turns: 16 });
});

test('room again ends a pause', () => {
  expect(findPace(10 * MB, figuresOf(100 * MB), 1_000 * MB, paused)).toEqual(fullPace);
});
