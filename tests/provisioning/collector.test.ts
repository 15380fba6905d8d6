// The settings inside the collector's Kubernetes example are settings that a collector takes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
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
