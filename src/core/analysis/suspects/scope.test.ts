import type { Labels } from '../../labels.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../../stack/testing/stack-notation.ts';
import { SuspectTracker } from './suspect-tracker.ts';

const minuteMs = 60_000;
const beginMs = Date.UTC(2026, 0, 5);
const profile = makeProfile('debug=2', [
  makeEntry('main.ask.func1 < main.serve', { header: makeHeader('chan receive') }),
  makeEntry('main.main < runtime.main', { header: makeHeader('select') }),
]);
const { stack } = interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries[0]!;

/** Two hours of two services, of which one instance leaks. */
function makeTracker(prepare = false): SuspectTracker {
  const tracker = new SuspectTracker();
  for (let minute = 0; minute < 120; minute++) {
    for (const target of targets) {
      const count = target['instance'] === 'a' ? minute : 3;
      tracker.push({
        target,
        kind: 'goroutine',
        atMs: beginMs + minute * minuteMs,
        tookMs: 0,
        goroutines: count,
        answered: true,
        groups: [{ stack, labels: {}, count }],
        figures: null,
        life: { fromMs: beginMs, startMs: null, build: null },
        restarted: false,
      });
      if (prepare) tracker.prepare(target);
    }
  }
  return tracker;
}

const targets: readonly Labels[] = [
  { service: 'shop', instance: 'a', zone: 'eu' },
  { service: 'shop', instance: 'b', zone: 'us' },
  { service: 'mail', instance: 'c', zone: 'us' },
];

test('verdicts are kept apart as a question asks, whatever the tracker keeps apart', () => {
  const tracker = makeTracker();
  expect(tracker.judge().suspects).toMatchObject([
    { per: { service: 'shop' }, count: 122, spread: { of: 2, growing: 1 } },
  ]);
  expect(tracker.judge(undefined, { per: ['instance'] }).suspects).toMatchObject([
    { per: { instance: 'a' }, count: 119, spread: { of: 1, growing: 1 } },
  ]);
  expect(tracker.judge(undefined, { per: [] }).suspects).toMatchObject([{ per: {}, count: 125, spread: { of: 3 } }]);
});

test('a question about some targets is answered from those alone', () => {
  const tracker = makeTracker();
  const judge = (zone: string) => tracker.judge(undefined, { isWanted: (target) => target['zone'] === zone }).suspects;
  expect(judge('us')).toEqual([]);
  expect(judge('eu')).toMatchObject([{ grade: 'likely', count: 119, spread: { of: 1 } }]);
});

test('preparing sample by sample gives the same verdicts', () => {
  expect(makeTracker(true).judge().suspects).toEqual(makeTracker().judge().suspects);
});
