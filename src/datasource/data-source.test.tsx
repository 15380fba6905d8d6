import { gradeColors, signalColors } from '../core/analysis/verdict-colors.ts';
import { CoreApp, DataFrameType, dateTime, FieldType, locationUtil, toDataFrame } from '@grafana/data';
import type { DataFrame, DataQueryRequest, GrafanaConfig } from '@grafana/data';
import { setBackendSrv, setDataSourceSrv } from '@grafana/runtime';
import type { BackendSrv, BackendSrvRequest, DataSourceSrv } from '@grafana/runtime';
import { dataFrameToJSON } from '@grafana/data';
import { firstValueFrom, of } from 'rxjs';
import type { ParkedQuery } from './query.ts';
import { makeDataSource, setResources, setVariables } from './testing/grafana.ts';

const fingerprint = '0123456789abcdef';

beforeEach(() => {
  setVariables({ service: ['shop', 'pay'], stack: fingerprint });
  setDataSourceSrv({ getInstanceSettings: () => makeDataSource() } as unknown as DataSourceSrv);
});

/** What a panel gets for a query that the backend answers with these frames, and what the backend was asked. */
async function ask(query: Partial<ParkedQuery>, frames: readonly DataFrame[], app: CoreApp = CoreApp.Dashboard) {
  const asked: BackendSrvRequest[] = [];
  const fetch = (request: BackendSrvRequest) => {
    asked.push(request);
    return of({ data: { results: { A: { frames: frames.map(dataFrameToJSON) } } } });
  };
  setBackendSrv({ fetch } as unknown as BackendSrv);
  const range = { from: dateTime(0), to: dateTime(60_000), raw: { from: 'now-1m', to: 'now' } };
  const request = { targets: [{ refId: 'A', ...query }], app, range, scopedVars: {} };
  const answer = await firstValueFrom(makeDataSource().query(request as unknown as DataQueryRequest<ParkedQuery>));
  const sent = (asked[0]?.data as { queries: readonly ParkedQuery[] } | undefined)?.queries[0];
  return { frames: answer.data as readonly DataFrame[], sent };
}

function findField(frames: readonly DataFrame[], name: string) {
  return frames.flatMap(({ fields }) => fields).find((field) => field.name === name);
}

const table = toDataFrame({
  refId: 'A',
  name: 'suspects',
  fields: [
    { name: 'grade', type: FieldType.string, values: ['proven'] },
    { name: 'function', type: FieldType.string, values: ['shop.Put'] },
    { name: 'fingerprint', type: FieldType.string, values: [fingerprint] },
    { name: 'service', type: FieldType.string, values: ['shop'] },
  ],
});

describe('a query on its way to the backend', () => {
  it('has the dashboard variables filled in', async () => {
    const { sent } = await ask({ targets: [{ label: 'service', op: '=', value: '$service' }] }, []);
    expect(sent).toMatchObject({ version: 1, targets: [{ label: 'service', op: '=~', value: '(shop|pay)' }] });
  });

  it('that cannot be asked fails as a query, in words', async () => {
    const filters = [{ key: 'state', operator: '!=', value: 'select' }];
    const request = { targets: [{ refId: 'A' }], scopedVars: {}, filters };
    const answer = makeDataSource().query(request as unknown as DataQueryRequest<ParkedQuery>);
    await expect(firstValueFrom(answer)).rejects.toThrow('cannot filter "state"');
  });

  it('waits until a function is named whose source is to be shown', () => {
    const datasource = makeDataSource();
    expect(datasource.filterQuery({ refId: 'A', queryType: 'source' })).toBe(false);
    expect(datasource.filterQuery({ refId: 'A', queryType: 'source', function: 'f' })).toBe(true);
    // Expressions need the queries that a panel hides.
    expect(datasource.filterQuery({ refId: 'A', hide: true })).toBe(true);
  });
});

describe('an answer on its way to a panel', () => {
  it('leads from a row to the dashboard about its stack', async () => {
    const { frames } = await ask({ queryType: 'suspects' }, [table]);
    const url = findField(frames, 'function')?.config.links?.[0]?.url;
    expect(url).toBe('/d/parked-stack?var-ds=leaks&var-fingerprint=${__data.fields.fingerprint}&${__url_time_range}');
  });

  it('leads from a card to dashboards under the path at which Grafana is served', async () => {
    const card = toDataFrame({
      refId: 'A',
      fields: [
        { name: 'part', type: FieldType.string, values: ['Kept dumps'] },
        { name: 'text', type: FieldType.string, values: ['- [then](/d/parked-stack?from=1)'] },
      ],
    });
    const place = (appSubUrl: string) =>
      locationUtil.initialize({
        config: { appSubUrl } as GrafanaConfig,
        getVariablesUrlParams: () => ({}),
        getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
      });
    place('/grafana');
    const { frames } = await ask({ queryType: 'stack' }, [card]);
    place('');
    expect(findField(frames, 'text')?.values).toEqual(['- [then](/grafana/d/parked-stack?from=1)']);
  });

  it('leads in Explore to the same stack in other forms, of the same targets', async () => {
    const targets = [{ label: 'service', op: '=', value: '$service' }] as const;
    const { frames } = await ask({ queryType: 'suspects', targets }, [table], CoreApp.Explore);
    const links = findField(frames, 'fingerprint')?.config.links ?? [];
    expect(links.map(({ title }) => title)).toEqual([
      'Everything about this stack',
      'Trend of this stack',
      'Flame graph of this stack',
      'Goroutine dump of this stack',
      'Source of this stack',
    ]);
    expect(links[0]?.internal?.datasourceUid).toBe('leaks');
    expect(links[1]?.internal?.query).toMatchObject({
      queryType: 'trend',
      filter: { fingerprints: ['${parkedStack}'] },
      targets: [
        { label: 'service', op: '=~', value: '(shop|pay)' },
        { label: 'service', op: '=', value: '${__data.fields["service"]}' },
      ],
    });
  });

  it('is a table in Explore where it is numbers, which Explore shows without their labels', async () => {
    const numbers = ['shop', 'pay'].map((service, index) =>
      toDataFrame({
        refId: 'A',
        meta: { type: DataFrameType.NumericMulti, typeVersion: [0, 1] },
        fields: [{ name: 'count', type: FieldType.number, values: [index], labels: { fingerprint, service } }],
      }),
    );
    const { frames } = await ask({ queryType: 'count' }, numbers, CoreApp.Explore);
    expect(frames.map(({ length, meta }) => [length, meta?.type])).toEqual([[2, undefined]]);
    expect(frames[0]?.fields.map(({ name, values }) => [name, ...values])).toEqual([
      ['count', 0, 1],
      ['service', 'shop', 'pay'],
      ['fingerprint', fingerprint, fingerprint],
    ]);
    expect((await ask({ queryType: 'count' }, numbers)).frames).toHaveLength(2);
  });

  it('leads nowhere from a row that is no stack', async () => {
    const inExplore = await ask({ queryType: 'stacks' }, [table], CoreApp.Explore);
    const transformation = findField(inExplore.frames, 'function')?.config.links?.[0]?.meta?.transformations?.[0];
    // Explore leaves out a link whose variable this doesn't find.
    expect(transformation).toMatchObject({ type: 'regex', field: 'fingerprint', mapValue: 'parkedStack' });
    const expression = new RegExp(transformation?.expression ?? '');
    expect([fingerprint, 'other', ''].map((text) => expression.test(text))).toEqual([true, false, false]);
    const { frames } = await ask({ queryType: 'stacks' }, [table]);
    const link = findField(frames, 'function')?.config.links?.[0];
    const build = (text: string) => link?.onBuildUrl?.({ origin: null, replaceVariables: () => text });
    expect(build(fingerprint)).toBe(link?.url);
    expect(build('other')).toBe('');
    expect(build('')).toBe('');
  });

  it('colours verdicts, unless the backend did', async () => {
    const { frames } = await ask({ queryType: 'suspects' }, [table]);
    expect(findField(frames, 'grade')?.config.mappings?.[0]?.options).toMatchObject({
      proven: { color: gradeColors.proven },
    });
    const own = [{ type: 'value', options: {} }];
    const grade = { name: 'grade', type: FieldType.string, values: ['watch'], config: { mappings: own } };
    const colored = toDataFrame({ ...table, fields: [...table.fields.slice(1), grade] });
    const kept = await ask({ queryType: 'suspects' }, [colored]);
    expect(findField(kept.frames, 'grade')?.config.mappings).toEqual(own);
  });

  it('names the worst stack in a sentence as short as everywhere', async () => {
    const verdict = toDataFrame({
      refId: 'A',
      name: 'verdict',
      fields: [
        { name: 'sentence', type: FieldType.string, values: ['example.com/shop.Put rises.', 'Too little is known.'] },
        { name: 'function', type: FieldType.string, values: ['example.com/shop.Put', null] },
        { name: 'fingerprint', type: FieldType.string, values: [fingerprint, null] },
      ],
    });
    const { frames } = await ask({ queryType: 'verdict' }, [verdict]);
    expect(findField(frames, 'sentence')?.values).toEqual(['shop.Put rises.', 'Too little is known.']);
    expect(findField(frames, 'function')?.values).toEqual(['example.com/shop.Put', null]);
  });

  it('keeps source indented in cells, which drop blanks', async () => {
    const source = toDataFrame({
      refId: 'A',
      name: 'source',
      fields: [{ name: 'text', type: FieldType.string, values: ['func f() {', '\tselect {}', null] }],
    });
    const { frames } = await ask({ queryType: 'source', function: 'f' }, [source]);
    const blanks = '\u00a0'.repeat(4);
    expect(findField(frames, 'text')?.values).toEqual(['func f() {', `${blanks}select {}`, null]);
  });

  it('says in words why the state of a service is unknown', async () => {
    const verdict = toDataFrame({
      refId: 'A',
      name: 'verdict',
      fields: [
        { name: 'state', type: FieldType.string, values: ['unknown'] },
        { name: 'reason', type: FieldType.string, values: ['ended'] },
      ],
    });
    const { frames } = await ask({ queryType: 'verdict' }, [verdict]);
    expect(findField(frames, 'reason')?.config.mappings?.[0]?.options).toMatchObject({
      ended: { text: 'the process has ended' },
    });
  });

  it('colours what targets lack, and says in words whether they can be read', async () => {
    const targets = toDataFrame({
      refId: 'A',
      name: 'targets',
      fields: [
        { name: 'up', type: FieldType.number, values: [0] },
        { name: 'leakProfile', type: FieldType.string, values: ['missing'] },
        { name: 'sampling', type: FieldType.string, values: ['slower'] },
      ],
    });
    const { frames } = await ask({ queryType: 'targets' }, [targets]);
    const optionsOf = (name: string) => findField(frames, name)?.config.mappings?.[0]?.options;
    expect(optionsOf('up')).toMatchObject({ '0': { text: 'no', color: signalColors.red }, '1': { text: 'yes' } });
    // An offer, not an alarm.
    expect(optionsOf('leakProfile')).toMatchObject({ missing: { color: 'text' } });
    expect(optionsOf('sampling')).toMatchObject({
      slower: { color: signalColors.orange },
      paused: { color: signalColors.red },
    });
  });

  it('draws a stack in its own colour, and the rest in none', async () => {
    const series = [fingerprint, 'other'].map((name) =>
      toDataFrame({
        refId: 'A',
        fields: [
          { name: 'time', type: FieldType.time, values: [0] },
          { name: 'count', type: FieldType.number, values: [1], labels: { fingerprint: name, service: 'shop' } },
        ],
      }),
    );
    const { frames } = await ask({ queryType: 'trend' }, series);
    const [stack, other] = frames.map(({ fields }) => fields[1]?.config);
    expect(stack?.color?.mode).toBe('fixed');
    expect(stack?.links?.[0]?.url).toContain(`var-fingerprint=${fingerprint}`);
    expect(other?.color).toBeUndefined();
    expect(other?.links).toBeUndefined();
  });
});

describe('a query that is not complete yet', () => {
  it.each([
    [{ queryType: 'source' }, false],
    [{ queryType: 'source', function: 'main.work' }, true],
    [{ queryType: 'source', filter: { fingerprints: [fingerprint] } }, true],
    [{ queryType: 'stack' }, false],
    [{ queryType: 'stack', filter: { fingerprints: [''] } }, false],
    [{ queryType: 'stack', filter: { fingerprints: [fingerprint] } }, true],
    [{ queryType: 'diff', baseline: { name: '' } }, false],
    [{ queryType: 'diff', baseline: { name: 'healthy' } }, true],
    [{ queryType: 'diff', baseline: { ago: '1d' } }, true],
  ] as const)('is not sent: %j', (query, expected) => {
    expect(makeDataSource().filterQuery({ refId: 'A', ...query })).toBe(expected);
  });
});

describe('a new query', () => {
  it.each([
    [CoreApp.UnifiedAlerting, { queryType: 'count' }],
    [CoreApp.PanelEditor, { queryType: 'trend' }],
    [CoreApp.Explore, { queryType: 'stacks' }],
  ])('asks in %s what suits there', (app, expected) => {
    expect(makeDataSource().getDefaultQuery(app)).toEqual({ version: 1, ...expected });
  });

  it('of an annotation asks for events', () => {
    const support = makeDataSource().annotations;
    const prepared = support?.prepareAnnotation?.({ name: 'b', enable: true, iconColor: 'red' });
    // Grafana prepares until nothing changes.
    expect(prepared && support?.prepareAnnotation?.(prepared)).toBe(prepared);
    expect(support?.prepareAnnotation?.({ name: 'a', enable: true, iconColor: 'red' }).target).toMatchObject({
      queryType: 'events',
    });
  });
});

describe('ad hoc filters', () => {
  it('are offered for labels and for what stacks are named by', async () => {
    setResources({ labels: { labels: ['service', 'state'] } });
    const keys = await makeDataSource().getTagKeys({ filters: [{ key: 'service', operator: '=', value: 'shop' }] });
    expect(keys).toEqual(['state', 'function', 'package', 'fingerprint'].map((text) => ({ text })));
  });

  it('show stacks by their functions and take fingerprints', async () => {
    const group = { fingerprint, function: 'shop.Put', state: 'chan send', count: 3 };
    setResources({ groups: { groups: [group], left: 0 } });
    const values = await makeDataSource().getTagValues({ key: 'fingerprint', filters: [] });
    expect(values).toEqual([{ text: 'shop.Put · chan send', value: fingerprint }]);
  });
});

describe('Save & test', () => {
  const health = (status: string) =>
    setBackendSrv({
      fetch: () =>
        of({
          data: { status, message: 'Fine.', details: { message: 'Fine.', verboseMessage: 'app:6060: 51 goroutines' } },
        }),
    } as unknown as BackendSrv);

  it('keeps the details after a success, and says nothing twice', async () => {
    health('OK');
    const { status, message, details } = await makeDataSource().testDatasource();
    expect({ status, details }).toEqual({ status: 'success', details: { verboseMessage: 'app:6060: 51 goroutines' } });
    expect(message).toBe('Fine. Dashboards are under the tab Dashboards of this page.');
  });

  it('fails with the details', async () => {
    health('ERROR');
    await expect(makeDataSource().testDatasource()).rejects.toMatchObject({
      message: 'Fine.',
      details: { verboseMessage: 'app:6060: 51 goroutines' },
    });
  });
});
