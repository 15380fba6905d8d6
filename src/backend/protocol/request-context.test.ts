import { create } from '@bufbuild/protobuf';
import { PluginContextSchema } from './gen/pluginv2_pb.ts';
import type { Headers } from './request-context.ts';
import { readPluginConfig, readRequestContext } from './request-context.ts';

function read(role: string | undefined, headers: Headers = {}) {
  const user = role === undefined ? {} : { user: { role } };
  const context = create(PluginContextSchema, { orgId: 1n, ...user, dataSourceInstanceSettings: { uid: 'abc' } });
  return readRequestContext(context, headers, {});
}

test.each([
  ['Admin', 'Admin'],
  ['Editor', 'Editor'],
  ['Viewer', 'Viewer'],
  ['None', 'Viewer'],
  ['admin', 'Viewer'],
  ['', 'Viewer'],
  [undefined, 'Viewer'],
])('the role %p counts as %s', (role, counted) => {
  expect(read(role)?.role).toBe(counted);
});

test.each([
  { FromAlert: 'true' },
  { fromalert: 'true' },
  { FROMALERT: 'TRUE' },
  { http_FromAlert: 'true' },
  { FromAlert: 'anything' },
  { FromAlert: ['false', 'true'] },
])('with the header %p even an Admin has the rights of a Viewer', (headers) => {
  expect(read('Admin', headers as Headers)).toMatchObject({ role: 'Viewer', fromAlert: true });
});

test.each([{}, { FromAlert: 'false' }, { FromAlert: '' }, { FromAlert: [] }, { 'X-FromAlert': 'true' }])(
  'with the header %p nothing changes',
  (headers) => {
    expect(read('Admin', headers as Headers)).toMatchObject({ role: 'Admin', fromAlert: false });
  },
);

test('broken UTF-8 in the settings does not throw', () => {
  const context = create(PluginContextSchema, { dataSourceInstanceSettings: { jsonData: new Uint8Array([0xff]) } });
  expect(readRequestContext(context, {}, {})?.dataSource.jsonData).toBe('\ufffd');
});

test('no data source, no context', () => {
  expect(readRequestContext(undefined, {}, {})).toBeUndefined();
  expect(readRequestContext(create(PluginContextSchema, { orgId: 1n }), {}, {})).toBeUndefined();
});

test("the plugin's section of grafana.ini arrives without prefix and without Grafana's secrets", () => {
  const environment = {
    GF_PLUGIN_HISTORY_DIR: '/data',
    GF_PLUGIN_MAX_SERIES: '700',
    GF_PLUGIN_VERSION: '0.1.0',
    GF_PLUGIN_APP_CLIENT_SECRET: 'secret',
    GF_PLUGIN_APP_PRIVATE_KEY: 'secret',
    GF_PLUGIN_: 'x',
    GF_VERSION: '12.4.0',
    PATH: '/bin',
  };
  expect(readPluginConfig(environment)).toEqual({ history_dir: '/data', max_series: '700' });
});
