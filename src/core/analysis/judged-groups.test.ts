import { compileIgnore } from '../ignore/apply.ts';
import type { Labels } from '../labels.ts';
import { interpretProfile } from '../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../stack/testing/stack-notation.ts';
import { groupProfiles, type GroupQuestion } from './group.ts';
import type { StackVerdict } from './model.ts';
import { gradeGroup } from './verdict.ts';

const waiting = (name: string, count: number) =>
  makeEntry(`${name}@/src/main.go:5 < main.start@/src/main.go:9`, {
    count,
    header: makeHeader('chan receive', { waits: [[0, count]] }),
  });

const profile = interpretProfile(
  makeProfile('debug=2', [waiting('main.leak', 40), waiting('main.parked', 1), waiting('main.pool', 7)]),
  { ownCode: [], labelKeys: [] },
);
const inputs = ['a', 'b'].map((instance) => ({ profile, labels: { service: 'shop', instance } }));

const likely: StackVerdict = { grade: 'likely', once: false, cause: 'forgotten-sender' };
const once: StackVerdict = { grade: 'proven', once: true, cause: null };

/** What the past says, by function, of instance a alone. */
const verdicts: GroupQuestion['verdicts'] = (target, fingerprint) => {
  if (target['instance'] !== 'a') return undefined;
  const name = profile.entries.find(({ stack }) => stack.fingerprint === fingerprint)?.stack.function;
  return name === 'main.leak' ? likely : name === 'main.parked' ? once : undefined;
};

function group(question: Partial<GroupQuestion>) {
  const grouped = groupProfiles(inputs, {
    groupBy: ['stack'],
    per: ['instance'],
    filter: {},
    groupsLimit: 100,
    verdicts,
    ...question,
  });
  if (!grouped.ok) throw new Error(grouped.problem.message);
  return grouped.value;
}

const names = (question: Partial<GroupQuestion>) =>
  group(question).groups.map((one) => `${one.per['instance'] ?? ''} ${one.function}`);

test('a group has the grade that its past gives it, at the targets that it is about', () => {
  const grades = Object.fromEntries(
    group({}).groups.map((one) => [`${one.per['instance']} ${one.function}`, gradeGroup(one)]),
  );
  expect(grades).toEqual({
    'a main.leak': 'likely',
    'b main.leak': null,
    'a main.pool': null,
    'b main.pool': null,
    'a main.parked': 'proven',
    'b main.parked': null,
  });
});

test('a filter on grades uses the verdicts of the past', () => {
  expect(names({ filter: { minGrade: 'likely' } })).toEqual(['a main.leak', 'a main.parked']);
  expect(names({ filter: { minGrade: 'proven' } })).toEqual(['a main.parked']);
});

test('a goroutine that is proven but harmless fires no alert', () => {
  expect(names({ filter: { minGrade: 'likely' }, alerting: true })).toEqual(['a main.leak']);
  expect(names({ filter: {}, alerting: true })).toContain('a main.parked');
});

test('a group of several stacks has the gravest verdict, and what is harmless is not it', () => {
  const [whole] = group({ groupBy: ['state'], per: [] }).groups;
  expect(whole).toMatchObject({ count: 96, verdict: likely });
  expect(whole && gradeGroup(whole)).toBe('likely');
});

test('an ignored stack that begins to leak comes back, where it does; one that is harmless stays away', () => {
  const ignore = compileIgnore({ packs: [], rules: [{ any: 'main.start' }] });
  expect(names({ ignore })).toEqual(['a main.leak']);
  expect(group({ ignore }).ignored.goroutines).toBe(56);
  expect(names({ ignore, verdicts: undefined })).toEqual([]);
});

test('an ignored stack comes back as soon as it rises', () => {
  const ignore = compileIgnore({ packs: [], rules: [{ any: 'main.start' }] });
  const rising: StackVerdict = { grade: 'rising', once: false, cause: null };
  const only = (target: Labels, fingerprint: string) =>
    target['instance'] === 'b' && verdicts({ instance: 'a' }, fingerprint) === likely ? rising : undefined;
  expect(names({ ignore, verdicts: only })).toEqual(['b main.leak']);
});
