// Leaks that set in late, come with a new build or lie beneath traffic, and healthy stacks that look like them.
import { SuspectTracker } from '../../src/core/analysis/suspects/suspect-tracker.ts';
import type { TrendRule } from '../../src/core/analysis/trend/model.ts';
import { hourS, leak, minuteS, serve, together, type Part } from './parts.ts';
import { populate, untilTimeout } from './random-services/lifetimes.ts';
import type { Plan, StackPlan } from './scenario.ts';
import { beginMs, simulate } from './simulate.ts';
import { makeStack } from './stacks.ts';

interface Found {
  readonly hours: number;
  readonly rule: TrendRule | undefined;
}

/** When each stack was `likely` first, by the names of stacks. */
function judge(stacks: readonly StackPlan[], more: Partial<Plan> = {}, seed = 11): Map<string, Found> {
  const names = new Map(stacks.map(({ name }) => [makeStack(name).fingerprint, name]));
  const tracker = new SuspectTracker();
  const found = new Map<string, Found>();
  const plan: Plan = { days: 1, intervalS: 60, load: { swing: 0.6, weather: 0.05 }, stacks: [...stacks], ...more };
  let judgedMs = 0;
  for (const sample of simulate(plan, seed)) {
    tracker.push(sample);
    if (sample.atMs - judgedMs < 10 * minuteS * 1_000) continue;
    judgedMs = sample.atMs;
    for (const { grade, fingerprint, trend } of tracker.judge().suspects) {
      const name = names.get(fingerprint)!;
      if (grade !== 'likely' || found.has(name)) continue;
      found.set(name, { hours: (sample.atMs - beginMs) / 1_000 / hourS, rule: trend?.rule });
    }
  }
  return found;
}

const requests: StackPlan = { name: 'requests', part: serve(20, 5) };

test('a random leak that sets in late is likely within two hours', () => {
  const found = judge([requests, { name: 'leak', part: leak(60, { fromS: 5 * hourS }) }]);
  expect([...found.keys()]).toEqual(['leak']);
  expect(found.get('leak')!.hours).toBeLessThan(7.5);
});

test('a random leak that comes with a restart is likely within three hours when the life before had none', () => {
  const plan = { restartsS: [[4 * hourS]], tellsStart: true };
  const found = judge([requests, { name: 'leak', part: leak(40, { fromS: 4 * hourS }) }], plan);
  expect(found.get('leak')!.hours).toBeLessThan(7);
});

test('a crowd at random from the start is likely within three hours', () => {
  expect(judge([requests, { name: 'leak', part: leak(400) }], { tellsStart: true }).get('leak')!.hours).toBeLessThan(3);
});

test('samples five minutes apart do as well where many come between them', () => {
  const found = judge([requests, { name: 'leak', part: leak(200, { fromS: 3 * hourS }) }], { intervalS: 300 });
  expect(found.get('leak')!.hours).toBeLessThan(6);
});

test('a leak in requests is likely though traffic falls to a third', () => {
  const load = { weather: 0.05, rampFromS: 4 * hourS, rampToS: 8 * hourS, rampTo: 0.3 };
  const part = leak(60, { fromS: 2 * hourS, withLoad: true });
  const found = judge([requests, { name: 'leak', part }], { load, tellsRequests: true, tellsStart: true });
  expect([...found.keys()]).toEqual(['leak']);
});

describe('sessions that no one has left yet since the process began', () => {
  const perSecond = 400 / hourS;
  const young = populate(perSecond, untilTimeout(4 * hourS));
  const plan = { days: 3.5 / 24, tellsStart: true, load: {} };

  test('look like a leak where nothing else is known', () => {
    expect([...judge([{ name: 'sessions', part: young }], plan).keys()]).toEqual(['sessions']);
  });

  test('do not where another process shows that they end', () => {
    const part: Part = (instance) => (instance === 0 ? serve(perSecond, hourS) : young)(instance);
    expect(judge([{ name: 'sessions', part }], { ...plan, instances: 2 })).toEqual(new Map());
  });
});

describe('beneath traffic of ten times its size', () => {
  /** 480 leak in a day, and 4,800 come and go. */
  const beneath = (part: Part): StackPlan => ({ name: 'leak', part: together(serve(480, 10), part) });

  test.each([
    ['requests are counted', [beneath(leak(20))], { tellsRequests: true }],
    ['another stack tells of the load', [beneath(leak(20)), { name: 'requests', part: serve(50, 6) }], {}],
  ] as const)('a leak is likely within a day where %s', (_, stacks, more) => {
    const found = judge(stacks, { days: 26 / 24, ...more });
    expect([...found.keys()]).toEqual(['leak']);
    expect(found.get('leak')!.rule).toBe('covariance');
  });

  test.each([
    ['swings', { swing: 0.8 }],
    ['grows', { swing: 0.3, growthPerDay: 0.2 }],
    ['falls', { swing: 0.3, rampFromS: 6 * hourS, rampToS: 10 * hourS, rampTo: 0.4 }],
  ])('without a leak nobody is accused while traffic %s', (_, load) => {
    const stacks = [beneath(() => () => 0), { name: 'requests', part: serve(20, 6) }];
    expect(judge(stacks, { days: 2, load: { weather: 0.08, ...load } })).toEqual(new Map());
  });
});
