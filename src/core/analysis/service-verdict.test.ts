import { interpretProfile } from '../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../stack/testing/stack-notation.ts';
import type { ServiceVerdict } from './service-model.ts';
import { judgeServices, type ServiceQuestion } from './service-verdict.ts';
import { SuspectTracker } from './suspects/suspect-tracker.ts';

const minuteMs = 60_000;
const beginMs = Date.UTC(2026, 0, 5);

function makeStack(frames: string) {
  const profile = makeProfile('debug=2', [
    makeEntry(frames, { header: makeHeader('chan send') }),
    makeEntry('main.main < runtime.main', { header: makeHeader('select') }),
  ]);
  return interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries[0]!.stack;
}

const leaky = makeStack('main.ask < main.serve');
const healthy = makeStack('main.pool < main.start');

/** A sample a minute of one process. */
function record(minutes: number, countAt: (minute: number) => number, instance = 'a'): SuspectTracker {
  const tracker = new SuspectTracker();
  for (let minute = 0; minute < minutes; minute++) {
    tracker.push({
      target: { service: 'shop', instance },
      kind: 'goroutine',
      atMs: beginMs + minute * minuteMs,
      goroutines: countAt(minute) + 20,
      groups: [
        { stack: leaky, labels: {}, count: countAt(minute) },
        { stack: healthy, labels: {}, count: 20 },
      ],
      tookMs: 0,
      answered: true,
      figures: null,
      life: { fromMs: beginMs, startMs: null, build: null },
      restarted: false,
    });
    tracker.judge();
  }
  return tracker;
}

function judge(tracker: SuspectTracker, minutes: number, question: Partial<ServiceQuestion> = {}): ServiceVerdict {
  const nowMs = beginMs + minutes * minuteMs;
  const verdicts = tracker.judge(nowMs);
  const [verdict] = judgeServices({ verdicts, per: ['service'], nowMs, staleMs: 2 * minuteMs, ...question });
  return verdict!;
}

test('a leak is named with its stack, its pace and since when', () => {
  const verdict = judge(
    record(90, (minute) => 5 + minute),
    90,
  );
  expect(verdict).toMatchObject({ per: { service: 'shop' }, state: 'leaking', reason: null, goroutines: 114 });
  expect(verdict.worst).toMatchObject({ function: 'main.ask', state: 'chan send', count: 94, grade: 'likely' });
  expect(verdict.growthPerMinute).toBeCloseTo(1, 1);
  expect(verdict.sentence).toMatch(/^main\.ask leaks: 94 goroutines in chan send, growing 1 a minute since /);
});

test('a leak that stopped is said to have stopped, and when', () => {
  const verdict = judge(
    record(150, (minute) => 5 + Math.min(90, minute)),
    150,
  );
  expect(verdict).toMatchObject({ state: 'leaking', growthPerMinute: 0 });
  expect(verdict.stoppedMs).toBeCloseTo(beginMs + 90 * minuteMs, -6);
  expect(verdict.sentence).toMatch(
    /^main\.ask leaks: 95 goroutines in chan send, constant since 2026-01-05 01:\d\d UTC, after growing since 2026-01-05 00:0\d UTC\.$/,
  );
});

test('a rise that stopped before it was judged is no longer rising, and says so', () => {
  const tracker = record(38, (minute) => 5 + 20 * Math.min(30, minute));
  const verdict = judge(tracker, 38);
  expect(verdict).toMatchObject({ state: 'unknown', reason: 'too-early' });
  expect(verdict.sentence).toMatch(
    /^main\.ask rose: 605 goroutines.*, constant since .*00:(29|30) UTC, after growing since/,
  );
});

test('a growth that is too young is rising, and says when it is judged', () => {
  const verdict = judge(
    record(40, (minute) => 5 + minute),
    40,
  );
  expect(verdict).toMatchObject({ state: 'rising', reason: null, nextMs: beginMs + 60 * minuteMs });
  expect(verdict.sentence).toContain('judged at 2026-01-05 01:00 UTC');
});

test('a service that is level for an hour is quiet', () => {
  const verdict = judge(
    record(90, () => 5),
    90,
  );
  expect(verdict).toMatchObject({ state: 'quiet', reason: null, worst: null, goroutines: 25, nextMs: null });
  expect(verdict.sentence).toContain('90 samples over 89 min, 25 goroutines');
});

test.each([
  ['one sample', record(1, () => 5), 1, {}, 'too-early'],
  ['half an hour', record(30, () => 5), 30, {}, 'too-early'],
  ['an old sample', record(90, () => 5), 100, {}, 'stale'],
  [
    'a target that cannot be read',
    record(90, () => 5),
    90,
    { troubles: [{ labels: { service: 'shop', instance: 'b' }, reason: 'unreadable' as const }] },
    'unreadable',
  ],
  [
    'paused sampling',
    record(90, () => 5),
    90,
    { troubles: [{ labels: { service: 'shop', instance: 'a' }, reason: 'paused' as const }] },
    'paused',
  ],
  [
    'three targets without a sample',
    record(90, () => 5),
    90,
    { targets: ['a', 'b', 'c', 'd'].map((instance) => ({ service: 'shop', instance })) },
    'too-early',
  ],
])('is never quiet after %s', (_, tracker, minutes, question, reason) => {
  const verdict = judge(tracker, minutes, question);
  expect(verdict).toMatchObject({ state: 'unknown', reason });
  expect(verdict.surer.length).toBeGreaterThan(0);
});

test('a target without any sample is unknown, not missing', () => {
  const targets = [{ service: 'mail', instance: 'x' }];
  const verdicts = judgeServices({
    verdicts: new SuspectTracker().judge(beginMs),
    per: ['service'],
    nowMs: beginMs,
    staleMs: minuteMs,
    targets,
  });
  expect(verdicts).toMatchObject([
    { per: { service: 'mail' }, state: 'unknown', reason: 'too-early', goroutines: null },
  ]);
});
