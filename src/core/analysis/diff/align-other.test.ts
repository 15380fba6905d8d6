import { interpretProfile } from '../../stack/interpret.ts';
import { otherStack } from '../../stack/other-stack.ts';
import { makeEntry, makeProfile } from '../../stack/testing/stack-notation.ts';
import { groupProfiles, type GroupInput } from '../group.ts';
import { alignOther } from './align-other.ts';

const labels = { service: 'shop' };

/** A profile with these goroutines by function, of which the last are summed up. */
function input(counts: Readonly<Record<string, number>>, other = 0): GroupInput {
  const entries = Object.entries(counts).map(([name, count]) => makeEntry(`main.${name}@/src/main.go:7`, { count }));
  const interpreted = interpretProfile(makeProfile('debug=0', entries), { ownCode: [], labelKeys: [] });
  const rest = { ...makeEntry('', { count: other }), frames: [], folded: true } as const;
  const summed = { entry: rest, stack: otherStack, creator: null, labels: {} };
  return { labels, profile: { ...interpreted, entries: [...interpreted.entries, ...(other > 0 ? [summed] : [])] } };
}

function count(inputs: readonly GroupInput[]): Readonly<Record<string, number>> {
  const grouped = groupProfiles(inputs, { groupBy: ['stack'], per: [], filter: {}, groupsLimit: 100 });
  if (!grouped.ok) throw new Error(grouped.problem.message);
  const { groups, folded } = grouped.value;
  return { ...Object.fromEntries(groups.map((group) => [group.function, group.count])), other: folded.goroutines };
}

test('small groups that one side sums up are summed up on both sides', () => {
  const { before, after, groups } = alignOther([input({ a: 9, b: 5 }, 6)], [input({ a: 9, b: 5, c: 2, d: 2, e: 2 })]);
  expect([count(before), count(after), groups]).toEqual([
    { 'main.a': 9, 'main.b': 5, other: 6 },
    { 'main.a': 9, 'main.b': 5, other: 6 },
    3,
  ]);
});

test('a group that is too large to have been summed up is compared with the most it can have been', () => {
  const { before, after } = alignOther([input({ a: 9, b: 5 }, 30)], [input({ a: 9, b: 5, leak: 500, c: 21 })]);
  expect(count(before)).toEqual({ 'main.a': 9, 'main.b': 5, 'main.leak': 9, 'main.c': 9, other: 12 });
  expect(count(after)).toEqual({ 'main.a': 9, 'main.b': 5, 'main.leak': 500, 'main.c': 21, other: 0 });
});

test('both sides may sum up other groups, and sums stay the same', () => {
  const { before, after } = alignOther([input({ a: 9, b: 4 }, 7)], [input({ a: 9, c: 3 }, 8)]);
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
  expect([count(before), count(after)]).toEqual([
    { 'main.a': 9, other: 11 },
    { 'main.a': 9, other: 11 },
  ]);
  expect(sum(count(before))).toBe(20);
});

test('without a summed group nothing changes', () => {
  const [before, after] = [[input({ a: 9 })], [input({ b: 3 })]];
  expect(alignOther(before, after)).toEqual({ before, after, groups: 0 });
});
