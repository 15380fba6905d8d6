import { profileOf } from '../../profile/testing/read.ts';
import { LifeTracker } from '../../sample/lives.ts';
import { makeSample } from '../../sample/make-sample.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { SuspectTracker } from './suspect-tracker.ts';

const hourMs = 3_600_000;
const target = { service: 'shop', instance: 'a:1' };

function readDump(text: string, atMs: number) {
  const interpreted = interpretProfile(profileOf(text), { ownCode: [], labelKeys: [] });
  return new LifeTracker().place(makeSample(interpreted, { target, atMs }));
}

function writeGoroutine(id: number, minutes: number): string {
  const wait = minutes > 0 ? `, ${minutes} minutes` : '';
  return `goroutine ${id} [chan send${wait}]:\nshop/cart.(*Store).push(0xc0)\n\t/src/shop/cart/store.go:41 +0x1d\n`;
}

const writeLeak = (goroutines: number): string =>
  Array.from({ length: goroutines }, (_, index) => writeGoroutine(90_000 - 40 * index, 5 * index)).join('\n');

test('one dump whose waits tell names the leak, its rate, its onset and its cause', () => {
  const tracker = new SuspectTracker();
  tracker.push(readDump(writeLeak(120), 100 * hourMs));
  const [suspect, ...others] = tracker.judge().suspects;
  expect(others).toEqual([]);
  expect(suspect).toMatchObject({ grade: 'likely', cause: 'forgotten-receiver', waits: { kind: 'accumulating' } });
  expect(suspect!.growthPerMinute * 60).toBeCloseTo(12, 0);
  expect((100 * hourMs - suspect!.sinceMs!) / hourMs).toBeCloseTo(10, 0);
  expect(suspect!.evidence[0]).toMatch(/^It has grown by 12 an hour for /);
});

test('the waits of a dump hold while most of the goroutines stay', () => {
  const tracker = new SuspectTracker();
  const dump = readDump(writeLeak(120), 100 * hourMs);
  tracker.push(dump);
  const { waits: _, ...count } = dump;
  const sample = (goroutines: number, atMs: number) => ({
    ...count,
    atMs,
    groups: [{ stack: dump.groups[0]!.stack, labels: {}, count: goroutines }],
  });
  tracker.push(sample(121, 101 * hourMs));
  expect(tracker.judge().suspects).toMatchObject([{ grade: 'likely' }]);
  tracker.push(sample(20, 101.1 * hourMs));
  expect(tracker.judge().suspects).toEqual([]);
});
