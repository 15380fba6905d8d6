// All scenarios. A miss in the field becomes a scenario here.
import { healthyHeldOut, healthyScenarios } from './healthy.ts';
import { leakingHeldOut, leakingScenarios } from './leaking.ts';
import type { Scenario } from './scenario.ts';

export function listScenarios(): readonly Scenario[] {
  return [...leakingScenarios, ...leakingHeldOut, ...healthyScenarios, ...healthyHeldOut];
}
