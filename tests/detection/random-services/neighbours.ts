// Healthy stacks of every kind, drawn at random.
import {
  atMost,
  batch,
  burst,
  constant,
  hang,
  hourS,
  keepAWhile,
  keepKeys,
  keepMost,
  minuteS,
  resize,
  together,
  wander,
  warmUp,
  type Part,
} from '../parts.ts';
import type { Random } from '../random.ts';
import { bounded, exponential, logNormal, populate, untilTimeout, type Lifetime } from './lifetimes.ts';

interface Kind {
  readonly name: string;
  /** How often it is drawn. */
  readonly weight: number;
  readonly draw: (random: Random) => Part;
}

/** From `low` to `high`, each factor as likely as any other. */
export function drawScale(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}

function drawLifetime(random: Random, lowS: number, highS: number): Lifetime {
  const meanS = drawScale(random, lowS, highS);
  const draw = random.next();
  if (draw < 0.35) return exponential(meanS);
  if (draw < 0.7) return logNormal(meanS, random.between(0.3, 1.5));
  if (draw < 0.85) return bounded(2 * meanS);
  return untilTimeout(meanS);
}

/** A population of a mean size, whatever its lifetime. */
function drawPopulation(random: Random, lowS: number, highS: number, maxSize: number): Part {
  const meanS = drawScale(random, lowS, highS);
  return populate(drawScale(random, 2, maxSize) / meanS, drawLifetime(random, meanS, meanS));
}

const kinds: readonly Kind[] = [
  { name: 'requests', weight: 4, draw: (random) => drawPopulation(random, 0.05, 30, 300) },
  { name: 'keep-alive', weight: 3, draw: (random) => drawPopulation(random, 30, 600, 300) },
  { name: 'long connections', weight: 2, draw: (random) => drawPopulation(random, 600, 3 * hourS, 500) },
  { name: 'sessions', weight: 0.5, draw: (random) => drawPopulation(random, 3 * hourS, 9 * hourS, 500) },
  { name: 'workers', weight: 3, draw: (random) => constant(random.whole(1, 64)) },
  {
    name: 'pool that never shrinks',
    weight: 1,
    draw: (random) => keepMost(drawPopulation(random, 0.1, 20, 100)),
  },
  {
    name: 'pool with a bound',
    weight: 1,
    draw: (random) => atMost(keepMost(drawPopulation(random, 0.1, 20, 200)), random.whole(10, 100)),
  },
  {
    name: 'pool that shrinks',
    weight: 1,
    draw: (random) => keepAWhile(drawPopulation(random, 0.1, 20, 100), random.between(60, 1_800)),
  },
  {
    name: 'cache',
    weight: 1,
    draw: (random) => warmUp(random.whole(10, 1_000), drawScale(random, 3 * minuteS, 2 * hourS)),
  },
  {
    name: 'slow cache',
    weight: 0.1,
    draw: (random) => warmUp(random.whole(10, 1_000), drawScale(random, 2 * hourS, 8 * hourS)),
  },
  {
    name: 'one a key',
    weight: 0.5,
    draw: (random) => keepKeys(random.whole(20, 500), drawScale(random, 0.05, 3)),
  },
  {
    name: 'batch',
    weight: 1,
    draw: (random) =>
      batch(random.between(0, 24), random.whole(10, 500), random.between(60, 2_700), random.between(1, 4) * hourS),
  },
  {
    name: 'bursts',
    weight: 1,
    draw: (random) => burst(random.between(0.5, 12) * hourS, random.whole(10, 500), random.between(30, 1_200)),
  },
  {
    name: 'walk',
    weight: 0.5,
    draw: (random) => wander(0, random.whole(20, 300), random.whole(1, 3), random.between(0, 10) * minuteS),
  },
  {
    name: 'resized pool',
    weight: 0.5,
    draw: (random) => resize(4, random.whole(20, 300), random.between(6, 40) * hourS),
  },
  {
    name: 'hanging upstream',
    weight: 0.5,
    draw: (random) =>
      together(
        hang(drawScale(random, 0.05, 2), random.between(8, 40) * hourS, random.between(5, 40) * minuteS),
        populate(random.between(0.5, 3), exponential(3)),
      ),
  },
];

const total = kinds.reduce((sum, { weight }) => sum + weight, 0);

/** `name` is the kind's. */
export function drawNeighbour(random: Random): { readonly name: string; readonly part: Part } {
  let left = random.next() * total;
  for (const { name, weight, draw } of kinds) {
    left -= weight;
    if (left < 0) return { name, part: draw(random) };
  }
  return { name: 'workers', part: constant(8) };
}
