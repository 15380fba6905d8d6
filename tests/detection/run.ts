// Runs one scenario once, judging after every sample, and says which stacks were accused, and when.
import { SuspectTracker } from '../../src/core/analysis/suspects/suspect-tracker.ts';
import type { Suspect } from '../../src/core/analysis/suspects/model.ts';
import { reachesGrade } from '../../src/core/analysis/verdict.ts';
import { Random } from './random.ts';
import type { Scenario } from './scenario.ts';
import { beginMs, simulate } from './simulate.ts';
import { makeStack } from './stacks.ts';

export interface Accusation {
  readonly stack: string;
  readonly afterS: number;
  readonly rule: string;
  readonly evidence: readonly string[];
}

export interface StackOutcome {
  readonly stack: string;
  readonly leaks: boolean;
  /**
   * Of `likely` or `proven`, the harmless ones left out; the first after the leak began, or at all for a healthy one.
   */
  readonly accused: Accusation | undefined;
  /** Seconds from the leak's beginning to the first `watch` or better. */
  readonly watchedS: number | undefined;
}

export interface Outcome {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly stacks: readonly StackOutcome[];
  readonly samples: number;
  readonly days: number;
}

/** What a quick run leaves out. */
export interface Reduction {
  readonly maxDays?: number;
  readonly minIntervalS?: number;
  /** Ends with the accusation of what leaks: later false alarms are not seen. */
  readonly stopWhenFound?: boolean;
}

export function runScenario(scenario: Scenario, seed: number, reduction: Reduction = {}): Outcome {
  const whole = scenario.plan(new Random(seed));
  const plan = {
    ...whole,
    days: Math.min(whole.days, reduction.maxDays ?? Infinity),
    intervalS: Math.max(whole.intervalS, reduction.minIntervalS ?? 0),
  };
  const tracker = new SuspectTracker();
  const names = new Map(plan.stacks.map(({ name }) => [makeStack(name).fingerprint, name]));
  const leaksFromS = new Map(
    plan.stacks.flatMap(({ name, leaksFromS: fromS }) => (fromS === undefined ? [] : [[name, fromS]])),
  );
  const accused = new Map<string, Accusation>();
  const watched = new Map<string, number>();
  let samples = 0;
  for (const sample of simulate(plan, seed)) {
    tracker.push(sample);
    samples++;
    const atS = (sample.atMs - beginMs) / 1_000;
    for (const suspect of tracker.judge().suspects) {
      const name = names.get(suspect.fingerprint) ?? '';
      const sinceS = atS - (leaksFromS.get(name) ?? 0);
      if (!watched.has(name) && sinceS >= 0) watched.set(name, sinceS);
      if (!isAlarm(suspect) || accused.has(name)) continue;
      accused.set(name, {
        stack: name,
        afterS: sinceS,
        rule: suspect.trend?.rule ?? 'proof',
        evidence: suspect.evidence,
      });
    }
    if (reduction.stopWhenFound && leaksFromS.size > 0 && [...leaksFromS.keys()].every((name) => accused.has(name)))
      break;
  }
  return {
    scenario,
    seed,
    samples,
    days: plan.days,
    stacks: plan.stacks.map(({ name }) => ({
      stack: name,
      leaks: leaksFromS.has(name),
      accused: accused.get(name),
      watchedS: watched.get(name),
    })),
  };
}

function isAlarm({ grade, once }: Suspect): boolean {
  return reachesGrade(grade, 'likely') && !once;
}
