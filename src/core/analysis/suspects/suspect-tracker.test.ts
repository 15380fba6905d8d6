import { figureNames } from '../../metrics/model.ts';
import { makeSample } from '../../sample/make-sample.ts';
import { LifeTracker } from '../../sample/lives.ts';
import type { SampleFigures, UnplacedSample } from '../../sample/model.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import type { Stack } from '../../stack/model.ts';
import { makeEntry, makeHeader, makeProfile } from '../../stack/testing/stack-notation.ts';
import { SuspectTracker } from './suspect-tracker.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const beginMs = Date.UTC(2026, 0, 5);

function makeStack(frames: string, state = 'chan receive'): Stack {
  const profile = makeProfile('debug=2', [
    makeEntry(frames, { header: makeHeader(state) }),
    makeEntry('main.main < runtime.main', { header: makeHeader('select') }),
  ]);
  return interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries[0]!.stack;
}

const leaky = makeStack('main.ask.func1 < main.serve');
const healthy = makeStack('main.pool < main.start');
const sending = makeStack('main.ask.func1 < main.serve', 'chan send');

const noFigures = Object.fromEntries(figureNames.map((name) => [name, null])) as SampleFigures['values'];

interface Moment {
  readonly minute: number;
  readonly groups: readonly (readonly [Stack, number])[];
  readonly instance?: string;
  readonly kind?: UnplacedSample['kind'];
  readonly figures?: Partial<SampleFigures['values']> & { readonly startMs?: number; readonly build?: string };
  readonly restarted?: boolean;
  readonly crashed?: boolean;
}

function sample({
  minute,
  groups,
  instance = 'a',
  kind = 'goroutine',
  figures,
  restarted = false,
  crashed = false,
}: Moment): UnplacedSample {
  return {
    target: { service: 'shop', instance },
    kind,
    atMs: beginMs + minute * minuteMs,
    tookMs: 0,
    goroutines: groups.reduce((sum, [, count]) => sum + count, 0),
    answered: !crashed,
    groups: groups.map(([stack, count]) => ({ stack, labels: {}, count })),
    figures:
      figures === undefined
        ? null
        : {
            values: { ...noFigures, ...figures },
            startMs: figures.startMs ?? null,
            build: figures.build ?? null,
          },
    restarted,
  };
}

const lives = new WeakMap<SuspectTracker, LifeTracker>();

function push(tracker: SuspectTracker, sample: UnplacedSample): void {
  const lifeTracker = lives.get(tracker) ?? new LifeTracker();
  lives.set(tracker, lifeTracker);
  tracker.push(lifeTracker.place(sample));
}

/** One sample a minute. */
function play(
  tracker: SuspectTracker,
  minutes: number,
  make: (minute: number) => Omit<Moment, 'minute'>,
  from = 0,
): void {
  for (let minute = from; minute < from + minutes; minute++) push(tracker, sample({ minute, ...make(minute) }));
}

function grow(minutes: number): SuspectTracker {
  const tracker = new SuspectTracker();
  play(tracker, minutes, (minute) => ({
    groups: [
      [leaky, 5 + minute],
      [healthy, 20],
    ],
  }));
  return tracker;
}

describe('a steady leak of one goroutine a sample', () => {
  test.each([
    [2, undefined],
    [3, undefined],
    [8, 'rising'],
    [20, 'rising'],
    [31, 'watch'],
    [59, 'watch'],
    [64, 'likely'],
  ])('after %i samples is %s', (minutes, grade) => {
    const { suspects } = grow(minutes).judge();
    expect(suspects.map((one) => one.grade)).toEqual(grade === undefined ? [] : [grade]);
  });

  test('says what it is, since when, how fast, and on what grounds', () => {
    const [suspect] = grow(90).judge().suspects;
    expect(suspect).toMatchObject({
      function: 'main.ask.func',
      state: 'chan receive',
      count: 94,
      once: false,
      proven: 0,
    });
    expect(suspect?.growthPerMinute).toBeCloseTo(1, 1);
    expect(suspect?.sinceMs).toBeLessThan(beginMs + 5 * minuteMs);
    expect(suspect?.evidence[0]).toMatch(/^Rose in 89 of 90 samples and hardly ever fell: from 5 to 94 since at least/);
    expect(suspect?.cause).not.toBeNull();
    expect(suspect?.fix).not.toBeNull();
    expect(suspect?.surer.length).toBeGreaterThan(0);
  });

  test('counts all states of a stack together', () => {
    const tracker = new SuspectTracker();
    play(tracker, 90, (minute) => ({
      groups: [
        [leaky, minute % 2 === 0 ? minute : 0],
        [sending, minute % 2 === 0 ? 5 : minute + 5],
      ],
    }));
    expect(tracker.judge().suspects).toMatchObject([{ grade: 'likely', count: 94 }]);
  });

  test('is judged after every sample as it would be at the end alone', () => {
    const often = new SuspectTracker();
    play(often, 130, (minute) => ({
      groups: [
        [leaky, 5 + minute],
        [healthy, 20],
      ],
    }));
    const stepwise = new SuspectTracker();
    for (let minute = 0; minute < 130; minute++) {
      push(
        stepwise,
        sample({
          minute,
          groups: [
            [leaky, 5 + minute],
            [healthy, 20],
          ],
        }),
      );
      stepwise.judge();
    }
    expect(stepwise.judge()).toEqual(often.judge());
  });

  test('stays a suspect through a night without traffic, and is forgotten when its goroutines go', () => {
    const tracker = grow(120);
    tracker.judge();
    play(
      tracker,
      180,
      () => ({
        groups: [
          [leaky, 124],
          [healthy, 20],
        ],
      }),
      120,
    );
    expect(tracker.judge().suspects).toMatchObject([{ grade: 'likely' }]);
    play(
      tracker,
      4,
      () => ({
        groups: [
          [leaky, 3],
          [healthy, 20],
        ],
      }),
      300,
    );
    expect(tracker.judge().suspects).toEqual([]);
  });
});

describe('what does not leak', () => {
  test('a level stack is no suspect, and the answer says so', () => {
    const tracker = new SuspectTracker();
    play(tracker, 120, (minute) => ({ groups: [[healthy, 20 + (minute % 5)]] }));
    expect(tracker.judge()).toMatchObject({ suspects: [], diagnoses: [{ kind: 'level' }] });
  });

  test('a cache that warms up is no suspect once it slows down', () => {
    const tracker = new SuspectTracker();
    for (let minute = 0; minute < 400; minute++) {
      push(tracker, sample({ minute, groups: [[healthy, Math.round(300 * (1 - Math.exp(-minute / 40)))]] }));
      expect(tracker.judge().suspects.filter(({ grade }) => grade === 'likely')).toEqual([]);
    }
    expect(tracker.judge().suspects).toMatchObject([{ grade: 'watch', trend: null }]);
  });

  test('growth along with requests is no more than a sign', () => {
    const tracker = new SuspectTracker();
    let requests = 0;
    play(tracker, 90, (minute) => ({
      groups: [[leaky, 20 + minute]],
      figures: { requests: (requests += 600 + 40 * minute) },
    }));
    expect(tracker.judge().suspects).toMatchObject([{ grade: 'watch', trend: { doubts: ['traffic'] } }]);
  });

  test('the main goroutine and the runtime never are', () => {
    const main = interpretProfile(
      makeProfile('debug=2', [
        makeEntry('main.main < runtime.main', { header: makeHeader('select (no cases)'), leaked: 1 }),
      ]),
      { ownCode: [], labelKeys: [] },
    );
    const tracker = new SuspectTracker();
    push(tracker, makeSample(main, { target: { service: 'shop' }, atMs: beginMs }));
    expect(tracker.judge().suspects).toEqual([]);
  });
});

describe('proof', () => {
  test('comes from the leak profile, whatever the growth', () => {
    const tracker = new SuspectTracker();
    play(tracker, 3, () => ({
      groups: [
        [leaky, 40],
        [healthy, 20],
      ],
    }));
    push(tracker, sample({ minute: 3, kind: 'goroutineleak', groups: [[leaky, 38]] }));
    const [suspect] = tracker.judge().suspects;
    expect(suspect).toMatchObject({ grade: 'proven', count: 40, proven: 38, once: false, confidence: 'Certain' });
    expect(suspect?.evidence[0]).toMatch(/lists 38 of 40/);
  });

  test('does not waver with a leak profile that flaps', () => {
    const tracker = new SuspectTracker();
    play(tracker, 3, () => ({ groups: [[leaky, 40]] }));
    push(tracker, sample({ minute: 3, kind: 'goroutineleak', groups: [[leaky, 38]] }));
    push(tracker, sample({ minute: 63, kind: 'goroutineleak', groups: [] }));
    expect(tracker.judge().suspects).toMatchObject([{ grade: 'proven', proven: 38 }]);
  });

  test('of one that never grows ranks behind everything, and says so', () => {
    const tracker = new SuspectTracker();
    play(tracker, 90, (minute) => ({
      groups: [
        [leaky, 5 + minute],
        [healthy, 1],
      ],
    }));
    push(tracker, sample({ minute: 90, kind: 'goroutineleak', groups: [[healthy, 1]] }));
    const { suspects } = tracker.judge();
    expect(suspects.map(({ grade, once }) => [grade, once])).toEqual([
      ['likely', false],
      ['proven', true],
    ]);
  });

  test('of a rise that was over before anybody judged it says from when to when it rose', () => {
    const tracker = new SuspectTracker();
    play(tracker, 90, (minute) => ({ groups: [[leaky, 3 + 50 * Math.min(10, Math.max(0, minute - 5))]] }));
    push(tracker, sample({ minute: 90, kind: 'goroutineleak', groups: [[leaky, 500]] }));
    const [suspect] = tracker.judge().suspects;
    expect(suspect).toMatchObject({ grade: 'proven', count: 503, growthPerMinute: 0, trend: null });
    expect(suspect?.sinceMs).toBeCloseTo(beginMs + 5 * minuteMs, -5.5);
    expect(suspect?.stoppedMs).toBeCloseTo(beginMs + 15 * minuteMs, -5.5);
    expect(suspect?.evidence.join(' ')).toMatch(
      /It grew from 2026-01-05 00:0\d UTC to 2026-01-05 00:1\d UTC and has been constant since then/,
    );
  });

  test('a leak profile alone is enough', () => {
    const tracker = new SuspectTracker();
    push(tracker, sample({ minute: 0, kind: 'goroutineleak', groups: [[leaky, 12]] }));
    expect(tracker.judge().suspects).toMatchObject([{ grade: 'proven', count: 12, proven: 12 }]);
  });

  test('waits that nothing can end are proof by themselves', () => {
    const tracker = new SuspectTracker();
    push(tracker, sample({ minute: 0, groups: [[makeStack('main.idle', 'select (no cases)'), 9]] }));
    expect(tracker.judge().suspects).toMatchObject([{ grade: 'proven', proven: 9 }]);
  });
});

test('ten thousand in one process are worth a watch, whether they grow or not; spread over many they are not', () => {
  const tracker = new SuspectTracker();
  push(tracker, sample({ minute: 0, groups: [[leaky, 10_000]] }));
  expect(tracker.judge().suspects).toMatchObject([{ grade: 'watch' }]);
  const fleet = new SuspectTracker();
  for (let index = 0; index < 20; index++)
    push(
      fleet,
      sample({
        minute: 0,
        instance: `p${index}`,
        groups: [
          [leaky, 900],
          [healthy, 900],
        ],
      }),
    );
  expect(fleet.judge().suspects).toEqual([]);
});

test('names the build that it began with', () => {
  const tracker = new SuspectTracker();
  play(tracker, 100, () => ({ groups: [[leaky, 5]], figures: { build: 'v2.3.0' } }));
  play(tracker, 100, (minute) => ({ groups: [[leaky, minute - 95]], figures: { build: 'v2.3.1' } }), 100);
  const [suspect] = tracker.judge().suspects;
  expect(suspect?.changed).toMatchObject({ kind: 'build', build: 'v2.3.1', buildBefore: 'v2.3.0' });
  expect(suspect?.evidence.join(' ')).toMatch(/began with a new build at 2026-01-05 01:40 UTC: v2.3.0, then v2.3.1/);
});

test('finds a leak over restarts that leave no life long enough', () => {
  const tracker = new SuspectTracker();
  play(tracker, 4 * 60, (minute) => ({
    groups: [[leaky, 4 + (minute % 50)]],
    restarted: minute > 0 && minute % 50 === 0,
  }));
  const [suspect] = tracker.judge().suspects;
  expect(suspect).toMatchObject({ grade: 'likely', trend: { rule: 'lives' } });
  expect(suspect?.growthPerMinute).toBeCloseTo(1, 0);
});

test('remembers the lives of pods that are gone, for a week', () => {
  const tracker = new SuspectTracker();
  for (let pod = 0; pod < 6; pod++) {
    play(
      tracker,
      200,
      (minute) => ({ instance: `pod-${pod}`, groups: [[leaky, 3 + Math.floor((minute % 200) / 35)]] }),
      pod * 200,
    );
  }
  expect(tracker.judge().suspects).toMatchObject([{ grade: 'likely', trend: { rule: 'fleet' }, spread: { of: 1 } }]);
  push(tracker, sample({ minute: 9 * 1_440, instance: 'pod-9', groups: [[leaky, 3]] }));
  expect(tracker.judge().suspects).toEqual([]);
});

test('tells an instance that stands out from code that leaks everywhere', () => {
  const tracker = new SuspectTracker();
  for (let minute = 0; minute < 90; minute++) {
    for (const instance of ['a', 'b', 'c', 'd']) {
      push(tracker, sample({ minute, instance, groups: [[leaky, instance === 'c' ? 5 + minute : 5]] }));
    }
  }
  expect(tracker.judge().suspects).toMatchObject([
    { spread: { instances: 4, of: 4, growing: 1, worst: { instance: 'c', count: 94, outlier: true } } },
  ]);
});

test('adds growth up over instances and ranks by root mean square', () => {
  const tracker = new SuspectTracker();
  for (let minute = 0; minute < 90; minute++) {
    for (const instance of ['a', 'b']) {
      push(
        tracker,
        sample({
          minute,
          instance,
          groups: [
            [leaky, 5 + minute],
            [healthy, 5 + 3 * minute],
          ],
        }),
      );
    }
  }
  const { suspects } = tracker.judge();
  expect(suspects.map((one) => one.function)).toEqual(['main.pool', 'main.ask.func']);
  expect(suspects[1]?.growthPerMinute).toBeCloseTo(2, 1);
  expect(suspects[1]?.rms).toBeCloseTo(94, 5);
});

test('says what it costs and how long memory lasts, as ranges', () => {
  const tracker = new SuspectTracker();
  play(tracker, 120, (minute) => ({
    groups: [[leaky, 5 + minute]],
    figures: { residentBytes: 100e6 + minute * 10_000, memoryLimitBytes: 110e6 },
  }));
  const [suspect] = tracker.judge().suspects;
  expect(suspect?.costBytes.low).toBe(124 * 2_700);
  expect(suspect?.costBytes.high).toBeGreaterThan(124 * 8_000);
  expect(suspect?.costBytes.high).toBeLessThan(124 * 12_000);
  expect(suspect?.timeLeft?.limit).toBe('memory');
  const leftMs = ((10e6 - 119 * 10_000) / 10_000) * minuteMs;
  expect(suspect?.timeLeft?.ms.low).toBeLessThanOrEqual(leftMs * 1.1);
  expect(suspect?.timeLeft?.ms.high).toBeGreaterThanOrEqual(leftMs * 0.9);
});

test('a limit of goroutines bounds the time left as well', () => {
  const tracker = new SuspectTracker({ limits: () => ({ goroutines: 1_000 }) });
  play(tracker, 120, (minute) => ({ groups: [[leaky, 5 + minute]] }));
  const left = tracker.judge().suspects[0]?.timeLeft;
  expect(left?.limit).toBe('goroutines');
  expect(left?.ms.low).toBeGreaterThan(10 * hourMs);
  expect(left?.ms.high).toBeLessThan(20 * hourMs);
});

test('proven stacks show their growth before growth is judged', () => {
  const nowhere = makeStack('main.forgotten', 'chan receive (nil chan)');
  const tracker = new SuspectTracker();
  play(tracker, 10, (minute) => ({ groups: [[nowhere, 5 + 3 * minute]] }));
  const [suspect] = tracker.judge().suspects;
  expect(suspect).toMatchObject({ grade: 'proven', trend: { grade: 'rising' }, sinceMs: beginMs });
  expect(suspect?.growthPerMinute).toBeCloseTo(3, 1);
});

describe('one leak', () => {
  const reader = makeStack('bufio.(*Reader).Read < net/http.(*conn).read');
  const writer = makeStack('sync.(*Mutex).Lock < net/http.(*conn).write', 'sync.Mutex.Lock');
  const worker = makeStack('main.serve < main.accept');

  test('whose stacks grow in lockstep is one suspect, of own code, with its parts', () => {
    const tracker = new SuspectTracker();
    play(tracker, 90, (minute) => ({
      groups: [
        [reader, 5 + minute],
        [worker, 5 + minute],
        [writer, 5 + minute],
        [leaky, 3 + 2 * minute],
      ],
    }));
    const { suspects } = tracker.judge();
    expect(suspects.map((one) => [one.function, one.parts.map((part) => part.function).sort()])).toEqual([
      ['main.ask.func', []],
      ['main.serve', [reader.function, writer.function].sort()],
    ]);
    expect(suspects[1]?.cause).toBe('forgotten-sender');
    expect(suspects[1]?.evidence.at(-1)).toMatch(/^2 other stacks grow in lockstep with it/);
  });

  const httpWriter = makeStack('net/http.(*persistConn).writeLoop < net/http.(*Transport).dialConn', 'select');
  const awaiting = makeStack('net.(*conn).Read < net/http.(*persistConn).readLoop', 'IO wait');
  const unread = makeStack('net/http.(*persistConn).readLoop < net/http.(*Transport).dialConn', 'select');
  const roundTrip = 'net/http.(*persistConn).roundTrip < net/http.(*Client).Do';

  test.each([
    [
      'an upstream that hangs',
      [awaiting, httpWriter, makeStack(`${roundTrip} < main.ask`, 'select')],
      'http-request-without-timeout',
    ],
    ['bodies that nobody closes', [unread, httpWriter], 'http-body-not-closed'],
    ['connections that stay idle', [awaiting, httpWriter], 'idle-http-connections'],
  ])('has the cause of the whole: %s', (_, stacks, cause) => {
    const tracker = new SuspectTracker();
    // One of the stacks has healthy goroutines besides.
    play(tracker, 90, (minute) => ({ groups: stacks.map((stack, index) => [stack, (index === 0 ? 12 : 1) + minute]) }));
    const { suspects } = tracker.judge();
    expect(suspects.map((one) => [one.cause, one.parts.length])).toEqual([[cause, stacks.length - 1]]);
  });
});

describe('most of a process at one line', () => {
  test('is worth a watch at once, from one profile', () => {
    const tracker = new SuspectTracker();
    push(
      tracker,
      sample({
        minute: 0,
        groups: [
          [leaky, 4_826],
          [healthy, 100],
        ],
      }),
    );
    const [suspect] = tracker.judge().suspects;
    expect(suspect).toMatchObject({ grade: 'watch', count: 4_826, function: 'main.ask.func' });
    expect(suspect?.evidence).toContain('They are 97 % of one process: 4,826 of 4,926 goroutines.');
  });

  test('is a worker pool where there are few', () => {
    const tracker = new SuspectTracker();
    push(
      tracker,
      sample({
        minute: 0,
        groups: [
          [healthy, 64],
          [leaky, 3],
        ],
      }),
    );
    expect(tracker.judge().suspects).toEqual([]);
  });

  test('and level for a day is a pool', () => {
    const tracker = new SuspectTracker();
    play(tracker, 1_500, () => ({
      groups: [
        [healthy, 900],
        [leaky, 3],
      ],
    }));
    expect(tracker.judge().suspects).toEqual([]);
  });
});

describe('a stack that rises fast', () => {
  test('is named from the third sample on, with its pace and when it is judged', () => {
    const tracker = new SuspectTracker();
    for (let index = 0; index < 3; index++)
      push(tracker, sample({ minute: index / 4, groups: [[leaky, 100 + 440 * index]] }));
    const [suspect] = tracker.judge().suspects;
    expect(suspect).toMatchObject({ grade: 'rising', count: 980, confidence: 'Too early to tell' });
    expect(suspect?.growthPerMinute).toBeCloseTo(1760, -2);
    expect(suspect?.cause).not.toBeNull();
    expect(suspect?.trend?.dueMs).toBeCloseTo(beginMs + hourMs, -4);
    expect(suspect?.surer[0]).toMatch(/^It is judged at 2026-01-05 01:00 UTC/);
  });

  test('and then stands level keeps what its rise earned, and says when it stopped', () => {
    const tracker = new SuspectTracker();
    for (let minute = 0; minute < 500; minute++) {
      push(tracker, sample({ minute, groups: [[leaky, Math.min(9_834, 40 * minute)]] }));
      tracker.judge();
    }
    const [suspect] = tracker.judge().suspects;
    expect(suspect).toMatchObject({ grade: 'likely', count: 9_834 });
    expect(suspect?.trend?.stoppedMs).toBeGreaterThan(beginMs + 240 * minuteMs);
    expect(suspect?.evidence.join(' ')).toMatch(
      /It stopped at 2026-01-05 04:\d\d UTC and has been constant since then/,
    );
  });
});

describe('without a suspect', () => {
  const running = makeStack('main.crunch', 'running');
  const locked = makeStack('sync.(*Mutex).Lock < main.tracker', 'sync.Mutex.Lock');

  test('memory that climbs while goroutines stay level is held by something else', () => {
    const tracker = new SuspectTracker();
    play(tracker, 120, (minute) => ({ groups: [[healthy, 50]], figures: { residentBytes: 100e6 + minute * 2e6 } }));
    expect(tracker.judge()).toMatchObject({ suspects: [], diagnoses: [{ kind: 'memory-elsewhere' }] });
  });

  test.each([
    ['busy', running, 400],
    ['deadlock', locked, 30],
  ])('%s is called by its name', (kind, stack, count) => {
    const tracker = new SuspectTracker();
    push(tracker, sample({ minute: 0, groups: [[stack, count]] }));
    expect(tracker.judge().diagnoses).toMatchObject([{ kind }]);
  });

  test('the newest sample is judged, in this life and in the next, however often it is asked', () => {
    const tracker = new SuspectTracker();
    const waiting = { groups: [[locked, 30]] as const };
    const working = { groups: [[makeStack('main.work', 'running'), 60]] as const };
    const ask = () => tracker.judge().diagnoses.map(({ kind }) => kind);
    push(tracker, sample({ minute: 0, ...waiting }));
    expect([ask(), ask()]).toEqual([['deadlock'], ['deadlock']]);
    push(tracker, sample({ minute: 1, ...working, restarted: true }));
    expect([ask(), ask()]).toEqual([['busy'], ['busy']]);
    push(tracker, sample({ minute: 2, ...waiting }));
    expect(ask()).toEqual(['deadlock']);
  });

  test('a queue for a lock beside work that goes on is no deadlock', () => {
    const tracker = new SuspectTracker();
    push(
      tracker,
      sample({
        minute: 0,
        groups: [
          [locked, 30],
          [running, 8],
        ],
      }),
    );
    expect(tracker.judge().diagnoses).toMatchObject([{ kind: 'locked' }]);
  });

  test('a few samples say that they are too few', () => {
    const tracker = new SuspectTracker();
    play(tracker, 5, () => ({ groups: [[healthy, 20]] }));
    expect(tracker.judge().diagnoses).toMatchObject([{ kind: 'too-early' }]);
  });
});
