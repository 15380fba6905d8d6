// What lives in a process: leaks of many shapes, and healthy stacks of every kind that looks like one.
import type { Random } from '../random.ts';
import { trafficAt, type Parked, type Process } from './simulate.ts';

export interface Leak {
  readonly shape: string;
  readonly ageMinutes: number;
  readonly goroutines: readonly Parked[];
}

const never = (created: number): Parked => ({ created, parked: created });

/** Moments of a Poisson process whose rate at `ago` is `rate(ago)`, at most `most`. */
function drawMoments(random: Random, from: number, most: number, rate: (ago: number) => number): number[] {
  const moments: number[] = [];
  for (let ago = random.exponential(1 / most); ago < from; ago += random.exponential(1 / most)) {
    if (random.next() * most < rate(ago)) moments.push(ago);
  }
  return moments;
}

const leakShapes: Readonly<Record<string, (process: Process, age: number, count: number) => readonly number[]>> = {
  poisson: ({ random }, age, count) => drawMoments(random, age, count / age, () => count / age),
  clockwork: ({ random }, age, count) => {
    const offset = random.next();
    return Array.from({ length: count }, (_, index) => ((index + offset) * age) / count);
  },
  traffic: (process, age, count) =>
    drawMoments(process.random, age, (1.5 * count) / age, (ago) => ((1.5 * count) / age) * trafficAt(process, ago)),
  ramp: ({ random }, age, count) =>
    drawMoments(random, age, (1.6 * count) / age, (ago) => ((1.6 * count) / age) * (1 - (0.7 * ago) / age)),
  slowing: ({ random }, age, count) =>
    drawMoments(random, age, (1.6 * count) / age, (ago) => ((1.6 * count) / age) * (0.35 + (0.65 * ago) / age)),
  bursts: ({ random }, age, count) => {
    const every = random.between(age / 60, age / 15);
    const moments: number[] = [];
    for (let ago = random.between(0, every); ago < age; ago += random.between(0.5, 1.5) * every) {
      const size = random.poisson((count * every) / age);
      for (let one = 0; one < size; one++) moments.push(Math.max(0, ago - random.between(0, 1)));
    }
    return moments;
  },
};

/** A leak of at least 20 goroutines. Some stacks also hold requests that come and go. */
export function drawLeak(process: Process, minAgeMinutes: number): Leak {
  const { random } = process;
  const names = Object.keys(leakShapes);
  const shape = names[random.whole(0, names.length - 1)]!;
  const ageMinutes = random.next() < 0.4 ? process.ageMinutes : random.between(minAgeMinutes, process.ageMinutes);
  const count = Math.round(Math.exp(random.between(Math.log(24), Math.log(5_000))));
  let goroutines = leakShapes[shape]!(process, ageMinutes, count).map(never);
  while (goroutines.length < 20) goroutines = leakShapes['poisson']!(process, ageMinutes, 40).map(never);
  if (random.next() < 0.25) {
    const requests = drawSessions(process, 0.2 * goroutines.length, () => random.exponential(random.between(0.05, 8)));
    return { shape: `${shape} among requests`, ageMinutes, goroutines: [...goroutines, ...requests] };
  }
  return { shape, ageMinutes, goroutines };
}

/** About `alive` goroutines that are there now; `life` draws how long one stays, in minutes. */
function drawSessions(process: Process, alive: number, life: () => number): Parked[] {
  const { random, ageMinutes } = process;
  let mean = 0;
  for (let draw = 0; draw < 64; draw++) mean += life() / 64;
  const rate = alive / Math.max(mean, 0.01);
  const from = Math.min(ageMinutes, 400 * Math.max(mean, 0.01));
  const sessions: Parked[] = [];
  const drawn = drawMoments(random, from, rate, (ago) => rate * trafficAt(process, ago));
  for (const ago of drawn.slice(0, 200_000)) if (life() > ago) sessions.push(never(ago));
  return sessions;
}

type Draw = (process: Process) => readonly Parked[];
const amount = ({ random }: Process) => Math.round(Math.exp(random.between(Math.log(5), Math.log(3_000))));
const many = (count: number, draw: () => Parked): Parked[] => Array.from({ length: count }, draw);

const healthyStacks: Readonly<Record<string, Draw>> = {
  'sessions of exponential life': (process) => {
    const mean = Math.exp(process.random.between(Math.log(0.1), Math.log(60)));
    return drawSessions(process, amount(process), () => process.random.exponential(mean));
  },
  'sessions of log-normal life': (process) => {
    const median = Math.exp(process.random.between(Math.log(0.1), Math.log(15)));
    const width = process.random.between(0.5, 1.3);
    return drawSessions(process, amount(process), () => median * Math.exp(width * process.random.normal()));
  },
  'requests until a timeout': (process) => {
    const timeout = Math.exp(process.random.between(Math.log(0.1), Math.log(60)));
    return drawSessions(process, amount(process), () => timeout);
  },
  'two kinds of sessions': (process) => {
    const { random } = process;
    return drawSessions(process, amount(process), () => random.exponential(random.next() < 0.5 ? 2 : 10));
  },
  'idle pool from the start': ({ random, ageMinutes, ...rest }) =>
    many(Math.min(500, amount({ random, ageMinutes, ...rest })), () => never(ageMinutes - random.between(0, 0.2))),
  'busy pool': (process) =>
    many(Math.min(500, amount(process)), () => ({
      created: process.ageMinutes,
      parked: process.random.exponential(process.random.between(0.01, 3)),
    })),
  'cache filled at the start': (process) => {
    const fill = process.random.between(1, 30);
    return many(amount(process), () => never(Math.max(0, process.ageMinutes - process.random.between(0, fill))));
  },
  'one goroutine a key, until all keys are seen': (process) => {
    const { random, ageMinutes } = process;
    const time = random.between(0.02, 0.25) * ageMinutes;
    return many(amount(process), () => never(ageMinutes - random.exponential(time))).filter(
      ({ created }) => created > 0,
    );
  },
  'a batch': (process) => {
    const ago = process.random.between(0, Math.min(60, process.ageMinutes));
    return many(amount(process), () => never(Math.max(0, ago - process.random.between(0, 0.5))));
  },
  'workers that sleep until their hour': (process) => {
    const { random, ageMinutes } = process;
    const period = random.next() < 0.5 ? 60 : 24 * 60;
    return many(Math.min(300, amount(process)), () => ({
      created: ageMinutes - random.between(0, 1),
      parked: random.between(0, Math.min(period, ageMinutes)),
    }));
  },
  'connections with pings': (process) => {
    const { random, ageMinutes } = process;
    const mean = random.between(10, 600);
    return many(amount(process), () => {
      const created = Math.min(ageMinutes, random.exponential(mean));
      return { created, parked: Math.min(created, random.between(0, 0.5)) };
    });
  },
  'connections that are woken now and then': (process) => {
    const { random, ageMinutes } = process;
    const mean = random.between(30, 600);
    const quiet = random.between(1, 60);
    return many(amount(process), () => {
      const created = Math.min(ageMinutes, random.exponential(mean));
      return { created, parked: Math.min(created, random.exponential(quiet)) };
    });
  },
  'a pool that grew with its busiest moments': (process) => {
    const { random, ageMinutes } = process;
    const size = Math.min(200, amount(process));
    return many(size, () => {
      const created = ageMinutes * (1 - random.next() ** 4);
      const idle = random.next() < 0.5 ? random.exponential(0.5) : created * random.next();
      return { created: Math.max(created, idle), parked: idle };
    });
  },
};

/** A few healthy stacks of different kinds, by name. */
export function drawHealthy(process: Process): ReadonlyMap<string, readonly Parked[]> {
  const { random } = process;
  const names = Object.keys(healthyStacks);
  const stacks = new Map<string, readonly Parked[]>();
  const wanted = random.whole(3, 7);
  for (let draw = 0; draw < wanted; draw++) {
    const name = names[random.whole(0, names.length - 1)]!;
    stacks.set(name, healthyStacks[name]!(process));
  }
  // Connections without a ping. They may last for hours.
  if (random.next() < 0.05) {
    const mean = random.between(60, 120);
    stacks.set(
      'quiet connections',
      drawSessions(process, amount(process), () => random.exponential(mean)),
    );
  }
  if (random.next() < 0.03) {
    const since = random.between(3, 25);
    const rate = random.between(1, 50);
    stacks.set('a backlog', drawMoments(random, Math.min(since, process.ageMinutes), rate, () => rate).map(never));
  }
  return stacks;
}
