// Each transport with each kind of recording, at length; and mutations of them, of which none may throw or lose a
// goroutine.
import { findBrokenInvariant } from '../fuzz/invariants.ts';
import { mutate } from '../fuzz/mutate.ts';
import { createRandom, pickOne } from '../fuzz/random.ts';
import { carries } from './carry.ts';
import { tryCarries } from './carried.ts';
import { loadInput } from './cases.ts';

const recordings = [
  'small-go1.26-debug2',
  'small-go1.26-debug1',
  'labels-go1.26-debug2',
  'prometheus-debug2',
  'crash-panic-traceback-all-go1.26',
  'quit-go1.26',
  'goleak-go1.26',
  'timeout-go1.26',
];
const mutations = Number(process.env['CARRIED_MUTATIONS'] ?? 100_000);
/** Several processes may share the work: each begins with another seed. */
const firstSeed = Number(process.env['CARRIED_SEED'] ?? 0);

test('at least 99 of 100 groups are read as from the plain text, whatever carries it', () => {
  const all = recordings.map((recording) => tryCarries(recording, 400));
  const tried = all.reduce((sum, each) => sum + each.tried, 0);
  const share = all.reduce((sum, each) => sum + each.share * each.tried, 0) / tried;
  const misses = all.flatMap((each) => each.misses);
  console.log(`${tried} texts, ${(share * 100).toFixed(2)} % of the groups; not all of: ${misses.join('; ')}`);
  expect(share).toBeGreaterThanOrEqual(0.99);
  expect(tried).toBeGreaterThan(1000);
}, 1_200_000);

test(`${mutations} mutations of carried dumps throw nothing and lose no goroutine`, () => {
  const encoder = new TextEncoder();
  const pool = recordings.flatMap((recording) => {
    const lines = new TextDecoder().decode(loadInput(recording)).split('\n').slice(0, 40);
    return Object.values(carries).map((carry) => encoder.encode(carry(lines)));
  });
  for (let i = firstSeed; i < firstSeed + mutations; i++) {
    const random = createRandom(i);
    const bytes = mutate(pickOne(random, pool), random, pool);
    const broken = findBrokenInvariant(bytes, random, {}, i % 20 === 0);
    if (broken) throw new Error(`Mutation ${i}: ${broken}`);
  }
}, 7_200_000);
