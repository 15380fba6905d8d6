import { queryDefaults } from './defaults.ts';
import { nameQueryField } from './query-titles.ts';
import { readQuery } from './read-query.ts';

const read = (query: unknown, queryType = '') =>
  readQuery(typeof query === 'string' ? query : JSON.stringify(query), { queryType });

const valueOf = (query: unknown, queryType = '') => {
  const result = read(query, queryType);
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};

const problemOf = (query: unknown) => {
  const result = read(query);
  if (result.ok) throw new Error('the query was taken');
  return result.problem;
};

describe('reading a query', () => {
  test('an empty query means every default', () => {
    expect(valueOf({})).toEqual(queryDefaults);
    expect(valueOf('')).toEqual(queryDefaults);
  });

  test('the type comes from the model, else from the envelope', () => {
    expect(valueOf({ queryType: 'count' }, 'stacks').queryType).toBe('count');
    expect(valueOf({}, 'count').queryType).toBe('count');
  });

  test("Grafana's own keys and cleared inputs are left alone", () => {
    const query = { refId: 'A', datasource: { uid: '$ds' }, hide: false, instant: true, range: false, key: 'Q-1' };
    expect(valueOf({ ...query, intervalMs: 1000, inline: '', window: null, filter: { function: '' } })).toEqual(
      queryDefaults,
    );
  });

  test('every field is taken as written', () => {
    const query = {
      version: 1,
      queryType: 'count',
      targets: [{ label: 'service', op: '=~', value: 'shop|cart' }],
      profile: 'goroutineleak',
      filter: {
        function: 'main\\..*$',
        package: '^shop/',
        creator: 'main',
        fingerprints: ['00a1b2c3d4e5f607'],
        states: ['chan send'],
        labels: [{ label: 'handler', op: '!=', value: '' }],
        minCount: 5,
        minWaitMinutes: 1.5,
        minGrade: 'likely',
      },
      groupBy: ['state', 'label:handler'],
      per: ['service', 'zone'],
      limit: 50,
      showIgnored: true,
      legendFormat: '{{state}} $',
      value: 'growth',
      window: '1h30m',
      zeroWhenEmpty: true,
      baseline: { ago: '1d' },
      function: 'main.leak',
      figures: ['heap', 'up'],
    };
    const { window, ...rest } = query;
    expect(window).toBe('1h30m');
    expect(valueOf(query)).toEqual({ ...rest, inline: undefined, windowMs: 5_400_000 });
  });

  test('numbers may come as text, as filled-in variables and YAML bring them', () => {
    const query = valueOf({ limit: '50', filter: { minCount: '3', minWaitMinutes: '0.5' } });
    expect([query.limit, query.filter]).toEqual([50, { minCount: 3, minWaitMinutes: 0.5 }]);
  });

  test('a grouping or label named twice counts once', () => {
    const query = valueOf({ groupBy: ['state', 'state'], per: ['zone', 'zone'] });
    expect([query.groupBy, query.per]).toEqual([['state'], ['zone']]);
  });

  test('keeping nothing apart is a choice, not a missing value', () => {
    expect(valueOf({ per: [] }).per).toEqual([]);
  });
});

describe('a query that is wrong', () => {
  test.each([
    ['{', undefined, 'not valid JSON'],
    ['[]', undefined, 'must be a JSON object'],
    ['null', undefined, 'must be a JSON object'],
    [{ version: 2 }, 'version', 'newer Parked (version 2)'],
    [{ version: 'x' }, 'version', 'must be 1'],
    [{ queryType: 'stak' }, 'queryType', '"stak" is not a query type. Use one of stacks, count, trend'],
    [{ queryType: 7 }, 'queryType', 'is not a query type'],
    [{ targets: {} }, 'targets', 'must be a list'],
    [
      { targets: [{ label: 'a', op: '==', value: '' }] },
      'targets[0].op',
      'has an operator that is none of "=", "!=", "=~", "!~"',
    ],
    [{ targets: [{ label: '', op: '=', value: '' }] }, 'targets[0].label', 'has a condition without a label'],
    [{ targets: [{ label: 'a', op: '=~', value: '(' }] }, 'targets[0]', 'missing closing )'],
    [{ targets: [{ label: 'a', op: '=', values: [] }] }, 'targets[0].value', 'is incomplete: a condition has'],
    [{ profile: 'heap' }, 'profile', '"goroutine" and "goroutineleak"'],
    [{ filter: { function: '(?=x)' } }, 'filter.function', 'is not a regular expression that RE2 understands: '],
    [{ filter: { fuction: 'x' } }, 'filter.fuction', 'filters are "function", "package"'],
    [{ filter: { states: ['ok', 3] } }, 'filter.states[1]', 'must be text'],
    [
      { filter: { fingerprints: ['main.run'] } },
      'filter.fingerprints[0]',
      'must be a fingerprint: 16 hexadecimal digits',
    ],
    [{ filter: { fingerprints: '00a1b2c3d4e5f607' } }, 'filter.fingerprints', 'must be a list'],
    [{ filter: { minCount: -1 } }, 'filter.minCount', 'must not be negative'],
    [{ filter: { minCount: 1.5 } }, 'filter.minCount', 'must be a whole number'],
    [{ filter: { minGrade: 'certain' } }, 'filter.minGrade', 'must be one of "rising", "watch", "likely", "proven"'],
    [{ groupBy: ['stacks'] }, 'groupBy[0]', 'must be one of "stack", "location"'],
    [{ groupBy: ['label:'] }, 'groupBy[0]', '"label:" with the name'],
    [{ limit: 0 }, 'limit', 'must be at least 1'],
    [{ limit: 1e9 }, 'limit', 'must be at most 20000'],
    [{ limit: 'many' }, 'limit', 'must be a number'],
    [{ value: 'slope' }, 'value', 'must be one of "count", "growth"'],
    [{ window: 'an hour' }, 'window', 'must be a duration'],
    [{ window: '0s' }, 'window', 'above zero'],
    [{ baseline: { ago: '1d', name: 'x' } }, 'baseline', 'must be one of: some time before, a moment'],
    [{ baseline: {} }, 'baseline', 'must be one of: some time before, a moment'],
    [{ baseline: { toString: 'x' } }, 'baseline', 'must be one of: some time before, a moment'],
    [{ baseline: { name: '' } }, 'baseline.name', 'choose a baseline that was remembered'],
    [{ baseline: { rangeStart: false } }, 'baseline.rangeStart', 'must be true'],
    [{ baseline: { targets: [{ label: 'zone', op: '==', value: 'a' }] } }, 'baseline.targets[0].op', 'has an operator'],
    [{ baseline: { ago: 'long' } }, 'baseline.ago', 'must be a duration'],
    [{ baseline: { at: 'noon' } }, 'baseline.at', 'must be a time'],
    [{ inline: 7 }, 'inline', 'must be text'],
    [{ figures: ['memory'] }, 'figures[0]', 'must be one of "goroutines", "resident"'],
    [{ zeroWhenEmpty: 'yes' }, 'zeroWhenEmpty', 'must be true or false'],
  ])('%j names the field and says what to do', (query, field, message) => {
    const problem = problemOf(query);
    expect(problem).toMatchObject({ status: 400, source: 'downstream' });
    expect(problem.field).toBe(field);
    expect(problem.message).toContain(message);
    if (field !== undefined && field !== 'queryType') expect(problem.message).toContain(nameQueryField(field));
  });
});

describe('a variable that was not filled in', () => {
  test.each([
    [{ targets: [{ label: 'service', op: '=', value: '$service' }] }, '$service', 'targets[0].value'],
    [{ filter: { function: 'main.${func:regex}' } }, '${func}', 'filter.function'],
    [{ filter: { states: ['chan send', '$state'] } }, '$state', 'filter.states[1]'],
    [{ filter: { fingerprints: ['$fingerprint'] } }, '$fingerprint', 'filter.fingerprints[0]'],
    [{ limit: '$limit' }, '$limit', 'limit'],
    [{ groupBy: ['label:$key'] }, '$key', 'groupBy[0]'],
    [{ window: '$__range' }, '$__range', 'window'],
    [{ queryType: '$type' }, '$type', 'queryType'],
    [{ baseline: { targets: [{ label: 'zone', op: '=', value: '$zone' }] } }, '$zone', 'baseline.targets[0].value'],
  ])('%j is named with its field', (query, name, field) => {
    const problem = problemOf(query);
    expect(problem).toMatchObject({ code: 'unresolved_variable', status: 400, field });
    expect(problem.message).toContain(`The variable ${name} in "${nameQueryField(field)}"`);
  });

  test.each([
    { filter: { function: 'main\\.run$' } },
    { filter: { function: '^a$|^b$' } },
    { filter: { function: '[$]GOROOT' } },
    { legendFormat: '$service {{function}}' },
    { inline: 'goroutine 1 [running]:\nmain.f()\n\t$GOROOT/src/x.go:1' },
    { datasource: '$ds' },
  ])('a dollar sign that is none is taken: %j', (query) => {
    expect(read(query).ok).toBe(true);
  });
});

describe('hostile queries', () => {
  test('ten thousand conditions are refused by name', () => {
    const states = Array.from({ length: 10_000 }, () => 'select');
    expect(problemOf({ filter: { states } })).toMatchObject({ field: 'filter.states' });
    const targets = Array.from({ length: 10_000 }, () => ({ label: 'a', op: '=', value: 'b' }));
    expect(problemOf({ targets }).message).toContain('more than 100 entries');
  });

  test('a huge pattern is refused before it is compiled', () => {
    expect(problemOf({ filter: { function: 'a'.repeat(1_000_000) } }).message).toContain('longer than 16384');
  });

  test('a pattern that would explode is refused', () => {
    expect(problemOf({ filter: { function: '((a{1000}){1000}){1000}' } }).field).toBe('filter.function');
  });

  test('deep JSON is read or refused, never thrown', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(read(`{"filter":${deep}}`).ok).toBe(false);
    expect(read(`{"unknown":${deep}}`).ok).toBe(true);
  });

  test('names of the prototype are ordinary text', () => {
    expect(read('{"__proto__":{"limit":0},"constructor":1}').ok).toBe(true);
    expect(problemOf('{"filter":{"__proto__":1}}').field).toBe('filter.__proto__');
    expect(problemOf({ queryType: 'toString' }).code).toBe('unknown_query_type');
  });

  test('a message never repeats a whole hostile value', () => {
    expect(problemOf({ queryType: 'x'.repeat(100_000) }).message.length).toBeLessThan(400);
    expect(problemOf({ filter: { ['k'.repeat(100_000)]: 1 } }).message.length).toBeLessThan(600);
  });
});
