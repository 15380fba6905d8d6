// A scenario: one service, its stacks and its days, made by chance from a seed. Who leaks is known, since the scenario
// made it so.
import type { LoadShape } from './load.ts';
import type { Part } from './parts.ts';
import type { Random } from './random.ts';

export interface StackPlan {
  readonly name: string;
  /** From when on it leaks, seconds; undefined: it is healthy. */
  readonly leaksFromS?: number;
  readonly part: Part;
}

/** One service as it is run once. */
export interface Plan {
  /** When sampling begins, seconds since a midnight; 0 by default. */
  readonly beginS?: number;
  readonly days: number;
  readonly intervalS: number;
  readonly load: LoadShape;
  readonly stacks: readonly StackPlan[];
  /** 1 by default; each has its own chance and load. */
  readonly instances?: number;
  /** When each instance restarts, seconds. */
  readonly restartsS?: readonly (readonly number[])[];
  /** A restart gives a new name, as pods have it. */
  readonly replacesPods?: boolean;
  /** How many of the instances run, by the time: the others are gone, and come back under new names. All by default. */
  readonly pods?: (atS: number) => number;
  /** Nothing is sampled between these. */
  readonly gapsS?: readonly (readonly [number, number])[];
  /** From when on the clock is wrong by how many seconds. */
  readonly clockStepsS?: readonly (readonly [fromS: number, byS: number])[];
  /** The process reports its request rate, and when it started. */
  readonly tellsRequests?: boolean;
  readonly tellsStart?: boolean;
  /** How many goroutines of which stack a leak profile lists, taken hourly. */
  readonly leakProfile?: (stack: string, random: Random) => number;
}

export interface Scenario {
  readonly name: string;
  readonly kind: 'leaking' | 'healthy';
  /** Never looked at while rules are made. */
  readonly heldOut?: true;
  readonly plan: (random: Random) => Plan;
}
