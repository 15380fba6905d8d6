// Plays scenarios in a separate thread. Jobs come in as messages, and outcomes go out.
import { parentPort } from 'node:worker_threads';
import { runScenario, type Reduction } from './run.ts';
import { listScenarios } from './scenarios.ts';

export interface Job {
  readonly name: string;
  readonly seed: number;
  readonly reduction: Reduction;
}

parentPort?.on('message', ({ name, seed, reduction }: Job) => {
  const scenario = listScenarios().find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`There is no scenario named ${name}.`);
  const { scenario: _, ...outcome } = runScenario(scenario, seed, reduction);
  parentPort?.postMessage(outcome);
});
