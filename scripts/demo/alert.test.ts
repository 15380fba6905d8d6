import type { AlertState, CountedStack } from './alert.ts';
import { evaluateRule, quiet } from './alert.ts';

const rule = { count: 100, growth: 50 };

function counted(values: Readonly<Record<string, number | null>>): CountedStack[] {
  return Object.entries(values).map(([key, value]) => ({ key, function: `main.${key}`, value }));
}

/** Evaluates once a second, and tells what changed in each evaluation. */
function evaluateAll(...rounds: Readonly<Record<string, number | null>>[]) {
  let state: AlertState = quiet;
  const changes = rounds.map((values, second) => {
    const evaluated = evaluateRule(rule, state, counted(values), 1_000 * second);
    state = evaluated.state;
    return evaluated.changes.map((change) => `${change.state} ${change.key} ${change.count} ${change.growth}`);
  });
  return { changes, firing: [...state.firing] };
}

test('a leak fires once, in the evaluation that takes it over both bounds', () => {
  const { changes, firing } = evaluateAll({ leak: 20 }, { leak: 100 }, { leak: 101 }, { leak: 150 });
  expect(changes).toEqual([[], [], ['firing leak 101 81'], []]);
  expect(firing).toEqual(['leak']);
});

test('a large pool that does not grow never fires', () => {
  expect(evaluateAll({ pool: 120 }, { pool: 118 }, { pool: 121 }, { pool: 170 }).firing).toEqual([]);
});

test('a stack that was not there at first is measured from nothing', () => {
  expect(evaluateAll({ a: 1 }, { a: 1, leak: 130 }).changes[1]).toEqual(['firing leak 130 130']);
});

test('an alert is resolved when the count falls', () => {
  const { changes, firing } = evaluateAll({ leak: 0 }, { leak: 200 }, { leak: 90 });
  expect(changes[2]).toEqual(['resolved leak 90 90']);
  expect(firing).toEqual([]);
});

test('a number that is not known just now keeps the alert as it is', () => {
  expect(evaluateAll({ leak: 0 }, { leak: 200 }, { leak: null }).firing).toEqual(['leak']);
});

test('an alert without a number is over', () => {
  expect(evaluateAll({ leak: 0 }, { leak: 200 }, {}).firing).toEqual([]);
});
