// Draws a random service from a grammar, by its seed.
import type { LoadShape } from '../load.ts';
import { dayS, hourS, together, type Moment, type Part } from '../parts.ts';
import { Random } from '../random.ts';
import type { Plan, StackPlan } from '../scenario.ts';
import { arrivals, leakBy, type Arrivals } from './arrivals.ts';
import { exponential, populate } from './lifetimes.ts';
import { drawNeighbour, drawScale } from './neighbours.ts';
import { oddities, withOddSamples, type OddSample } from './odd-samples.ts';

const traffics = ['level', 'day', 'week', 'growing', 'holiday'] as const;
const onsets = ['start', 'after hours', 'deploy', 'flag'] as const;

/** The facts about the leak that was put in. */
export interface DrawnLeak {
  readonly arrivals: Arrivals;
  readonly onset: (typeof onsets)[number];
  /** Healthy goroutines in the same stack, ten times as many as leak in a day. */
  readonly beneath: boolean;
  /** Stacks that leak in lockstep: a worker, its reader, its writer. */
  readonly stacks: readonly string[];
  readonly fromS: number;
  readonly odd: readonly OddSample[];
  /** Seconds at which so many goroutines had leaked; filled while the service is played. */
  readonly reachedS: Map<number, number>;
}

export interface DrawnService {
  readonly seed: number;
  readonly plan: Plan;
  readonly traffic: (typeof traffics)[number];
  readonly leak: DrawnLeak | undefined;
}

/** Counts at which the time is noted. */
export const marks = [20, 60] as const;

export function drawService(seed: number, leaks: boolean): DrawnService {
  const random = new Random(seed * 2 + Number(leaks));
  const beginS = random.between(0, dayS);
  const lengthS = leaks ? random.between(26, 34) * hourS : 7 * dayS;
  const intervalS = drawInterval(random, lengthS);
  const traffic = pickOne(random, traffics);
  const load = drawLoad(random, traffic);
  const stacks: StackPlan[] = Array.from({ length: random.whole(2, 6) }, (_, index) => {
    const { name, part } = drawNeighbour(random);
    return { name: `${name} ${index}`, part };
  });
  const restartsS = drawRestarts(random, beginS, lengthS, leaks);
  const leak = leaks ? drawLeak(random, beginS, intervalS, restartsS) : undefined;
  if (leak !== undefined) stacks.push(...leak.stacks);
  const plan: Plan = {
    beginS,
    days: lengthS / dayS,
    intervalS,
    load,
    stacks,
    restartsS: [restartsS],
    gapsS: random.next() < 0.2 ? [drawGap(random, beginS, lengthS)] : [],
    clockStepsS: random.next() < 0.1 ? [[beginS + random.between(0.1, 0.9) * lengthS, random.between(-90, 90)]] : [],
    tellsRequests: random.next() < 0.5,
    tellsStart: random.next() < 0.7,
    ...(!leaks && random.next() < 0.1 ? { instances: 3, pods: (atS: number) => (atS % dayS < dayS / 2 ? 2 : 3) } : {}),
  };
  return { seed, plan, traffic, leak: leak?.drawn };
}

function pickOne<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random.next() * from.length)]!;
}

/** Fine sampling for short services: a run stays below some ten thousand samples. */
function drawInterval(random: Random, lengthS: number): number {
  const fitting = [5, 10, 15, 30, 60, 120, 300].filter((intervalS) => lengthS / intervalS <= 11_000);
  return pickOne(random, fitting);
}

function drawLoad(random: Random, traffic: DrawnService['traffic']): LoadShape {
  const weather = random.between(0.02, 0.1);
  const swing = random.between(0.2, 0.95);
  switch (traffic) {
    case 'level':
      return { weather };
    case 'day':
      return { weather, swing };
    case 'week':
      return { weather, swing, weekend: random.between(0.2, 0.8) };
    case 'growing':
      return { weather, swing: random.between(0, 0.6), growthPerDay: random.between(0.02, 0.2) };
    case 'holiday':
      // It falls to a part, and stays there.
      return { weather, swing, rampFromS: dayS, rampToS: 1.3 * dayS, rampTo: random.between(0.1, 0.5) };
  }
}

function drawRestarts(random: Random, beginS: number, lengthS: number, leaks: boolean): number[] {
  if (leaks) return random.next() < 0.15 ? [beginS + random.between(1, 6) * hourS] : [];
  const draw = random.next();
  if (draw < 0.7) return [];
  if (draw < 0.85) return [beginS + random.between(0.1, 0.9) * lengthS];
  return Array.from(
    { length: Math.floor(lengthS / dayS) },
    (_, day) => beginS + (day + random.between(0.2, 0.9)) * dayS,
  );
}

function drawGap(random: Random, beginS: number, lengthS: number): readonly [number, number] {
  const fromS = beginS + random.between(0.05, 0.9) * lengthS;
  return [fromS, fromS + drawScale(random, 120, 3 * hourS)];
}

function drawLeak(random: Random, beginS: number, intervalS: number, restartsS: number[]) {
  const kind = pickOne(random, arrivals);
  const onset = pickOne(random, onsets);
  const beneath = random.next() < 0.2;
  const perHour = beneath ? drawScale(random, 6, 60) : drawScale(random, 4, 600);
  let fromS = beginS;
  if (onset !== 'start') fromS += random.between(1, 8) * hourS;
  if (onset === 'deploy') restartsS.splice(0, Infinity, fromS);
  else if (restartsS.length > 0 && restartsS[0]! > fromS) fromS = restartsS[0]!;
  const odd = random.next() < 0.4 ? drawOdd(random, fromS, intervalS) : [];
  const reachedS = new Map<number, number>();
  const core = together(observe(leakBy(kind, perHour, fromS), reachedS), () => () => 0);
  const sizeOfTraffic = 10 * perHour * 24;
  const lifetimeS = drawScale(random, 1, 60);
  const healthy = populate(sizeOfTraffic / lifetimeS, exponential(lifetimeS));
  const parts = random.next() < 0.15 && !beneath ? random.whole(2, 3) : 1;
  // All parts of one leak are one number.
  const shared = parts > 1 ? share(core) : core;
  const stacks: StackPlan[] = Array.from({ length: parts }, (_, index) => ({
    name: index === 0 ? 'leak' : `leak part ${index}`,
    leaksFromS: fromS,
    part: withOddSamples(beneath ? together(shared, healthy) : shared, odd),
  }));
  const drawn: DrawnLeak = {
    arrivals: kind,
    onset,
    beneath,
    stacks: stacks.map(({ name }) => name),
    fromS,
    odd,
    reachedS,
  };
  return { drawn, stacks };
}

function drawOdd(random: Random, fromS: number, intervalS: number): OddSample[] {
  return Array.from({ length: random.whole(1, 2) }, () => ({
    kind: pickOne(random, oddities),
    atS: fromS + random.between(20, 400) * intervalS,
    samples: random.whole(1, 3),
    size: random.whole(8, 30),
  }));
}

/** Notes when the leak reached each mark. */
function observe(part: Part, reachedS: Map<number, number>): Part {
  return (instance) => {
    const inner = part(instance);
    return (moment) => {
      const count = inner(moment);
      for (const mark of marks) if (count >= mark && !reachedS.has(mark)) reachedS.set(mark, moment.atS);
      return count;
    };
  };
}

/** The same number for each stack that asks at the same moment. */
function share(part: Part): Part {
  let life: ((moment: Moment) => number) | undefined;
  let atS = NaN;
  let count = 0;
  let startS = NaN;
  return (instance) => (moment) => {
    if (moment.atS === atS) return count;
    const beganS = moment.atS - moment.ageS;
    if (life === undefined || beganS !== startS) {
      life = part(instance);
      startS = beganS;
    }
    atS = moment.atS;
    return (count = life(moment));
  };
}
