import { makeEntry, makeHeader, makeProfile } from '../../stack/testing/stack-notation.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { LifeTracker } from '../../sample/lives.ts';
import { makeSample } from '../../sample/make-sample.ts';
import { SuspectTracker } from './suspect-tracker.ts';
import { judgePrior, type PriorTotals } from './prior.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const beginMs = Date.UTC(2026, 0, 5);
const nowMs = beginMs + 3 * dayMs;
const target = { service: 'shop', instance: 'a' };

/** Three days, a number every five minutes. */
function makeTotals(count: (day: number) => number): PriorTotals {
  const timesMs = Array.from({ length: (3 * dayMs) / (5 * minuteMs) }, (_, index) => beginMs + index * 5 * minuteMs);
  return { timesMs, goroutines: timesMs.map((atMs) => count((atMs - beginMs) / dayMs)), startMs: beginMs - dayMs };
}

/** Two samples of a process: too few to tell anything by themselves. */
function openTracker(leak: number, pool: number): SuspectTracker {
  const tracker = new SuspectTracker();
  const lives = new LifeTracker();
  for (const atMs of [nowMs, nowMs + minuteMs]) {
    const entries = [
      ...Array.from({ length: leak }, () => makeEntry('main.leak < main.serve', { header: makeHeader('chan send') })),
      ...Array.from({ length: pool }, () =>
        makeEntry('main.worker < main.start', { header: makeHeader('chan receive') }),
      ),
      makeEntry('main.main < runtime.main', { header: makeHeader('select') }),
    ];
    const interpreted = interpretProfile(makeProfile('debug=0', entries), { ownCode: [], labelKeys: [] });
    tracker.push(lives.place(makeSample(interpreted, { target, atMs })));
  }
  return tracker;
}

const rising = makeTotals((day) => Math.round(50 + day * 200));

test('a process that has risen for days leaks where most of its goroutines stand, since it began to rise', () => {
  const tracker = openTracker(600, 40);
  // Most of the process stands there; whether it grew is not known yet.
  expect(tracker.judge().suspects).toMatchObject([{ grade: 'watch', trend: null }]);
  expect(tracker.learnPrior(target, judgePrior(rising))).toBe(true);
  const [suspect, ...others] = tracker.judge().suspects;
  expect(others).toEqual([]);
  expect(suspect).toMatchObject({ function: 'main.leak', grade: 'likely', count: 600 });
  expect(suspect?.sinceMs).toBeLessThan(beginMs + dayMs / 4);
  expect(suspect?.growthPerMinute).toBeCloseTo(200 / 1_440, 1);
  expect(suspect?.evidence[0]).toMatch(/^The whole process rose from .* to .* goroutines since /);
});

test.each([
  ['stands level', makeTotals(() => 640)],
  ['has days and nights', makeTotals((day) => Math.round(400 + 250 * Math.sin(day * 2 * Math.PI)))],
])('no growth is said of a process that %s', (_, totals) => {
  const tracker = openTracker(600, 40);
  tracker.learnPrior(target, judgePrior(totals));
  expect(tracker.judge().suspects).toMatchObject([{ grade: 'watch', trend: null, growthPerMinute: 0 }]);
});

test('no stack is named where none holds most of the process, nor after the rise is gone', () => {
  for (const [leak, pool] of [
    [310, 310],
    [60, 20],
  ] as const) {
    const tracker = openTracker(leak, pool);
    tracker.learnPrior(target, judgePrior(rising));
    expect(tracker.judge().suspects).toEqual([]);
  }
});

test('it is forgotten with the life of the process', () => {
  const tracker = openTracker(600, 40);
  tracker.learnPrior(target, judgePrior(rising));
  const profile = makeProfile('debug=0', [makeEntry('main.leak < main.serve')]);
  const sample = makeSample(interpretProfile(profile, { ownCode: [], labelKeys: [] }), {
    target,
    atMs: nowMs + 2 * minuteMs,
  });
  tracker.push(new LifeTracker().place(sample));
  tracker.push({ ...new LifeTracker().place({ ...sample, atMs: nowMs + 3 * minuteMs }), restarted: true });
  expect(tracker.find(target)?.prior).toBeUndefined();
});
