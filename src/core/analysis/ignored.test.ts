import { compileIgnore } from '../ignore/apply.ts';
import { interpretProfile } from '../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../stack/testing/stack-notation.ts';
import { groupProfiles } from './group.ts';
import { openIgnoreAccount } from './ignored.ts';
import type { Grouped, StackVerdict } from './model.ts';

const ignore = compileIgnore({ packs: [], rules: [{ top: 'main.pool' }, { any: 'main.never' }] });

const waiting = (name: string, count: number, leaked = 0) =>
  makeEntry(`${name}@/src/main.go:5 < main.start@/src/main.go:9`, {
    count,
    leaked,
    header: makeHeader('chan receive', { waits: [[0, count]] }),
  });

const interpret = (...entries: ReturnType<typeof waiting>[]) =>
  interpretProfile(makeProfile('debug=2', entries), { ownCode: [], labelKeys: [] });

function group(...entries: ReturnType<typeof waiting>[]): Grouped {
  const grouped = groupProfiles([{ profile: interpret(...entries), labels: {} }], {
    groupBy: ['stack'],
    per: [],
    filter: {},
    ignore,
    groupsLimit: 100,
  });
  if (!grouped.ok) throw new Error(grouped.problem.message);
  return grouped.value;
}

describe('ignored stacks', () => {
  test('belong to no group, and each rule says how much it hid', () => {
    const { groups, ignored, goroutines } = group(waiting('main.pool', 40), waiting('main.leak', 7));
    expect(groups.map((one) => one.function)).toEqual(['main.leak']);
    expect(goroutines).toBe(47);
    expect(ignored).toEqual({
      goroutines: 40,
      rules: [{ pack: null, index: 0, rule: { top: 'main.pool' }, groups: 1, goroutines: 40 }],
    });
  });

  test('are shown all the same when the runtime proves that several leak', () => {
    expect(group(waiting('main.pool', 40, 40)).groups).toHaveLength(1);
    expect(group(waiting('main.pool', 1, 1)).groups).toHaveLength(0);
  });

  test('are shown all the same when they crowd at one place', () => {
    expect(group(waiting('main.pool', 9_999)).groups).toHaveLength(0);
    expect(group(waiting('main.pool', 10_000)).groups).toHaveLength(1);
  });

  test('count for the first of two rules that match', () => {
    const twice = compileIgnore({ packs: [], rules: [{ state: 'chan receive' }, { top: 'main.pool' }] });
    const account = openIgnoreAccount(twice);
    for (const one of interpret(waiting('main.pool', 40), waiting('main.leak', 7)).entries) account.hide(one, {});
    expect(account.sum()).toMatchObject({ goroutines: 47, rules: [{ index: 0, groups: 2, goroutines: 47 }] });
  });

  test('come back when they have started to grow', () => {
    const [pool] = interpret(waiting('main.pool', 40)).entries;
    const growing = openIgnoreAccount(ignore, () => ({ grade: 'likely' }) as StackVerdict);
    expect(growing.hide(pool!, {})).toBe(false);
    expect(growing.sum()).toEqual({ goroutines: 0, rules: [] });
    expect(openIgnoreAccount(ignore, () => undefined).hide(pool!, {})).toBe(true);
  });
});
