// The settings inside the collector's Kubernetes example are settings that a collector takes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { writeCollectorMetrics } from '../../src/backend/collector-metrics.ts';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import { projectDir } from '../../scripts/lib/steps.ts';

const file = join(projectDir, 'provisioning/examples/collector/kubernetes.yaml');
const documents = parseAllDocuments(readFileSync(file, 'utf8')).map((one) => one.toJS() as Record<string, never>);

test('the settings in the ConfigMap are understood', () => {
  const map = documents.find(({ kind }) => kind === 'ConfigMap');
  const { listen, queue, ...jsonData } = parse((map?.['data'] as unknown as { 'parked.yaml': string })['parked.yaml']);
  const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
  const read = readSettings({ ...instance, lastUpdatedMs: 1, jsonData: JSON.stringify(jsonData) }, {});
  expect(read).toMatchObject({ ok: true, value: { discovery: [{ type: 'kubernetes', portName: 'pprof' }] } });
  expect([listen, queue]).toEqual(['0.0.0.0:9464', '/var/lib/parked']);
});

test('the account may list and watch pods, and nothing else', () => {
  const role = documents.find(({ kind }) => kind === 'ClusterRole');
  expect(role?.['rules']).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }]);
});

describe('the Helm chart', () => {
  const folder = join(projectDir, 'provisioning/examples/collector/helm');
  const values = parse(readFileSync(join(folder, 'values.yaml'), 'utf8')) as Record<string, unknown>;
  const template = readFileSync(join(folder, 'templates/parked-collect.yaml'), 'utf8');

  test('has settings that a collector takes', () => {
    const instance = { uid: 'u', name: 'n', url: '', basicAuthEnabled: false, basicAuthUser: '', secrets: {} };
    const read = readSettings({ ...instance, lastUpdatedMs: 1, jsonData: JSON.stringify(values['config']) }, {});
    expect(read).toMatchObject({ ok: true, value: { history: { type: 'prometheus' } } });
  });

  test('uses every value, and none that is not there', () => {
    const used = [...template.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, path = '']) => path.slice(1).split('.'));
    const find = (path: readonly string[]) =>
      path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], values);
    expect(used.filter((path) => find(path) === undefined)).toEqual([]);
    expect(Object.keys(values).filter((key) => !used.some(([first]) => first === key))).toEqual([]);
  });
});

describe('alert rules on the collector', () => {
  interface Rule {
    readonly uid: string;
    readonly condition: string;
    readonly noDataState: string;
    readonly annotations: { readonly summary: string };
    readonly data: readonly {
      readonly refId: string;
      readonly datasourceUid: string;
      readonly model: { readonly expr?: string; readonly expression?: string };
    }[];
  }
  const text = readFileSync(join(projectDir, 'provisioning/alerting/collector.yaml'), 'utf8');
  const rules = (parse(text) as { groups: readonly { rules: readonly Rule[] }[] }).groups.flatMap(
    (group) => group.rules,
  );
  const written = writeCollectorMetrics({
    exporter: { targets: 0, series: 0, samples: 0, late: 0, folded: 0 },
    sampler: { sampledTargets: 0, heldBackTargets: 0, inProgress: 0 },
    remoteWrite: {
      ...{ lagMs: 0, queued: 0, capacity: 1, leftFromBefore: 0, sent: 0, dropped: 0 },
      ...{ retries: 0, requests: 0, bytes: 0, problem: undefined },
    },
    fetches: new Map(),
    inbox: { targets: 0, bytes: 0, outcomes: new Map() },
    discovery: [{ field: 'discovery[0]', type: 'dns', targets: 0, problem: null, notices: [], atMs: 0 } as never],
  });

  test('ask for series that a collector writes', () => {
    const names = rules.flatMap(({ data }) => data.flatMap(({ model }) => model.expr?.match(/parked_\w+/g) ?? []));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !written.includes(`# TYPE ${name} `))).toEqual([]);
  });

  test('name their own queries, and fire nothing where there is no collector', () => {
    for (const { condition, data, noDataState, annotations } of rules) {
      const refIds = data.map(({ refId }) => refId);
      const named = data.flatMap(({ model }) =>
        [...(model.expression ?? '').matchAll(/\$(\w+)/g)].map(([, name]) => name),
      );
      const said = [...annotations.summary.matchAll(/\$values\.(\w+)/g)].map(([, name]) => name);
      expect([...named, ...said, condition].filter((name) => !refIds.includes(name ?? ''))).toEqual([]);
      expect(noDataState).toBe('OK');
    }
  });
});
