// Plays a plan and hands out its samples, as a sampler would take them.
import { figureNames } from '../../src/core/metrics/model.ts';
import { LifeTracker } from '../../src/core/sample/lives.ts';
import type { Sample, SampleFigures } from '../../src/core/sample/model.ts';
import type { Stack } from '../../src/core/stack/model.ts';
import { makeLoad } from './load.ts';
import { Random } from './random.ts';
import type { Plan } from './scenario.ts';
import { makeStack } from './stacks.ts';

/** A Monday, midnight. */
export const beginMs = Date.UTC(2026, 0, 5);

const noFigures = Object.fromEntries(figureNames.map((name) => [name, null])) as SampleFigures['values'];

/** Samples of all instances in the order of time. */
export function* simulate(plan: Plan, seed: number): Generator<Sample> {
  const random = new Random(seed);
  const lives = new LifeTracker();
  const stacks: Stack[] = plan.stacks.map(({ name }) => makeStack(name));
  const count = plan.instances ?? 1;
  const load = makeLoad(plan.load, seed);
  const instances = Array.from({ length: count }, (_, index) => ({
    name: `shop-${index}`,
    generation: 0,
    labels: { service: 'shop', instance: `shop-${index}` },
    random: new Random(seed * 31 + index),
    parts: plan.stacks.map(({ part }) => part(index)),
    gone: false,
    restarts: [...(plan.restartsS?.[index] ?? [])],
    startS: plan.beginS ?? 0,
    requests: 0,
    leaksAtS: random.between(0, 3_600),
  }));
  const { beginS = 0, clockStepsS = [] } = plan;
  let beforeS = beginS;
  for (let atS = beginS; atS < beginS + plan.days * 86_400; atS += plan.intervalS) {
    const clockS = clockStepsS.reduce((sum, [fromS, byS]) => (atS >= fromS ? sum + byS : sum), atS);
    const gap = plan.gapsS?.some(([fromS, toS]) => atS >= fromS && atS < toS) ?? false;
    const stepS = atS - beforeS;
    beforeS = atS;
    const pods = plan.pods?.(atS) ?? count;
    for (const [place, instance] of instances.entries()) {
      let restarted = false;
      if (place >= pods) {
        instance.gone = true;
        continue;
      }
      if (instance.gone) {
        instance.gone = false;
        instance.parts = plan.stacks.map(({ part }) => part(place));
        instance.startS = atS;
        instance.requests = 0;
        instance.generation++;
        instance.labels = { ...instance.labels, instance: `${instance.name}-${instance.generation}` };
      }
      while (instance.restarts.length > 0 && instance.restarts[0]! <= atS) {
        instance.restarts.shift();
        instance.parts = plan.stacks.map(({ part }) => part(place));
        instance.startS = atS;
        instance.requests = 0;
        restarted = !plan.replacesPods;
        instance.generation++;
        if (plan.replacesPods)
          instance.labels = { ...instance.labels, instance: `${instance.name}-${instance.generation}` };
      }
      const share = load(atS) / (plan.pods === undefined ? count : (2 * count * pods) / (count + 2));
      const moment = { atS, ageS: atS - instance.startS, stepS, load: share * count, random: instance.random };
      const groups = instance.parts.map((part, index) => ({ stack: stacks[index]!, labels: {}, count: part(moment) }));
      instance.requests += instance.random.poisson(10 * share * stepS);
      if (gap) continue;
      const present = groups.filter((group) => group.count > 0);
      const goroutines = present.reduce((sum, group) => sum + group.count, 0);
      yield lives.place({
        target: instance.labels,
        kind: 'goroutine',
        atMs: beginMs + clockS * 1_000,
        tookMs: 0,
        goroutines,
        answered: true,
        groups: present,
        figures:
          plan.tellsRequests || plan.tellsStart
            ? {
                values: { ...noFigures, requests: plan.tellsRequests ? instance.requests : null },
                startMs: plan.tellsStart ? beginMs + (instance.startS - 20) * 1_000 : null,
                build: null,
              }
            : null,
        restarted,
      });
      if (plan.leakProfile !== undefined && atS >= instance.leaksAtS) {
        instance.leaksAtS += 3_600;
        yield lives.place({
          target: instance.labels,
          kind: 'goroutineleak',
          atMs: beginMs + atS * 1_000 + 500,
          tookMs: 0,
          goroutines,
          answered: true,
          groups: plan.stacks
            .map(({ name }, index) => ({
              stack: stacks[index]!,
              labels: {},
              count: plan.leakProfile!(name, instance.random),
            }))
            .filter((group) => group.count > 0),
          figures: null,
        });
      }
    }
  }
}
