import fc from 'fast-check';
import type { Entry, ProfileFormat } from '../../profile/model.ts';
import { interpretProfile } from '../../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../../stack/testing/stack-notation.ts';
import { groupProfiles, type GroupInput, type GroupQuestion } from '../group.ts';
import { plainGroupings, type Group, type Grouped } from '../model.ts';
import { diffGroups } from './diff-groups.ts';
import { diffProfiles, type ProfilesDiff } from './diff-profiles.ts';
import type { SideAccount } from './model.ts';

const question: GroupQuestion = { groupBy: ['stack'], per: [], filter: {}, groupsLimit: 20_000 };

function input(entries: readonly Entry[], format: ProfileFormat = 'debug=2'): GroupInput {
  return { profile: interpretProfile(makeProfile(format, entries), { ownCode: [], labelKeys: [] }), labels: {} };
}

const park = (count: number, name = 'main.leak', state = 'chan send') =>
  makeEntry(`${name}@/src/main.go:7`, { count, header: makeHeader(state, { waits: [[0, count]] }) });

function diff(before: GroupInput, after: GroupInput, changes: Partial<GroupQuestion> = {}): ProfilesDiff {
  const result = diffProfiles([before], [after], { ...question, ...changes });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

const read = ({ changes }: ProfilesDiff) =>
  changes.map(({ kind, before, after, change, group }) => [kind, group.function, before, after, change] as const);

test('groups appear, grow, shrink, go away or stay the same, the largest change first', () => {
  const before = input([park(5, 'main.a'), park(9, 'main.b'), park(3, 'main.c'), park(4, 'main.e')]);
  const after = input([park(50, 'main.a'), park(2, 'main.b'), park(6, 'main.d'), park(4, 'main.e')]);
  const result = diff(before, after);
  expect(read(result)).toEqual([
    ['grew', 'main.a', 5, 50, 45],
    ['shrank', 'main.b', 9, 2, -7],
    ['appeared', 'main.d', 0, 6, 6],
    ['went away', 'main.c', 3, 0, -3],
  ]);
  expect(result.same.map(({ key, before: count }) => [key.includes('chan send'), count])).toEqual([[true, 4]]);
});

test('a group that rose above the least count has grown, rather than appeared', () => {
  const result = diff(input([park(4), park(1, 'main.b')]), input([park(12), park(2, 'main.b')]), {
    filter: { minCount: 10 },
  });
  expect(read(result)).toEqual([['grew', 'main.leak', 4, 12, 8]]);
  expect(result.before.filtered).toBe(1);
  expect(result.after.filtered).toBe(2);
});

test('a state that debug=1 leaves open is compared as open on both sides', () => {
  const stack = 'main.leak@/src/main.go:7';
  const lock = 'sync.(*Mutex).Lock@/go/src/sync/mutex.go:1 < main.lock@/src/main.go:9';
  const open = input(
    [
      makeEntry(stack, { count: 3, addresses: [1n, 2n, 3n, 4n, 5n] }),
      makeEntry(lock, { count: 2, addresses: [1n, 9n, 8n, 5n] }),
    ],
    'debug=1',
  );
  expect(open.profile.entries[0]?.stack.state).toBe('chan or select');
  const exact = input([park(2), park(4, 'main.leak', 'select'), park(1, 'main.other', 'select')]);
  const result = diff(open, exact);
  expect(read(result).slice(0, 1)).toEqual([['grew', 'main.leak', 3, 6, 3]]);
  expect(result.changes[0]?.group.state).toBe('chan or select');
  expect(result.changes.find(({ group }) => group.function === 'main.other')?.group.state).toBe('select');
  expect(result.openStacks).toBe(1);
});

test('a condition that only one side can answer is refused, naming the field', () => {
  const counts = input([makeEntry('main.leak@/src/main.go:7')], 'debug=0');
  const result = diffProfiles([input([park(1)])], [counts], { ...question, groupBy: ['creator'] });
  expect(result).toMatchObject({ ok: false, problem: { field: 'groupBy[0]' } });
});

describe('for any profiles', () => {
  const entries = fc.array(
    fc
      .tuple(
        fc.constantFrom('main.a', 'main.b', 'shop/cart.(*Store).Put', 'net/http.(*conn).serve'),
        fc.constantFrom('chan send', 'chan receive', 'select', 'sync.Mutex.Lock'),
        fc.integer({ min: 1, max: 50 }),
      )
      .map(([name, state, count]) => park(count, name, state)),
    { maxLength: 12 },
  );
  const questions = fc.record({
    groupBy: fc.uniqueArray(fc.constantFrom(...plainGroupings), { minLength: 1, maxLength: 3 }),
    per: fc.constant([]),
    filter: fc.record({ minCount: fc.integer({ min: 0, max: 30 }), states: fc.constantFrom([], ['chan send']) }),
    groupsLimit: fc.constantFrom(2, 20_000),
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const apart = ({ profilers, filtered, ignored, folded }: SideAccount) =>
    profilers + filtered + ignored.goroutines + folded.goroutines;

  test('a diff with itself has no changes', () => {
    fc.assert(
      fc.property(entries, questions, (some, asked) => {
        expect(diff(input(some), input(some.toReversed()), asked).changes).toEqual([]);
      }),
    );
  });

  test('each side keeps its total', () => {
    fc.assert(
      fc.property(entries, entries, questions, (some, others, asked) => {
        const result = diff(input(some), input(others), asked);
        const all = [...result.changes, ...result.same];
        for (const side of ['before', 'after'] as const) {
          expect(sum(all.map((change) => change[side])) + apart(result[side])).toBe(result[side].goroutines);
        }
      }),
    );
  });

  test('the other way round every change is its opposite', () => {
    const opposite = { appeared: 'went away', 'went away': 'appeared', grew: 'shrank', shrank: 'grew', same: 'same' };
    fc.assert(
      fc.property(entries, entries, questions, (some, others, asked) => {
        const describe = ({ changes }: ProfilesDiff) =>
          new Map(
            changes.map(({ key, kind, before, after, change }) => [key, { kind, before, after, change }] as const),
          );
        const there = describe(diff(input(some), input(others), { ...asked, filter: { states: asked.filter.states } }));
        const back = describe(diff(input(others), input(some), { ...asked, filter: { states: asked.filter.states } }));
        expect(back.size).toBe(there.size);
        for (const [key, { kind, before, after, change }] of there) {
          expect(back.get(key)).toEqual({ kind: opposite[kind], before: after, after: before, change: -change });
        }
      }),
    );
  });
});

test('groups of any origin are compared by key', () => {
  const grouped = (keys: Readonly<Record<string, number>>): Grouped => ({
    ...empty,
    groups: Object.entries(keys).map(([key, count]) => ({ key, count }) as Group),
  });
  const result = groupProfiles([], question);
  if (!result.ok) throw new Error(result.problem.message);
  const empty = result.value;
  const { changes, same } = diffGroups(grouped({ a: 1, b: 2 }), grouped({ b: 2, c: 3 }));
  expect(changes.map(({ key, kind }) => [key, kind])).toEqual([
    ['c', 'appeared'],
    ['a', 'went away'],
  ]);
  expect(same.map(({ key }) => key)).toEqual(['b']);
});
