// A reduced run of `npm run detection`: fixed seeds, every kind of service once. It fails as soon as a rule loses a
// leak or accuses the healthy.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { judgeRecording } from './recording.ts';
import type { Outcome } from './run.ts';
import type { Scenario } from './scenario.ts';
import { listScenarios } from './scenarios.ts';
import { measureShare } from './score.ts';

type Played = Omit<Scenario, 'plan'> & Omit<Outcome, 'scenario'>;

/** In a separate process, because arithmetic is many times slower in a test's sandbox. */
function play(): readonly Played[] {
  const root = join(__dirname, '../..');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/run.mjs'), 'detection', '--quick', '--json'],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`npm run detection -- --quick --json failed: ${stderr}`);
  return JSON.parse(stdout) as readonly Played[];
}

describe('judged after every sample', () => {
  let played: ReadonlyMap<string, Played>;
  beforeAll(() => {
    played = new Map(play().map((one) => [one.name, one]));
  }, 600_000);

  const known = listScenarios().filter(({ heldOut }) => heldOut !== true);

  test.each(known.filter(({ kind }) => kind === 'leaking').map(({ name }) => name))('finds a leak: %s', (name) => {
    const stacks = played.get(name)?.stacks ?? [];
    expect(stacks.filter(({ leaks }) => leaks)).toMatchObject([{ accused: { stack: 'subject' } }]);
    expect(stacks.filter(({ leaks, accused }) => !leaks && accused !== undefined)).toEqual([]);
  });

  test.each(known.filter(({ kind }) => kind === 'healthy').map(({ name }) => name))('accuses nobody: %s', (name) => {
    expect(played.get(name)?.stacks.filter(({ accused }) => accused !== undefined)).toEqual([]);
  });
});

test('names nothing but leaks on the recorded service, and proves what the runtime can prove', () => {
  const grown = judgeRecording(1, false).suspects;
  expect(grown.length).toBeGreaterThanOrEqual(8);
  for (const { function: name, grade } of grown) {
    expect(leakyOnPurpose).toContain(name.replace(/^.*\/internal\//, ''));
    // Ninety seconds of growth: a crowd or a rise, and too early for more.
    expect(['rising', 'watch']).toContain(grade);
  }
  const proven = judgeRecording(1, true).suspects.filter(({ grade }) => grade === 'proven');
  expect(proven.length).toBeGreaterThanOrEqual(6);
});

/** Where the demo service leaks: its README lists them. */
const leakyOnPurpose = [
  'payment.(*Gateway).awaitConfirmation',
  'search.(*Engine).ask',
  'pricing.(*Hub).follow',
  'checkout.(*Desk).place.func',
  'report.(*Exporter).write',
  'stock.(*Shelf).waitForDelivery',
  'session.(*Session).renew',
  'notify.(*Digest).run',
  'catalog.(*Gallery).publishWhenReady',
  'loyalty.(*Ledger).book',
  'delivery.(*Dock).load',
];

test.each([
  [0, 300, 0, 0.013],
  [97, 100, 0.915, 0.99],
  [100, 100, 0.963, 1],
])('of %i hits in %i, the interval is %d to %d', (hits, of, low, high) => {
  expect(measureShare(hits, of).low).toBeCloseTo(low, 2);
  expect(measureShare(hits, of).high).toBeCloseTo(high, 2);
});
