// A process that is saved, written as JSON, and restored at any moment is judged as one that was never interrupted.
import { figureNames } from '../../metrics/model.ts';
import { LifeTracker } from '../../sample/lives.ts';
import type { Sample, SampleFigures, SampleGroup } from '../../sample/model.ts';
import type { Fingerprint, Stack } from '../../stack/model.ts';
import { otherStack } from '../../stack/other-stack.ts';
import { ProcessPast, type FindStack } from './process-past.ts';
import type { SavedProcess } from './saved-process.ts';
import { SuspectTracker } from './suspect-tracker.ts';

const beginMs = Date.UTC(2026, 0, 5);
const target = { service: 'shop', instance: 'a' };
const states = ['select', 'chan receive', 'IO wait'];
const noFigures = Object.fromEntries(figureNames.map((name) => [name, null])) as SampleFigures['values'];

/** Numbers in [0, 1) that look random (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeStack(number: number, state: string): Stack {
  const raw = { function: `shop.f${number}`, file: '/src/shop.go', line: number, startLine: 1 };
  return {
    fingerprint: number.toString(16).padStart(16, '0') as Fingerprint,
    state,
    frames: [{ name: raw.function, raw, own: true }],
    ownFrame: 0,
    keyFrame: 0,
    function: raw.function,
    location: `shop.go:${number}`,
    main: false,
    profiler: false,
    system: false,
  };
}

const findStack: FindStack = (fingerprint, state) =>
  fingerprint === otherStack.fingerprint ? otherStack : makeStack(Number.parseInt(fingerprint, 16), state);

/** Leaks, pools, traffic, spikes, two states at once, leak profiles, stacks summed up, restarts, and gaps. */
function* draw(seed: number, count: number): Generator<Sample> {
  const random = makeRandom(seed);
  const lives = new LifeTracker();
  const stacks = Array.from({ length: 10 + Math.floor(random() * 30) }, (_, number) => {
    const kind = Math.floor(random() * 4);
    return { number: number + 1, kind, count: Math.floor(random() * 30) };
  });
  let atMs = beginMs;
  let requests = 0;
  let startMs = beginMs - 3_600_000;
  for (let index = 0; index < count; index++) {
    atMs += random() < 0.01 ? 7_200_000 : Math.floor(random() < 0.3 ? 15_000 : 60_000);
    if (random() < 0.005) {
      startMs = atMs;
      for (const stack of stacks) stack.count = stack.kind === 0 ? 0 : stack.count;
    }
    const groups: SampleGroup[] = [];
    for (const stack of stacks) {
      if (stack.kind === 0 && random() < 0.3) stack.count++;
      if (stack.kind === 1) stack.count = Math.max(0, stack.count + Math.round((random() - 0.5) * 6));
      const spike = stack.kind === 2 && random() < 0.02 ? 500 : 0;
      const shown = stack.count + spike;
      if (shown === 0) continue;
      const [first = '', second = ''] = random() < 0.1 ? ['select', 'IO wait'] : [states[stack.number % 3]];
      groups.push({ stack: makeStack(stack.number, first), labels: {}, count: shown });
      if (second !== '') groups.push({ stack: makeStack(stack.number, second), labels: {}, count: 1 });
    }
    if (random() < 0.02) groups.splice(5, 3, { stack: otherStack, labels: {}, count: 9 });
    requests += Math.floor(random() * 900);
    const figures = {
      values: { ...noFigures, requests, residentBytes: 4_096 * Math.floor(20_000 + random() * 900) },
      startMs,
      build: null,
    };
    const sample = { target, atMs, tookMs: 3, answered: true, groups };
    const goroutines = groups.reduce((sum, group) => sum + group.count, 1);
    yield lives.place({ ...sample, kind: 'goroutine', goroutines, figures });
    if (random() < 0.01)
      yield lives.place({ ...sample, kind: 'goroutineleak', goroutines: 9, groups: groups.slice(0, 3), figures: null });
  }
}

function interrupt(tracker: SuspectTracker): SuspectTracker {
  const saved = JSON.parse(JSON.stringify(tracker.find(target)?.save())) as SavedProcess;
  const process = ProcessPast.restore(saved, findStack);
  if (process === undefined) throw new Error('a stack is missing');
  const next = new SuspectTracker();
  next.add(process);
  return next;
}

/** Blocks are of single precision, and sums depend on how many samples are added at once. */
function round(verdicts: unknown): unknown {
  const text = JSON.stringify(verdicts, (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value,
  );
  return JSON.parse(text);
}

test.each(Array.from({ length: 6 }, (_, index) => [index + 1, [40, 150, 400][index % 3]!] as const))(
  'service %i is judged alike after %i samples, interrupted or not',
  (seed, count) => {
    const random = makeRandom(seed + 1_000);
    const whole = new SuspectTracker();
    let parts = new SuspectTracker();
    for (const sample of draw(seed, count)) {
      whole.push(sample);
      parts.push(sample);
      // The service prepares verdicts with each sample.
      if (random() < 0.5) {
        whole.prepare(target);
        parts.prepare(target);
      }
      if (random() < 20 / count) parts = interrupt(parts);
    }
    expect(round(parts.judge())).toEqual(round(whole.judge()));
    expect(JSON.stringify(interrupt(parts).find(target)?.save())).toBe(JSON.stringify(parts.find(target)?.save()));
  },
);

test('a process whose stacks history does not know is not restored', () => {
  const tracker = new SuspectTracker();
  for (const sample of draw(1, 20)) tracker.push(sample);
  expect(ProcessPast.restore(tracker.find(target)!.save(), () => undefined)).toBeUndefined();
});
