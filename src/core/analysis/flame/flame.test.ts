import fc from 'fast-check';
import { interpretProfile } from '../../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../../stack/testing/stack-notation.ts';
import type { GroupInput } from '../group.ts';
import { flameProfiles, type FlameQuestion, type FlameSide } from './flame-profiles.ts';
import type { FlameGraph } from './model.ts';

const question: FlameQuestion = { groupBy: ['stack'], per: [], filter: {}, maxNodes: 16_384 };

function side(stacks: Readonly<Record<string, number>>, labels: GroupInput['labels'] = {}): FlameSide {
  const entries = Object.entries(stacks).map(([stack, count]) =>
    makeEntry(stack, { count, header: makeHeader('chan send', { waits: [[0, count]] }) }),
  );
  const profile = interpretProfile(makeProfile('debug=2', entries), { ownCode: [], labelKeys: [] });
  return { inputs: [{ profile, labels }], isWanted: () => true, folded: 0 };
}

function flame(sides: readonly [FlameSide] | readonly [FlameSide, FlameSide], changes: Partial<FlameQuestion> = {}) {
  const result = flameProfiles(sides, { ...question, ...changes });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

/** One row a line: indented by level, with value and self of the first side, and of the second where there is one. */
function draw({ names, label, level, value, self }: FlameGraph, both = false): string[] {
  return label.map((name, row) => {
    const [left, right] = [0, 1].map((side) => `${value[side as 0 | 1][row]} ${self[side as 0 | 1][row]}`);
    return `${'  '.repeat(level[row]!)}${names[name]} ${left}${both ? ` | ${right}` : ''}`;
  });
}

test('stacks share their outer calls, and the widest call comes first', () => {
  const graph = flame([
    side({ 'main.b < main.a < main.main': 2, 'main.c < main.a < main.main': 5, 'main.a < main.main': 1 }),
  ]);
  expect(draw(graph)).toEqual([
    'total 8 0',
    '  main.main 8 0',
    '    main.a 8 1',
    '      main.c 5 5',
    '      main.b 2 2',
  ]);
});

test('with a baseline every row has both sides, gone stacks included', () => {
  const before = side({ 'main.old < main.main': 4, 'main.leak < main.main': 1 });
  const after = side({ 'main.leak < main.main': 9 });
  expect(draw(flame([before, after]), true)).toEqual([
    'total 5 0 | 9 0',
    '  main.main 5 0 | 9 0',
    '    main.leak 1 1 | 9 9',
    '    main.old 4 4 | 0 0',
  ]);
});

test('a function that calls itself is one row, and goroutines without frames have theirs', () => {
  const graph = flame([side({ 'main.walk < main.walk < main.walk < main.main': 3, '': 1 })]);
  expect(draw(graph)).toEqual(['total 4 0', '  main.main 3 0', '    main.walk 3 3', '  (no frames) 1 1']);
});

test('the groups stand above the calls, and so do targets that differ', () => {
  const shop = side({ 'main.leak < main.main': 3 }, { service: 'shop' });
  const cart = side({ 'main.leak < main.main': 2 }, { service: 'cart' });
  const both = { ...shop, inputs: [...shop.inputs, ...cart.inputs] };
  expect(draw(flame([both], { per: ['service'], groupBy: ['state', 'stack'] }))).toEqual([
    'total 5 0',
    '  service=shop 3 0',
    '    chan send 3 0',
    '      main.main 3 0',
    '        main.leak 3 3',
    '  service=cart 2 0',
    '    chan send 2 0',
    '      main.main 2 0',
    '        main.leak 2 2',
  ]);
  expect(draw(flame([shop], { per: ['service'] }))[1]).toBe('  main.main 3 0');
});

test('nodes without room are folded beneath their caller, together with goroutines without a stack', () => {
  const stacks = { 'main.a < main.main': 9, 'main.b < main.main': 2, 'main.c < main.main': 1 };
  const graph = flame([{ ...side(stacks), folded: 7 }], { maxNodes: 5 });
  expect(draw(graph)).toEqual(['total 19 0', '  main.main 12 0', '    main.a 9 9', '    other 3 3', '  other 7 7']);
  expect(graph).toMatchObject({ nodes: 6, folded: 2 });
});

test('no goroutines are no rows', () => {
  expect(flame([side({})])).toMatchObject({ names: [], label: [], value: [[], []] });
});

test('the filter leaves out the same goroutines as in a table', () => {
  const graph = flame([side({ 'main.a < main.main': 9, 'main.b < main.main': 2 })], { filter: { function: 'main.b' } });
  expect(draw(graph)).toEqual(['total 2 0', '  main.main 2 0', '    main.b 2 2']);
});

describe('for any stacks', () => {
  const stacks = fc.dictionary(
    fc
      .array(fc.constantFrom('main.a', 'main.b', 'main.c', 'lib.d', 'lib.e'), { maxLength: 6 })
      .map((names) => names.join(' < ')),
    fc.integer({ min: 1, max: 50 }),
    { maxKeys: 30 },
  );
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, count) => total + count, 0);

  test('it is a nested set within the bound that keeps every goroutine', () => {
    fc.assert(
      fc.property(stacks, stacks, fc.integer({ min: 2, max: 40 }), (before, after, maxNodes) => {
        const { label, level, value, self } = flame([side(before), side(after)], { maxNodes });
        expect(label.length).toBeLessThanOrEqual(maxNodes);
        for (const at of [0, 1] as const) {
          expect(value[at][0] ?? 0).toBe(sum([before, after][at]!));
          for (let row = 0; row < level.length; row++) {
            expect(level[row]).toBeLessThanOrEqual((level[row - 1] ?? -1) + 1);
            let below = 0;
            for (let next = row + 1; next < level.length && level[next]! > level[row]!; next++) {
              if (level[next] === level[row]! + 1) below += value[at][next]!;
            }
            expect(value[at][row]).toBe(self[at][row]! + below);
          }
        }
        expect(level.filter((one) => one === 0).length).toBe(label.length === 0 ? 0 : 1);
      }),
    );
  });
});
