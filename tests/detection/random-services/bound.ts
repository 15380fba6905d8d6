// `node tests/detection/random-services/bound.ts FIRST LAST`: what share of the leaks beneath traffic an ideal observer
// could find within 26 hours, by the noise that the services of these seeds are drawn with.
//
// The observer knows the exact course of the load, but for the noise of what tells of it: the request counter, and each
// other stack in proportion to its own precision. The stack's own restlessness tells how much of it is traffic, too.
// It accuses where the leak stands 3.7 standard errors out: one false alarm in ten thousand looks, as few as one in 200
// weeks take. Real rules know neither the course of the load nor the noise, so they find fewer.
import { beginMs, simulate } from '../simulate.ts';
import { makeLoad } from '../load.ts';
import { hourS } from '../parts.ts';
import { makeStack } from '../stacks.ts';
import { drawService, type DrawnService } from './draw-service.ts';

const partS = hourS / 2;
const windowS = 26 * hourS;
const standardErrors = 3.7;
/** Ten requests a second at the usual load, over half an hour. */
const counterNoise = 1 / Math.sqrt(10 * partS);

interface Part {
  samples: number;
  load: number;
  readonly counts: number[];
}

/** Means of half-hours from the onset on, in the life that leaks. */
function listParts({ seed, plan, leak }: DrawnService): readonly Part[] {
  const fingerprints = plan.stacks.map(({ name }) => makeStack(name).fingerprint);
  const load = makeLoad(plan.load, seed);
  const parts = new Map<number, Part>();
  for (const { atMs, groups } of simulate(plan, seed)) {
    const atS = (atMs - beginMs) / 1_000;
    if (atS < leak!.fromS + partS || atS > leak!.fromS + windowS) continue;
    const index = Math.floor(atS / partS);
    const part = parts.get(index) ?? { samples: 0, load: 0, counts: fingerprints.map(() => 0) };
    parts.set(index, part);
    part.samples++;
    part.load += load(atS);
    for (const { stack, count } of groups) {
      const place = fingerprints.indexOf(stack.fingerprint);
      if (place >= 0) part.counts[place]! += count;
    }
  }
  return [...parts.values()].map(({ samples, load: sum, counts }) => ({
    samples,
    load: sum / samples,
    counts: counts.map((count) => count / samples),
  }));
}

/** Least squares of a row on several others and a constant: their coefficients, and the residual deviation. */
function regress(row: readonly number[], on: readonly (readonly number[])[]) {
  const columns = [row.map(() => 1), ...on];
  const matrix = columns.map((a) => [...columns.map((b) => dot(a, b)), dot(a, row)]);
  for (let pivot = 0; pivot < columns.length; pivot++) {
    for (let other = 0; other < columns.length; other++) {
      if (other === pivot) continue;
      const factor = matrix[other]![pivot]! / matrix[pivot]![pivot]!;
      matrix[other] = matrix[other]!.map((value, index) => value - factor * matrix[pivot]![index]!);
    }
  }
  const coefficients = columns.map((_, index) => matrix[index]!.at(-1)! / matrix[index]![index]!);
  const residuals = row.map(
    (value, at) => value - columns.reduce((sum, one, k) => sum + one[at]! * coefficients[k]!, 0),
  );
  return { coefficients: coefficients.slice(1), deviation: Math.sqrt(dot(residuals, residuals) / row.length) };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

/** Standard errors at which the leak stands out after 26 hours. */
function weighLeak(service: DrawnService): number {
  const { plan } = service;
  const parts = listParts(service);
  const n = parts.length;
  if (n < 8) return 0;
  const loads = parts.map(({ load }) => load);
  const meanLoad = loads.reduce((sum, load) => sum + load, 0) / n;
  const rowOf = (place: number): number[] => parts.map(({ counts }) => counts[place]!);
  // The inverse of a variance each, so that they add up.
  let precision = plan.tellsRequests ? 1 / counterNoise ** 2 : 0;
  for (const [place, { name }] of plan.stacks.entries()) {
    if (name === 'leak') continue;
    const { coefficients, deviation } = regress(rowOf(place), [loads]);
    const noise = deviation / (coefficients[0]! * meanLoad);
    if (noise > 0 && noise < 1.5) precision += 1 / noise ** 2;
  }
  const counts = rowOf(plan.stacks.findIndex(({ name }) => name === 'leak'));
  const level = counts.reduce((sum, count) => sum + count, 0) / n;
  const [, slope] = regress(counts, [loads, loads.map((_, at) => at)]).coefficients;
  const rise = Math.abs((slope! * n) / level);
  const byLoad = precision === 0 ? 0 : rise / Math.sqrt((12 / n) * (1 / precision + 1 / level));
  const samples = parts.reduce((sum, part) => sum + part.samples, 0);
  const byRestlessness = rise / Math.sqrt(24 / samples);
  return Math.hypot(byLoad, byRestlessness);
}

/** The standard normal distribution function (Abramowitz and Stegun 26.2.17). */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

const [first = 1, last = 999] = process.argv.slice(2).map(Number);
const found: { readonly counted: boolean; readonly busy: boolean; readonly chance: number }[] = [];
for (let seed = first; seed <= last; seed++) {
  const service = drawService(seed, true);
  if (service.leak?.beneath !== true) continue;
  found.push({
    counted: service.plan.tellsRequests === true,
    busy: service.plan.stacks.some(({ name }) => /^(?:requests|keep-alive)/.test(name)),
    chance: normal(weighLeak(service) - standardErrors),
  });
}
for (const [title, some] of [
  ['all', found],
  ['with a request counter', found.filter(({ counted }) => counted)],
  ['without, beside stacks of requests', found.filter(({ counted, busy }) => !counted && busy)],
  ['without either', found.filter(({ counted, busy }) => !counted && !busy)],
] as const) {
  const mean = some.reduce((sum, { chance }) => sum + chance, 0) / some.length;
  console.log(`${title}: ${mean.toFixed(3)} of ${some.length}`);
}
