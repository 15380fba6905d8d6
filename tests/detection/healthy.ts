// Services that do not leak, though they look busy, uneven, growing or restless.
import {
  atMost,
  batch,
  burst,
  constant,
  dayS,
  hang,
  hourS,
  keepAWhile,
  keepKeys,
  keepMost,
  minuteS,
  resize,
  serve,
  serveUnevenly,
  together,
  wander,
  warmUp,
  type Part,
} from './parts.ts';
import type { Random } from './random.ts';
import type { Plan, Scenario, StackPlan } from './scenario.ts';

/** What every service has beside the stack in question: requests that come and go, and a handful that stay. */
export function companions(random: Random): StackPlan[] {
  return [
    { name: 'requests', part: serve(random.between(2, 20), random.between(0.5, 8)) },
    { name: 'keep-alive', part: serve(random.between(0.2, 2), random.between(30, 300)) },
    { name: 'workers', part: constant(random.whole(4, 32)) },
  ];
}

function week(random: Random, part: Part, more: Partial<Plan> = {}): Plan {
  return {
    days: 7,
    intervalS: 60,
    load: { swing: random.between(0.2, 0.9), weekend: random.between(0.4, 1), weather: random.between(0.03, 0.12) },
    stacks: [{ name: 'subject', part }, ...companions(random)],
    ...more,
  };
}

export const healthyScenarios: readonly Scenario[] = [
  {
    name: 'pool that never shrinks',
    kind: 'healthy',
    plan: (random) => week(random, keepMost(serve(random.between(0.5, 10), random.between(1, 20)))),
  },
  {
    name: 'pool that shrinks when idle',
    kind: 'healthy',
    plan: (random) =>
      week(random, keepAWhile(serve(random.between(0.5, 10), random.between(1, 20)), random.between(60, 1_800))),
  },
  {
    name: 'cache warming up',
    kind: 'healthy',
    plan: (random) =>
      week(random, warmUp(random.whole(20, 2_000), random.between(5 * minuteS, 90 * minuteS)), {
        tellsStart: random.next() < 0.5,
      }),
  },
  {
    name: 'one goroutine a key',
    kind: 'healthy',
    plan: (random) => week(random, keepKeys(random.whole(50, 500), random.between(0.2, 3))),
  },
  {
    name: 'busy mornings',
    kind: 'healthy',
    plan: (random) =>
      week(random, serve(random.between(1, 20), random.between(5, 60)), {
        load: { swing: 0.9, weekend: 0.4, weather: 0.08 },
      }),
  },
  {
    name: 'long connections',
    kind: 'healthy',
    plan: (random) =>
      week(random, serveUnevenly(random.between(0.02, 0.2), random.between(0.5 * hourS, 3 * hourS), 1.2)),
  },
  {
    name: 'batch jobs',
    kind: 'healthy',
    plan: (random) =>
      week(
        random,
        batch(
          random.between(0, 6),
          random.whole(20, 800),
          random.between(60, 45 * minuteS),
          random.between(1, 4) * hourS,
        ),
      ),
  },
  {
    name: 'bursts',
    kind: 'healthy',
    plan: (random) =>
      week(
        random,
        together(burst(random.between(1, 12) * hourS, random.whole(30, 500), random.between(30, 1_200)), serve(1, 4)),
      ),
  },
  {
    name: 'bounded walk',
    kind: 'healthy',
    plan: (random) => week(random, wander(0, random.whole(30, 400), random.whole(1, 4))),
  },
  {
    name: 'slow bounded walk',
    kind: 'healthy',
    plan: (random) => week(random, wander(0, random.whole(10, 120), 1, random.between(5, 30) * minuteS)),
  },
  {
    name: 'slow ramp of traffic',
    kind: 'healthy',
    plan: (random) => {
      const rampFromS = random.between(0.2, 2) * dayS;
      return week(random, serve(random.between(2, 20), random.between(2, 40)), {
        load: {
          swing: random.between(0, 0.4),
          weather: 0.05,
          rampFromS,
          rampToS: rampFromS + random.between(6, 60) * hourS,
          rampTo: random.between(1.5, 5),
        },
        tellsRequests: random.next() < 0.5,
      });
    },
  },
  {
    name: 'growing service',
    kind: 'healthy',
    plan: (random) =>
      week(random, serve(random.between(2, 20), random.between(2, 40)), {
        load: { swing: random.between(0, 0.7), weather: 0.05, growthPerDay: random.between(0.03, 0.15) },
      }),
  },
  {
    name: 'rolling deploys',
    kind: 'healthy',
    plan: (random) => {
      const instances = 4;
      const everyS = random.between(4, 24) * hourS;
      return week(random, together(warmUp(random.whole(10, 200), random.between(5, 60) * minuteS), serve(2, 5)), {
        days: 4,
        instances,
        restartsS: Array.from({ length: instances }, (_, index) =>
          Array.from({ length: Math.floor((4 * dayS) / everyS) }, (_, nth) => (nth + 1) * everyS + index * 120),
        ),
        tellsStart: random.next() < 0.5,
      });
    },
  },
  {
    name: 'pods replaced every night',
    kind: 'healthy',
    plan: (random) =>
      week(random, together(warmUp(random.whole(10, 100), random.between(5, 120) * minuteS), keepMost(serve(1, 4))), {
        days: 4,
        intervalS: 120,
        instances: 4,
        replacesPods: true,
        restartsS: Array.from({ length: 4 }, (_, index) =>
          Array.from({ length: 3 }, (_, nth) => (nth + 1) * dayS + 2 * hourS + index * 180),
        ),
      }),
  },
  {
    name: 'restarts in the morning',
    kind: 'healthy',
    plan: (random) =>
      week(random, serve(random.between(2, 10), random.between(5, 40)), {
        load: { swing: 0.9, weekend: 0.5 },
        restartsS: [
          Array.from({ length: 7 * 3 }, (_, nth) => Math.floor(nth / 3) * dayS + (6 + (nth % 3) * 2) * hourS),
        ],
      }),
  },
  {
    name: 'sampling gaps',
    kind: 'healthy',
    plan: (random) =>
      week(random, serve(random.between(1, 10), random.between(5, 60)), {
        gapsS: Array.from({ length: 12 }, () => {
          const fromS = random.between(0, 7) * dayS;
          return [fromS, fromS + random.between(0.2, 10) * hourS] as const;
        }),
      }),
  },
  {
    name: 'flapping leak profile',
    kind: 'healthy',
    plan: (random) =>
      week(random, constant(random.whole(1, 8)), {
        leakProfile: (stack, chance) => (stack === 'subject' && chance.next() < 0.7 ? 1 : 0),
      }),
  },
  {
    name: 'websockets over a working day',
    kind: 'healthy',
    plan: (random) =>
      week(random, serveUnevenly(random.between(0.01, 0.1), random.between(2, 6) * hourS, 0.5), {
        load: { swing: 1, weekend: 0.2, weather: 0.1 },
      }),
  },
  {
    name: 'two pools and a batch in one stack',
    kind: 'healthy',
    plan: (random) =>
      week(random, together(keepMost(serve(2, 6)), keepAWhile(serve(1, 10), 600), batch(3, 200, 1_200, 2 * hourS))),
  },
  {
    name: 'queue that fills by day and drains by night',
    kind: 'healthy',
    plan: (random) => week(random, queue(random.between(0.9, 1.1))),
  },
  {
    name: 'autoscaling, pods come and go',
    kind: 'healthy',
    plan: (random) =>
      week(
        random,
        together(
          warmUp(random.whole(10, 100), random.between(10, 90) * minuteS),
          serve(random.between(0.05, 1), random.between(1, 40) * minuteS),
        ),
        {
          days: 4,
          intervalS: 240,
          instances: 8,
          pods: scaleByDay(8),
          load: { swing: random.between(0.2, 0.5), weather: 0.06 },
        },
      ),
  },
  {
    name: 'connection pool that grows to its maximum',
    kind: 'healthy',
    plan: (random) =>
      week(random, atMost(keepMost(serve(random.between(0.5, 5), random.between(2, 30))), random.whole(20, 100))),
  },
  {
    name: 'cache that fills over hours',
    kind: 'healthy',
    plan: (random) =>
      week(random, warmUp(random.whole(50, 2_000), random.between(2, 8) * hourS), {
        tellsStart: random.next() < 0.5,
      }),
  },
  {
    name: 'ramp of traffic over a week',
    kind: 'healthy',
    plan: (random) =>
      week(random, serve(random.between(1, 10), random.between(2, 60)), {
        load: {
          swing: random.between(0, 0.7),
          weekend: random.between(0.5, 1),
          weather: 0.06,
          rampFromS: 0,
          rampToS: 7 * dayS,
          rampTo: random.between(1.5, 4),
        },
      }),
  },
  {
    name: 'jobs of every hour that overlap',
    kind: 'healthy',
    plan: (random) => {
      const lengthS = random.between(0.5, 3) * hourS;
      const jobs = Array.from({ length: 12 }, (_, nth) => batch(2 * nth, random.whole(5, 80), 300, lengthS));
      return week(random, together(...jobs));
    },
  },
  {
    name: 'sessions that outlive a night',
    kind: 'healthy',
    plan: (random) =>
      week(random, serveUnevenly(random.between(0.003, 0.03), random.between(6, 14) * hourS, 0.8), {
        load: { swing: 0.9, weekend: random.between(0.2, 1), weather: 0.08 },
      }),
  },
  {
    name: 'worker pool that is resized',
    kind: 'healthy',
    plan: (random) => week(random, resize(4, random.whole(20, 400), random.between(6, 40) * hourS)),
  },
  {
    name: 'upstream that hangs now and then',
    kind: 'healthy',
    plan: (random) =>
      week(
        random,
        together(
          hang(random.between(0.2, 3), random.between(8, 30) * hourS, random.between(5, 35) * minuteS),
          serve(2, 3),
        ),
      ),
  },
  {
    name: 'websockets under daily deploys',
    kind: 'healthy',
    plan: (random) =>
      week(random, serveUnevenly(random.between(0.01, 0.1), random.between(1, 4) * hourS, 0.7), {
        instances: 2,
        intervalS: 120,
        load: { swing: 0.8, weekend: 0.4, weather: 0.08 },
        restartsS: [0, 1].map((index) =>
          Array.from({ length: 6 }, (_, day) => (day + 1) * dayS + random.between(8, 17) * hourS + index * 180),
        ),
      }),
  },
];

/**
 * Made after the rules, and never looked at while they change: once a rule is changed for one of these, it moves up.
 */
/** By day more pods than by night, those above the least under new names each morning. */
export function scaleByDay(most: number): (atS: number) => number {
  return (atS) => {
    const hour = (atS / hourS) % 24;
    const wave = (1 + Math.cos(((hour - 14) / 24) * 2 * Math.PI)) / 2;
    return Math.max(2, Math.round(most * wave));
  };
}

export const healthyHeldOut: readonly Scenario[] = [
  {
    name: 'sessions with a time to live',
    kind: 'healthy',
    heldOut: true,
    plan: (random) => week(random, liveFor(random.between(0.02, 0.5), random.between(10, 90) * minuteS)),
  },
  {
    name: 'load moved here from elsewhere',
    kind: 'healthy',
    heldOut: true,
    plan: (random) => {
      const rampFromS = random.between(0.5, 5) * dayS;
      return week(random, together(serve(random.between(1, 8), random.between(2, 30)), keepMost(serve(1, 5))), {
        load: {
          swing: 0.5,
          weather: 0.06,
          rampFromS,
          rampToS: rampFromS + random.between(5, 120) * minuteS,
          rampTo: random.between(1.5, 4),
        },
      });
    },
  },
  {
    name: 'a job every few hours',
    kind: 'healthy',
    heldOut: true,
    plan: (random) => {
      const jobs = Array.from({ length: 6 }, (_, nth) => batch(nth * 4, random.whole(10, 200), 600, 2.5 * hourS));
      return week(random, together(...jobs));
    },
  },
];

/** Each lives equally long. */
function liveFor(perSecond: number, lifetimeS: number): Part {
  return () => {
    const ends: number[] = [];
    let first = 0;
    return ({ atS, stepS, load, random }) => {
      for (let come = random.poisson(perSecond * load * stepS); come > 0; come--) ends.push(atS + lifetimeS);
      while (first < ends.length && ends[first]! <= atS) first++;
      return ends.length - first;
    };
  };
}

/** Waiting work of a server that can do a little less than the day brings, and more than the night. */
function queue(perSecond: number): Part {
  return () => {
    let waiting = 0;
    return ({ stepS, load, random }) => {
      waiting = Math.max(0, waiting + random.poisson(perSecond * load * stepS) - random.poisson(stepS));
      return Math.round(waiting / 50);
    };
  };
}
