import fc from 'fast-check';
import type { Labels } from '../labels.ts';
import type { Entry, ProfileFormat } from '../profile/model.ts';
import { interpretProfile } from '../stack/interpret.ts';
import { makeEntry, makeHeader, makeProfile } from '../stack/testing/stack-notation.ts';
import { groupProfiles, type GroupInput, type GroupQuestion } from './group.ts';
import { plainGroupings, type Filter, type Grouped, type Grouping } from './model.ts';

const labelKeys = ['handler'];

function input(
  entries: readonly Entry[],
  labels: Labels = { service: 'shop', instance: 'a:1' },
  format: ProfileFormat = 'debug=2',
): GroupInput {
  return { profile: interpretProfile(makeProfile(format, entries), { ownCode: [], labelKeys }), labels };
}

function ask(question: Partial<GroupQuestion> = {}): GroupQuestion {
  return { groupBy: ['stack'], per: ['service'], filter: {}, groupsLimit: 20_000, ...question };
}

function group(inputs: readonly GroupInput[], question: Partial<GroupQuestion> = {}): Grouped {
  const result = groupProfiles(inputs, ask(question));
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

function findProblem(inputs: readonly GroupInput[], question: Partial<GroupQuestion>) {
  const result = groupProfiles(inputs, ask(question));
  return result.ok ? undefined : result.problem;
}

const worker = 'main.worker.func1@/src/main.go';
const creator = { function: 'main.start', file: '', line: 0, startLine: 0, goroutine: 1 };
const receive = (count: number, line: number, facts: Partial<Entry> = {}) =>
  makeEntry(`${worker}:${line}`, {
    count,
    header: makeHeader('chan receive', { waits: [[0, count]], creator }),
    ...facts,
  });
const lock = (count: number) =>
  makeEntry('sync.(*Mutex).Lock@/usr/local/go/src/sync/mutex.go:1 < shop/cart.(*Store).Put@/src/cart/store.go:9', {
    count,
    header: makeHeader('sync.Mutex.Lock', { waits: [[0, count]] }),
  });
const writer = makeEntry('runtime/pprof.writeGoroutineStacks < net/http.(*conn).serve', {
  header: makeHeader('running'),
});

describe('groupProfiles', () => {
  test('makes one group of stacks that differ in lines and closure numbers, and lists its places', () => {
    const { groups } = group([input([receive(2, 21), receive(5, 30)])]);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({
      count: 7,
      state: 'chan receive',
      function: 'main.worker.func',
      rawFunction: 'main.worker.func1',
      package: 'main',
      location: 'main.go:30',
      locations: [
        { location: 'main.go:30', count: 5 },
        { location: 'main.go:21', count: 2 },
      ],
      creator: 'main.start',
      wait: { min: 0, max: 0 },
      per: { service: 'shop' },
      targets: 1,
    });
  });

  test('splits places when grouped by location', () => {
    const { groups } = group([input([receive(2, 21), receive(5, 30)])], { groupBy: ['location'] });
    expect(groups.map(({ location, count }) => [location, count])).toEqual([
      ['main.go:30', 5],
      ['main.go:21', 2],
    ]);
  });

  test('sums targets, and keeps apart what `per` names', () => {
    const targets = [
      input([receive(2, 21)], { service: 'shop', instance: 'a:1' }),
      input([receive(3, 21)], { service: 'shop', instance: 'b:1' }),
      input([receive(4, 21)], { service: 'cart', instance: 'c:1' }),
    ];
    expect(group(targets).groups.map(({ per, count, targets: n }) => [per, count, n])).toEqual([
      [{ service: 'shop' }, 5, 2],
      [{ service: 'cart' }, 4, 1],
    ]);
    expect(group(targets, { per: [] }).groups.map(({ count }) => count)).toEqual([9]);
    expect(group(targets, { per: ['service', 'instance'] }).groups).toHaveLength(3);
    expect(group(targets, { per: ['zone'] }).groups.map(({ per }) => per)).toEqual([{ zone: '' }]);
  });

  test.each([
    ['state', ['chan receive', 'sync.Mutex.Lock']],
    ['function', ['main.worker.func', 'shop/cart.(*Store).Put']],
    ['ownFunction', ['main.worker.func', 'shop/cart.(*Store).Put']],
    ['package', ['main', 'shop/cart']],
    ['creator', ['main.start', '']],
  ] as const)('groups by %s', (grouping, values) => {
    const { groups } = group([input([receive(5, 21), receive(2, 30), lock(3)])], { groupBy: [grouping] });
    const field = grouping === 'ownFunction' ? 'function' : grouping;
    expect(groups.map((each) => [each[field], each.count])).toEqual([
      [values[0], 7],
      [values[1], 3],
    ]);
  });

  test('groups by a pprof label that is kept, and names one that is not', () => {
    const entries = [
      receive(1, 21, { labels: { handler: '/a', user: 'x' } }),
      receive(2, 21, { labels: { handler: '/b', user: 'y' } }),
      receive(4, 21),
    ];
    const { groups } = group([input(entries)], { groupBy: ['label:handler'] });
    expect(groups.map(({ labels, count }) => [labels, count])).toEqual([
      [{}, 4],
      [{ handler: '/b' }, 2],
      [{ handler: '/a' }, 1],
    ]);
    expect(findProblem([input(entries)], { groupBy: ['state', 'label:user'] })).toMatchObject({
      code: 'label_not_kept',
      field: 'groupBy[1]',
    });
  });

  test('leaves empty what the goroutines of a group do not share', () => {
    const { groups } = group([input([receive(5, 21), lock(3)])], { groupBy: [] });
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({
      count: 8,
      fingerprint: '',
      state: '',
      function: '',
      rawFunction: '',
      package: '',
      creator: '',
      location: 'main.go:21',
    });
    expect(groups[0]?.frames.map((frame) => frame.name)).toEqual(['main.worker.func']);
  });

  test('sets the profile writer apart', () => {
    expect(group([input([writer, lock(3)])])).toMatchObject({ goroutines: 4, profilers: 1, filtered: 0 });
  });

  test('orders groups by count, then by key, whatever the order of entries', () => {
    const entries = [receive(3, 21), lock(3), makeEntry('main.z', { count: 9, header: makeHeader('select') })];
    const keys = (list: readonly Entry[]) => group([input(list)]).groups.map(({ key }) => key);
    expect(keys([...entries].reverse())).toEqual(keys(entries));
    expect(group([input(entries)]).groups.map(({ count }) => count)).toEqual([9, 3, 3]);
  });

  test('folds the smallest groups of a profile beyond the limit, and says how many', () => {
    const entries = [1, 2, 3, 4].map((count) => makeEntry(`main.f${count}`, { count, header: makeHeader('select') }));
    const { groups, folded } = group([input(entries)], { groupsLimit: 2 });
    expect(groups.map(({ count }) => count)).toEqual([4, 3]);
    expect(folded).toEqual({ groups: 2, goroutines: 3 });
  });

  test('counts the groups that a reader folded', () => {
    const { groups, folded } = group([input([receive(3, 21), receive(7, 21, { folded: true })])]);
    expect(groups.map(({ count }) => count)).toEqual([3]);
    expect(folded).toEqual({ groups: 1, goroutines: 7 });
  });

  test('knows no creator and no wait without headers', () => {
    const { groups } = group([input([makeEntry(worker, { count: 2 })], {}, 'debug=0')]);
    expect(groups[0]).toMatchObject({ creator: null, wait: null });
    expect(findProblem([input([makeEntry(worker)], {}, 'debug=0')], { groupBy: ['stack', 'creator'] })).toMatchObject({
      field: 'groupBy[1]',
    });
  });

  test('counts proven leaks and the largest crowd of one target', () => {
    const endless = (facts: Partial<Entry> = {}) =>
      makeEntry('main.w@/m.go:1', { count: 3, header: makeHeader('select (no cases)'), ...facts });
    const [first] = group([input([endless()]), input([endless(), endless()])]).groups;
    expect(first).toMatchObject({ count: 9, proven: 9, crowd: 6 });
    const [leaked] = group([input([receive(5, 21, { leaked: 2 })])]).groups;
    expect(leaked).toMatchObject({ count: 5, leaked: 2, proven: 2 });
    const main = makeEntry('main.main@/m.go:1', {
      header: makeHeader('select (no cases)', { firstId: 1, lastId: 1, sampleIds: [1] }),
      leaked: 1,
    });
    expect(group([input([main])]).groups[0]).toMatchObject({ leaked: 1, proven: 0, crowd: 0 });
  });
});

describe('a filter', () => {
  const entries = [
    receive(5, 21, { labels: { handler: '/a' } }),
    lock(3),
    makeEntry('net.(*conn).Read@/usr/local/go/src/net/net.go:1 < main.client@/src/main.go:50', {
      count: 10,
      leaked: 2,
      header: makeHeader('IO wait', {
        waits: [
          [0, 4],
          [2, 5],
          [90, 1],
        ],
      }),
    }),
  ];

  test.each<[string, Filter, readonly number[]]>([
    ['function', { function: 'worker' }, [5]],
    ['function, in any frame', { function: '^main\\.client$' }, [10]],
    ['package', { package: '^shop/' }, [3]],
    ['package, in any frame', { package: '^net$' }, [10]],
    ['creator', { creator: 'main\\.start' }, [5]],
    ['states', { states: ['sync.Mutex.Lock', 'IO wait'] }, [10, 3]],
    ['no states', { states: [] }, [10, 5, 3]],
    ['labels', { labels: [{ label: 'handler', op: '=', value: '/a' }] }, [5]],
    ['labels that are missing', { labels: [{ label: 'handler', op: '!=', value: '/a' }] }, [10, 3]],
    ['labels by expression, anchored', { labels: [{ label: 'handler', op: '=~', value: 'a' }] }, []],
    ['minCount', { minCount: 5 }, [10, 5]],
    ['minWaitMinutes', { minWaitMinutes: 1 }, [6]],
    ['minWaitMinutes beyond all', { minWaitMinutes: 91 }, []],
    ['minGrade', { minGrade: 'proven' }, [10]],
    ['several fields together', { function: 'main', states: ['IO wait'], minWaitMinutes: 2 }, [6]],
  ])('by %s', (_, filter, counts) => {
    const grouped = group([input(entries)], { filter });
    expect(grouped.groups.map(({ count }) => count)).toEqual(counts);
    expect(grouped.filtered).toBe(18 - counts.reduce((a, b) => a + b, 0));
  });

  test('by fingerprint, exactly', () => {
    const [client, worker] = group([input(entries)]).groups;
    const by = (fingerprints: readonly string[]) => group([input(entries)], { filter: { fingerprints } });
    expect(by([worker!.fingerprint]).groups.map(({ count }) => count)).toEqual([5]);
    expect(by([worker!.fingerprint]).filtered).toBe(13);
    expect(by([worker!.fingerprint, client!.fingerprint]).groups.map(({ count }) => count)).toEqual([10, 5]);
    expect(by([worker!.fingerprint.slice(0, 8)]).groups).toEqual([]);
    expect(by([]).groups).toHaveLength(3);
  });

  test('by wait keeps only the waits that are long enough', () => {
    expect(group([input(entries)], { filter: { minWaitMinutes: 1 } }).groups[0]).toMatchObject({
      wait: { min: 2, max: 90 },
      // The runtime gives leaked goroutines no time: the two stand among the four that waited for none.
      leaked: 0,
    });
  });

  test.each<[string, Filter, string]>([
    ['filter.function', { function: '(' }, 'missing closing )'],
    ['filter.package', { package: '(?=x)' }, '(?='],
    ['filter.creator', { creator: 'a**' }, '**'],
    ['filter.function', { function: 'a'.repeat(1_001) }, '1001 characters'],
    ['filter.labels[0].value', { labels: [{ label: 'handler', op: '=~', value: '[' }] }, 'regular expression'],
    ['filter.labels[0]', { labels: [{ label: 'user', op: '=', value: 'x' }] }, 'pprof labels to keep'],
  ])('that is wrong fails naming %s', (field, filter, says) => {
    const problem = findProblem([input(entries)], { filter });
    expect(problem).toMatchObject({ field, status: 400, source: 'downstream' });
    expect(problem?.message).toContain(says);
  });

  test.each<[string, Filter]>([
    ['filter.creator', { creator: 'main' }],
    ['filter.minWaitMinutes', { minWaitMinutes: 1 }],
  ])('by %s fails on a profile without headers', (field, filter) => {
    expect(findProblem([input([lock(1)]), input([makeEntry('main.f')], {}, 'debug=0')], { filter })).toMatchObject({
      field,
    });
  });
});

describe('for any question', () => {
  const header = fc.constantFrom('chan receive', 'select', 'running', 'IO wait', 'select (no cases)');
  const stack = fc.constantFrom(
    '',
    'main.f@/m.go:1',
    'main.f@/m.go:2 < lib.g@/x/pkg/mod/lib@v1.0.0/g.go:1',
    'main.f.func1@/m.go:3',
    'runtime/pprof.writeGoroutineStacks',
  );
  const entry = fc
    .record({
      stack,
      status: header,
      zero: fc.nat(20),
      long: fc.nat(20),
      leaked: fc.nat(5),
      handler: fc.constantFrom('/a', '/b', undefined),
    })
    .map(({ stack: text, status, zero, long, leaked, handler }) =>
      makeEntry(text, {
        count: zero + long,
        leaked: Math.min(leaked, zero),
        labels: handler === undefined ? {} : { handler },
        header: makeHeader(status, {
          waits: [
            [0, zero],
            [12, long],
          ],
          creator,
        }),
      }),
    );
  const targets = fc.array(fc.tuple(fc.array(entry, { maxLength: 12 }), fc.constantFrom('a', 'b')), { maxLength: 4 });
  const grouping: fc.Arbitrary<Grouping> = fc.constantFrom(...plainGroupings, 'label:handler' as const);
  const question = fc.record({
    groupBy: fc.array(grouping, { maxLength: 3 }),
    per: fc.subarray(['service', 'zone']),
    groupsLimit: fc.integer({ min: 1, max: 6 }),
    filter: fc.constantFrom<Filter>(
      {},
      { function: 'f' },
      { minCount: 7 },
      { minWaitMinutes: 3 },
      { minGrade: 'watch' },
      { states: ['select'] },
    ),
  });
  const build = (list: readonly (readonly [readonly Entry[], string])[]) =>
    list.map(([entries, service]) => input(entries, { service }));

  test('every goroutine is in a group or accounted for', () => {
    fc.assert(
      fc.property(targets, question, (list, asked) => {
        const { groups, goroutines, profilers, filtered, folded } = group(build(list), asked);
        const inGroups = groups.reduce((sum, { count }) => sum + count, 0);
        expect(inGroups + profilers + filtered + folded.goroutines).toBe(goroutines);
        expect(goroutines).toBe(list.flatMap(([entries]) => entries).reduce((sum, { count }) => sum + count, 0));
        for (const each of groups) {
          expect(each.locations.reduce((sum, { count }) => sum + count, 0)).toBe(each.count);
          expect(each.leaked).toBeLessThanOrEqual(each.count);
          expect(each.proven).toBeLessThanOrEqual(each.count);
        }
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
      }),
    );
  });

  test('the order of entries and targets does not matter', () => {
    fc.assert(
      fc.property(targets, question, (list, asked) => {
        const reversed = [...list].reverse().map(([entries, service]) => [[...entries].reverse(), service] as const);
        expect(group(build(reversed), asked)).toEqual(group(build(list), asked));
      }),
    );
  });
});
