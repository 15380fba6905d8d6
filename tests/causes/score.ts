// How often the right cause is named: first, and among the first three.
import type { Explanation } from '../../src/core/causes/explain.ts';
import type { CauseId } from '../../src/core/causes/model.ts';

export interface Judged {
  readonly expected: CauseId;
  readonly explanation: Explanation;
}

/** Place of the right cause, from 1; 0 when it is not named. */
export function findPlace({ expected, explanation }: Judged): number {
  return [explanation.cause, ...explanation.also].indexOf(expected) + 1;
}

/** `debug=0: first 29 of 31 (94 %), first three 31 (100 %)`, and which were not first. */
export function describeScore(title: string, judged: readonly Judged[]): string {
  const places = judged.map(findPlace);
  const first = places.filter((place) => place === 1).length;
  const three = places.filter((place) => place >= 1 && place <= 3).length;
  const missed = judged
    .filter((one) => findPlace(one) !== 1)
    .map(({ expected, explanation }) => `${expected} (named ${[explanation.cause, ...explanation.also].join(', ')})`);
  const rate = (count: number) => `${count} (${Math.round((100 * count) / Math.max(judged.length, 1))} %)`;
  const rest = missed.length === 0 ? '' : `; not first: ${missed.join('; ')}`;
  return `${title}: of ${judged.length} right first ${rate(first)}, among three ${rate(three)}${rest}`;
}
