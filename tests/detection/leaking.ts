// Services that leak: plainly, slowly, in bursts, beneath traffic, over restarts and deploys.
import { companions, scaleByDay } from './healthy.ts';
import {
  atMost,
  batch,
  constant,
  dayS,
  hourS,
  keepMost,
  leak,
  leakInBursts,
  leakInIncidents,
  minuteS,
  onlyOn,
  serve,
  together,
  warmUp,
  type Part,
} from './parts.ts';
import type { Random } from './random.ts';
import type { Plan, Scenario } from './scenario.ts';

function plan(
  random: Random,
  days: number,
  part: Part,
  more: Partial<Plan> & { readonly leaksFromS?: number } = {},
): Plan {
  const { leaksFromS = 0, ...rest } = more;
  return {
    days,
    intervalS: days > 3 ? 120 : 60,
    load: { swing: random.between(0.2, 0.8), weekend: random.between(0.5, 1), weather: random.between(0.03, 0.1) },
    stacks: [{ name: 'subject', leaksFromS, part }, ...companions(random)],
    ...rest,
  };
}

export const leakingScenarios: readonly Scenario[] = [
  {
    name: 'one a sample',
    kind: 'leaking',
    plan: (random) =>
      plan(random, 1, together(constant(random.whole(0, 40)), leak(60, { regular: true })), { load: {} }),
  },
  {
    name: 'with each request that fails',
    kind: 'leaking',
    plan: (random) => plan(random, 2, leak(random.between(20, 600), { withLoad: true })),
  },
  { name: 'a few an hour', kind: 'leaking', plan: (random) => plan(random, 3, leak(random.between(2, 10))) },
  {
    name: 'a few a day',
    kind: 'leaking',
    plan: (random) => plan(random, 7, together(constant(random.whole(1, 10)), leak(random.between(4, 15) / 24))),
  },
  {
    name: 'begins after days',
    kind: 'leaking',
    plan: (random) => {
      const fromS = random.between(1, 3) * dayS;
      return plan(random, 5, together(constant(8), leak(random.between(20, 200), { fromS })), { leaksFromS: fromS });
    },
  },
  {
    name: 'in bursts',
    kind: 'leaking',
    plan: (random) => plan(random, 5, leakInBursts(random.between(0.3, 3) * hourS, random.whole(2, 60))),
  },
  {
    name: 'beneath traffic',
    kind: 'leaking',
    plan: (random) =>
      plan(random, 3, together(serve(random.between(0.5, 5), random.between(2, 20)), leak(random.between(30, 120))), {
        tellsRequests: random.next() < 0.3,
      }),
  },
  {
    name: 'small, beneath traffic',
    kind: 'leaking',
    plan: (random) =>
      plan(
        random,
        7,
        together(serve(random.between(0.5, 4), random.between(2, 15)), leak(random.between(2, 10), { withLoad: true })),
      ),
  },
  {
    name: 'behind a warm-up',
    kind: 'leaking',
    plan: (random) =>
      plan(
        random,
        3,
        together(warmUp(random.whole(20, 300), random.between(5, 40) * minuteS), leak(random.between(15, 100))),
        { tellsStart: true },
      ),
  },
  {
    name: 'killed for memory every few hours',
    kind: 'leaking',
    plan: (random) => {
      const everyS = random.between(2, 8) * hourS;
      return plan(random, 3, together(constant(4), leak(random.between(40, 300), { withLoad: true })), {
        restartsS: [Array.from({ length: Math.floor((3 * dayS) / everyS) }, (_, nth) => (nth + 1) * everyS)],
        tellsStart: random.next() < 0.5,
      });
    },
  },
  {
    name: 'killed often, beneath traffic',
    kind: 'leaking',
    plan: (random) => {
      const everyS = random.between(4, 10) * hourS;
      return plan(random, 4, together(serve(1, 10), leak(random.between(60, 200))), {
        load: { swing: 0.4 },
        restartsS: [Array.from({ length: Math.floor((4 * dayS) / everyS) }, (_, nth) => (nth + 1) * everyS)],
      });
    },
  },
  {
    name: 'slow, in a fleet under rolling deploys',
    kind: 'leaking',
    plan: (random) => {
      const instances = 12;
      const everyS = random.between(8, 20) * hourS;
      return plan(random, 3, leak(random.between(0.3, 1)), {
        instances,
        intervalS: 120,
        restartsS: Array.from({ length: instances }, (_, index) =>
          Array.from({ length: Math.floor((3 * dayS) / everyS) }, (_, nth) => (nth + 1) * everyS + index * 300),
        ),
      });
    },
  },
  {
    name: 'slow, in pods that are replaced every night',
    kind: 'leaking',
    plan: (random) => {
      const instances = 6;
      return plan(random, 3, together(constant(3), leak(random.between(0.4, 1.5))), {
        instances,
        intervalS: 120,
        replacesPods: true,
        restartsS: Array.from({ length: instances }, (_, index) =>
          Array.from({ length: 2 }, (_, nth) => (nth + 1) * dayS + 2 * hourS + index * 180),
        ),
      });
    },
  },
  {
    name: 'only by day, on a few instances',
    kind: 'leaking',
    plan: (random) =>
      plan(random, 5, together(constant(3), leak(random.between(10, 60), { withLoad: true })), {
        load: { swing: 1, weekend: 0.3 },
        instances: 2,
      }),
  },
  {
    name: 'beneath long connections',
    kind: 'leaking',
    plan: (random) => plan(random, 7, together(serve(0.05, 1.5 * hourS), leak(random.between(8, 30)))),
  },
  {
    name: 'some leave after hours',
    kind: 'leaking',
    plan: (random) =>
      plan(random, 4, together(leak(random.between(15, 60)), serve(random.between(0.002, 0.01), 3 * hourS))),
  },
  {
    name: 'until a semaphore is full',
    kind: 'leaking',
    plan: (random) => {
      const most = random.whole(60, 800);
      return plan(random, 2, atMost(leak(most / random.between(4, 20)), most));
    },
  },
  {
    name: 'one an hour',
    kind: 'leaking',
    plan: (random) => plan(random, 7, together(constant(random.whole(0, 5)), leak(1))),
  },
  {
    name: 'only while there are errors',
    kind: 'leaking',
    plan: (random) =>
      plan(
        random,
        7,
        leakInIncidents(random.between(60, 600), random.between(3, 10) * hourS, random.between(5, 40) * minuteS),
      ),
  },
  {
    name: 'at 2 of 20 instances',
    kind: 'leaking',
    plan: (random) =>
      plan(random, 2, together(constant(random.whole(1, 8)), onlyOn(2, leak(random.between(5, 60)))), {
        instances: 20,
        intervalS: 300,
      }),
  },
  {
    name: 'in pods that come and go',
    kind: 'leaking',
    plan: (random) =>
      plan(random, 4, together(constant(2), leak(random.between(4, 40), { withLoad: true })), {
        instances: 8,
        intervalS: 240,
        pods: scaleByDay(8),
        load: { swing: random.between(0.2, 0.5), weather: 0.06 },
      }),
  },
  {
    name: 'beneath traffic that rests at weekends',
    kind: 'leaking',
    plan: (random) =>
      plan(
        random,
        7,
        together(
          serve(random.between(0.5, 4), random.between(2, 20)),
          leak(random.between(10, 60), { withLoad: true }),
        ),
        { load: { swing: random.between(0.4, 0.8), weekend: 0.3, weather: 0.08 } },
      ),
  },
  {
    name: 'beneath a pool at its maximum',
    kind: 'leaking',
    plan: (random) =>
      plan(random, 4, together(atMost(keepMost(serve(random.between(1, 5), 10)), 30), leak(random.between(4, 40)))),
  },
  {
    name: 'beneath jobs of every hour',
    kind: 'leaking',
    plan: (random) => {
      const jobs = Array.from({ length: 12 }, (_, nth) => batch(2 * nth, random.whole(5, 60), 300, 1.2 * hourS));
      return plan(random, 5, together(...jobs, leak(random.between(5, 40))));
    },
  },
  {
    name: 'in a cache that fills over hours',
    kind: 'leaking',
    plan: (random) =>
      plan(
        random,
        4,
        together(warmUp(random.whole(50, 500), random.between(2, 6) * hourS), leak(random.between(10, 60))),
      ),
  },
];

export const leakingHeldOut: readonly Scenario[] = [
  {
    name: 'faster and faster',
    kind: 'leaking',
    heldOut: true,
    plan: (random) =>
      plan(random, 4, leak(random.between(3, 20), { withLoad: true }), {
        load: { swing: 0.3, growthPerDay: random.between(0.3, 1) },
      }),
  },
  {
    name: 'beside a pool in the same stack',
    kind: 'leaking',
    heldOut: true,
    plan: (random) => plan(random, 5, together(keepMost(serve(1, 5)), leak(random.between(5, 60)))),
  },
  {
    name: 'in bursts, beneath traffic',
    kind: 'leaking',
    heldOut: true,
    plan: (random) =>
      plan(
        random,
        7,
        together(serve(1, random.between(2, 10)), leakInBursts(random.between(1, 4) * hourS, random.whole(10, 40))),
      ),
  },
];
