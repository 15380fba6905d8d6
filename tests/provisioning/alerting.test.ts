// Alert rules as YAML: what they ask is understood, what they say is there to be said, and where they lead exists.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readQuery } from '../../src/core/query/read-query.ts';
import type { CompleteQuery } from '../../src/core/query/model.ts';
import { dashboards } from '../../src/dashboards/list.ts';

interface RuleQuery {
  readonly refId: string;
  readonly datasourceUid: string;
  readonly relativeTimeRange?: { readonly from: number; readonly to: number };
  readonly model: Readonly<Record<string, unknown>>;
}
interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly condition?: string;
  readonly record?: { readonly metric: string; readonly from: string; readonly targetDatasourceUid: string };
  readonly for?: string;
  readonly noDataState?: string;
  readonly execErrState?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly data: readonly RuleQuery[];
}
interface Group {
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

const projectDir = resolve(__dirname, '../..');
const load = (file: string): readonly Group[] =>
  (parse(readFileSync(join(projectDir, 'provisioning', file), 'utf8')) as { groups: readonly Group[] }).groups;
const rules = load('alerting/parked.yaml').flatMap((group) => group.rules);
const recorded = load('examples/alerting/recording-rule.yaml').flatMap((group) => group.rules);
const parkedQueries = (rule: Rule): readonly RuleQuery[] =>
  rule.data.filter(({ datasourceUid }) => datasourceUid === 'goroutines');

function understand({ model }: RuleQuery): CompleteQuery {
  const read = readQuery(JSON.stringify(model), { queryType: '' });
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

test('there is a rule for each thing to be told', () => {
  expect(rules.map(({ uid }) => uid)).toEqual([
    'parked-goroutines-grow',
    'parked-twice-the-baseline',
    'parked-stack-grows',
    'parked-stack-too-high',
    'parked-proven-leak',
    'parked-target-unreadable',
  ]);
});

describe.each([...rules, ...recorded].map((rule) => [rule.uid, rule] as const))('%s', (_uid, rule) => {
  it('asks what rules may ask, and Parked understands it', () => {
    for (const query of parkedQueries(rule)) {
      expect(query.model['refId']).toBe(query.refId);
      expect(['count', 'runtime']).toContain(understand(query).queryType);
      expect(query.relativeTimeRange?.to).toBe(0);
    }
  });

  it('compares numbers with equal labels: queries group and filter alike', () => {
    const shapes = parkedQueries(rule)
      .map(understand)
      .map(({ groupBy, per, filter }) => JSON.stringify({ groupBy, per, filter }));
    expect(new Set(shapes).size).toBeLessThanOrEqual(1);
  });

  it('refers to data sources and queries that are there', () => {
    const refIds = rule.data.map(({ refId }) => refId);
    expect(new Set(refIds).size).toBe(refIds.length);
    for (const { datasourceUid } of rule.data)
      expect(['goroutines', 'prometheus', '__expr__']).toContain(datasourceUid);
    const expressions = rule.data.flatMap(({ model }) =>
      model['type'] === 'math' ? [String(model['expression'])] : [],
    );
    const named = expressions.flatMap((text) => [...text.matchAll(/\$(\w+)/g)].map(([, name]) => name ?? ''));
    expect([...named, rule.condition ?? rule.record?.from].filter((name) => !refIds.includes(name ?? ''))).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.uid, rule] as const))('%s says', (_uid, rule) => {
  const said = Object.values(rule.annotations ?? {}).join('\n');

  it('only what its queries know', () => {
    const values = [...said.matchAll(/\$values\.(\w+)/g)].map(([, name]) => name ?? '');
    expect(values.filter((name) => !rule.data.some(({ refId }) => refId === name))).toEqual([]);
    const labels = new Set(
      rule.uid === 'parked-goroutines-grow'
        ? ['job', 'instance']
        : parkedQueries(rule)
            .map(understand)
            .flatMap(({ queryType, per, groupBy }) => [
              ...per,
              ...(queryType === 'count' && groupBy.includes('stack') ? ['fingerprint', 'function', 'state'] : []),
            ]),
    );
    const used = [...said.matchAll(/\$labels\.(\w+)/g)].map(([, name]) => name ?? '');
    expect(used.filter((name) => !labels.has(name))).toEqual([]);
  });

  it('where to look: a dashboard and a panel of it that exist', () => {
    const made = Object.values(dashboards).map((make) => make());
    // Grafana draws the states of a rule on its panel: those of all stacks have no place on the dashboard of one.
    const uid = rule.annotations?.['__dashboardUid__'];
    expect([rule.uid, uid === undefined]).toEqual([rule.uid, rule.annotations?.['stack'] !== undefined]);
    const dashboard = made.find((one) => one.uid === uid);
    if (dashboard) expect(dashboard.panels?.map(({ id }) => String(id))).toContain(rule.annotations?.['__panelId__']);
    const links = [...said.matchAll(/externalURL \}\}d\/([\w-]+)\?var-ds=(\w+)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, uid, ds] of links) {
      expect([made.some((one) => one.uid === uid), ds]).toEqual([true, 'goroutines']);
    }
  });
});

test('about a stack: function, count, growth, and the stack by its fingerprint', () => {
  for (const rule of rules.filter((one) =>
    parkedQueries(one).some((query) => understand(query).queryType === 'count'),
  )) {
    const said = Object.values(rule.annotations ?? {}).join('\n');
    for (const part of ['$labels.function', 'with $values.count', 'with $values.growth']) expect(said).toContain(part);
    expect(rule.annotations?.['stack']).toContain(
      'd/parked-stack?var-ds=goroutines&var-fingerprint={{ $labels.fingerprint }}',
    );
  }
});

test('a process too sick to answer resolves no alert', () => {
  for (const rule of rules.filter((one) => parkedQueries(one).length > 0)) {
    expect(['KeepLast', 'Alerting']).toContain(rule.noDataState);
    expect(['KeepLast', 'Alerting']).toContain(rule.execErrState);
  }
});

test('a proven leak is one of two in one process: one that never grows fires nothing', () => {
  const rule = rules.find(({ uid }) => uid === 'parked-proven-leak')!;
  const [count] = parkedQueries(rule).map(understand);
  expect(count).toMatchObject({ filter: { minGrade: 'proven', minCount: 2 }, per: ['service', 'instance'] });
});

test('whom to tell is left to the user', () => {
  const text = readFileSync(join(projectDir, 'provisioning/alerting/parked.yaml'), 'utf8');
  expect(text).not.toMatch(/contactPoints|notification_settings|policies:/);
});
