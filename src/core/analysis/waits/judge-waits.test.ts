import { interpretProfile } from '../../stack/interpret.ts';
import { profileOf } from '../../profile/testing/read.ts';
import { collectWaits } from '../../sample/waits.ts';
import { judgeWaits } from './judge-waits.ts';
import type { WaitVerdict } from './model.ts';

interface Goroutine {
  readonly id: number;
  readonly minutes: number;
  readonly function?: string;
  readonly mark?: string;
}

function writeDump(goroutines: readonly Goroutine[]): string {
  return goroutines
    .map(({ id, minutes, function: name = 'shop/cart.(*Store).push', mark = '' }) => {
      const wait = minutes > 0 ? `, ${minutes} minutes` : '';
      return `goroutine ${id} [chan send${mark}${wait}]:\n${name}(0xc000012345)\n\t/src/shop/cart/store.go:41 +0x1d\n`;
    })
    .join('\n');
}

function judge(goroutines: readonly Goroutine[]): WaitVerdict {
  const interpreted = interpretProfile(profileOf(writeDump(goroutines)), { ownCode: [], labelKeys: [] });
  const [verdict] = judgeWaits(collectWaits(interpreted)!).values();
  return verdict!;
}

const count = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index));
const leak = (goroutines: number, every: number, from = 0): Goroutine[] =>
  count(goroutines, (index) => ({ id: 10_000 - 40 * index, minutes: from + index * every }));

test('an even spread over ten hours without departures is a leak, with its rate and onset', () => {
  const verdict = judge(leak(120, 5));
  expect(verdict).toMatchObject({ kind: 'accumulating', grade: 'likely', goroutines: 119 });
  expect(verdict.perMinute! * 60).toBeCloseTo(12, 0);
  expect(verdict.onsetMinutes! / 60).toBeCloseTo(10, 0);
  expect(verdict.sentence).toMatch(
    /^It has grown by 12 an hour for (10|9\.9) hours, and none of those who came has left\.$/,
  );
});

test('waits in no order of goroutine numbers belong to goroutines that work', () => {
  const verdict = judge(count(120, (index) => ({ id: 1_000 + ((index * 37) % 120), minutes: index * 5 })));
  expect(verdict.grade).toBeNull();
});

test('fewer with age is a population with a lifetime, which a sentence says', () => {
  const ages = count(400, (index) => Math.floor(-8 * Math.log(1 - (index + 0.5) / 400)));
  const verdict = judge(ages.map((minutes, index) => ({ id: 10_000 - index, minutes })));
  expect(verdict).toMatchObject({ kind: 'lifetime', grade: null });
  expect(verdict.halfLifeMinutes).toBeGreaterThan(4);
  expect(verdict.halfLifeMinutes).toBeLessThan(8);
  expect(verdict.sentence).toMatch(/^There are fewer with age. Half of them leave within \d(\.\d)? minutes\.$/);
});

test('a heap at the old end is a pool, a cache or a start', () => {
  const verdict = judge(count(100, (index) => ({ id: 100 + index, minutes: 600 })));
  expect(verdict).toMatchObject({ kind: 'settled', grade: null });
  expect(verdict.sentence).toContain('at least 10 hours ago');
});

test('a heap at the young end alone is a backlog, and no more than worth watching', () => {
  const verdict = judge(count(400, (index) => ({ id: 10_000 - index, minutes: Math.floor(index / 34) })));
  expect(verdict).toMatchObject({ kind: 'backlog', grade: 'watch' });
  expect(verdict.sentence).toMatch(
    / goroutines have waited for up to 12 minutes, and none longer\. Something they call hangs, or the leak began then\.$/,
  );
});

test('a leak is found in a stack that also serves requests', () => {
  const requests = count(300, (index) => ({ id: 20_000 + index, minutes: index % 3 }));
  expect(judge([...requests, ...leak(60, 10, 12)])).toMatchObject({ kind: 'accumulating', grade: 'likely' });
});

test('a leak is found beside a pool of the same stack', () => {
  const pool = count(200, (index) => ({ id: 10 + index, minutes: 900 }));
  const verdict = judge([...pool, ...leak(60, 10, 12)]);
  expect(verdict).toMatchObject({ kind: 'accumulating', grade: 'likely', goroutines: 60 });
});

test('if no goroutine shows a wait, waits are unknown and not zero', () => {
  const verdict = judge(count(50, (index) => ({ id: index + 10, minutes: 0 })));
  expect(verdict).toMatchObject({ kind: 'unknown', grade: null, arrivals: null });
  expect(verdict.sentence).toContain('has not run a garbage collection');
});

test('a span of a few minutes proves nothing', () => {
  expect(judge(count(40, (index) => ({ id: 1_000 - index, minutes: 11 + (index >> 2) }))).grade).toBeNull();
});

/** Ages of goroutines that came at even work and leave after two hours on average, while traffic falls to a third. */
function quietConnections(goroutines: number): Goroutine[] {
  const span = 150;
  const trafficAt = (ago: number) => 1 / 3 + ((2 / 3) * ago) / span;
  const density = (ago: number) => trafficAt(ago) * Math.exp(-ago / 120);
  const steps = count(span * 10, (index) => index / 10);
  const total = steps.reduce((sum, ago) => sum + density(ago), 0);
  const ages: number[] = [];
  let due = 0;
  for (const ago of steps) {
    due += (density(ago) * goroutines) / total;
    while (due >= 1) {
      ages.push(ago);
      due--;
    }
  }
  const createdSince = (ago: number) => 100 * (ago / 3 + ago ** 2 / 3 / span);
  return ages.map((ago) => ({ id: Math.round(1_000_000 - createdSince(ago)), minutes: Math.floor(ago) }));
}

test('connections that stay long look even while traffic falls, and are not called a leak', () => {
  expect(judge(quietConnections(600)).grade).not.toBe('likely');
});

test('a leak at constant traffic of three hours is', () => {
  const steady = count(600, (index) => ({ id: 100_000 - 40 * index, minutes: Math.floor(index * 0.3) }));
  expect(judge(steady).grade).toBe('likely');
});

test('the few last keys of a cache that fills are not called a leak', () => {
  const keys = count(16, (index) => Math.floor(180 + 45 * Math.log(1 - ((index + 0.5) / 16) * 0.98)));
  expect(judge(keys.map((minutes, index) => ({ id: 20_000 - 40 * (180 - minutes) + index, minutes }))).grade).not.toBe(
    'likely',
  );
});

test('half an hour of even waits is worth a look in a large part of a process, and not among many others', () => {
  const late = leak(90, 0.4, 12);
  expect(judge(late)).toMatchObject({ kind: 'accumulating', grade: 'watch' });
  const others = count(400, (index) => ({ id: 30_000 + index, minutes: 600, function: 'shop.idle' }));
  const interpreted = interpretProfile(profileOf(writeDump([...late, ...others])), { ownCode: [], labelKeys: [] });
  const [verdict] = judgeWaits(collectWaits(interpreted)!).values();
  expect(verdict!.grade).toBeNull();
});

test('arrivals draw the curve of the leak and lose nobody', () => {
  const { arrivals } = judge(leak(120, 5));
  const all = arrivals!.counts.reduce((sum, one) => sum + one, 0);
  expect(all + arrivals!.before).toBe(120);
  expect(Math.max(...arrivals!.counts)).toBeLessThanOrEqual(6);
});

test('profiles without headers have no waits to judge', () => {
  const counts = 'goroutine profile: total 3\n3 @ 0x1 0x2\n#\t0x1\tmain.f+0x1\t/src/main.go:3\n\n';
  expect(collectWaits(interpretProfile(profileOf(counts), { ownCode: [], labelKeys: [] }))).toBeUndefined();
});
