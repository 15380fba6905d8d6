import type { Labels } from '../labels.ts';
import type { Problem, Result } from '../problem.ts';
import { normalizeHostname } from './settings-allowed-hosts.ts';
import { readSettings } from './settings-reader.ts';
import type { Settings } from './settings.ts';

function tryRead(jsonData: unknown, secrets: Labels = {}): Result<Settings> {
  const instance = { uid: 'uid', name: 'G', url: '', basicAuthEnabled: false, basicAuthUser: '', lastUpdatedMs: 1 };
  return readSettings({ ...instance, secrets, jsonData: JSON.stringify(jsonData) }, {});
}

function read(jsonData: unknown, secrets?: Labels): Settings {
  const settings = tryRead(jsonData, secrets);
  if (!settings.ok) throw new Error(settings.problem.message);
  return settings.value;
}

function readWrong(jsonData: unknown): Problem {
  const settings = tryRead(jsonData);
  if (settings.ok) throw new Error('These settings were taken.');
  return settings.problem;
}

const allowedHosts = ['*.svc'];
const prometheus = { type: 'prometheus', url: 'http://prometheus:9090' };

test('every kind of entry, with everything that it can have', () => {
  const rules = {
    match: [{ label: 'job', op: '=~', value: 'shop-.*' }],
    scheme: 'https',
    port: 6060,
    path: '/internal/debug/pprof',
    labels: { zone: 'eu' },
    targetAuth: 'pods',
    relabel_configs: [{ action: 'keep', source_labels: ['job'], regex: 'shop' }],
  } as const;
  const auth = [
    { name: 'pods', type: 'bearer' },
    { name: 'server', type: 'bearer' },
  ];
  const servers = [prometheus, { type: 'http_sd', url: 'https://sd/list?env=prod' }] as const;
  const discovery = [
    ...servers.map((server) => ({ ...server, auth: 'server', ...rules })),
    { type: 'dns', names: ['_pprof._tcp.shop.svc', 'cart.svc.'], ...rules },
  ];
  const settings = read({ discovery, allowedHosts, auth }, { 'auth.pods': 'a', 'auth.server': 'b' });
  const keep = {
    action: 'keep',
    sourceLabels: ['job'],
    separator: ';',
    regex: 'shop',
    targetLabel: '',
    replacement: '$1',
  };
  expect(settings.discovery).toEqual(
    discovery.map(({ relabel_configs: _, ...entry }) => ({ ...entry, relabel: [keep] })),
  );
});

test('an entry needs no more than where to ask', () => {
  const nothing = {
    scheme: undefined,
    port: undefined,
    path: '/',
    labels: {},
    targetAuth: undefined,
    match: [],
    relabel: [],
  };
  const discovery = [prometheus, { type: 'dns', names: ['a'] }];
  expect(read({ discovery, allowedHosts }).discovery).toEqual([
    { ...prometheus, auth: undefined, ...nothing },
    { type: 'dns', names: ['a'], ...nothing },
  ]);
});

test('without allowedHosts discovery is refused, and the message says what to list', () => {
  expect(readWrong({ discovery: [prometheus] })).toMatchObject({
    code: 'invalid_setting',
    status: 400,
    field: 'allowedHosts',
    message: expect.stringContaining('CIDR ranges (10.0.0.0/8)') as string,
  });
  expect(read({ allowedHosts: [] }).discovery).toEqual([]);
});

test.each<[string, unknown]>([
  ['discovery', { discovery: {} }],
  ['discovery[0]', { discovery: ['http://prometheus'] }],
  ['discovery[0].type', { discovery: [{ url: 'http://a' }] }],
  ['discovery[0].type', { discovery: [{ type: 'zookeeper', url: 'http://a' }] }],
  ['discovery[0].url', { discovery: [{ type: 'prometheus' }] }],
  ['discovery[0].url', { discovery: [{ type: 'prometheus', url: 'prometheus:9090' }] }],
  ['discovery[0].url', { discovery: [{ type: 'prometheus', url: 'http://u:p@a' }] }],
  ['discovery[0].url', { discovery: [{ type: 'prometheus', url: 'http://a/?b' }] }],
  ['discovery[0].url', { discovery: [{ type: 'http_sd', url: 'file:///etc/passwd' }] }],
  ['discovery[0].names', { discovery: [{ type: 'dns' }] }],
  ['discovery[0].names', { discovery: [{ type: 'dns', names: [] }] }],
  ['discovery[0].names[1]', { discovery: [{ type: 'dns', names: ['a', 'http://b'] }] }],
  ['discovery[0].names[0]', { discovery: [{ type: 'dns', names: ['a:53'] }] }],
  ['discovery[0].names', { discovery: [{ ...prometheus, names: ['a'] }] }],
  ['discovery[0].scheme', { discovery: [{ ...prometheus, scheme: 'ftp' }] }],
  ['discovery[0].port', { discovery: [{ ...prometheus, port: 0 }] }],
  ['discovery[0].port', { discovery: [{ ...prometheus, port: 70_000 }] }],
  ['discovery[0].port', { discovery: [{ ...prometheus, port: '6060' }] }],
  ['discovery[0].path', { discovery: [{ ...prometheus, path: 'debug/pprof' }] }],
  ['discovery[0].path', { discovery: [{ ...prometheus, path: '/debug/pprof/goroutine' }] }],
  ['discovery[0].path', { discovery: [{ ...prometheus, path: '/a?b' }] }],
  ['discovery[0].labels', { discovery: [{ ...prometheus, labels: { 'a-b': 'c' } }] }],
  ['discovery[0].labels.a', { discovery: [{ ...prometheus, labels: { a: 1 } }] }],
  ['discovery[0].match[0].op', { discovery: [{ ...prometheus, match: [{ label: 'a', op: '~', value: 'b' }] }] }],
  ['discovery[0].auth', { discovery: [{ ...prometheus, auth: 'nobody' }] }],
  ['discovery[0].targetAuth', { discovery: [{ ...prometheus, targetAuth: 'nobody' }] }],
  ['discovery[0].auth', { discovery: [{ type: 'dns', names: ['a'], auth: 'nobody' }] }],
  ['discovery[0].interval', { discovery: [{ ...prometheus, interval: '1m' }] }],
  ['memoryLimit', { memoryLimit: 'much' }],
  ['memoryLimit', { memoryLimit: 0 }],
  ['memoryLimit', { memoryLimit: true }],
  ['goroutineLimit', { goroutineLimit: 1.5 }],
  ['goroutineLimit', { goroutineLimit: 'many' }],
  ['goroutineLimit', { goroutineLimit: -1 }],
  ['requestMetric', { requestMetric: 'http_requests_total{code="200"}' }],
  ['requestMetric', { requestMetric: 7 }],
])('%s is named where it is wrong: %j', (field, jsonData) => {
  const problem = readWrong({ allowedHosts, ...(jsonData as object) });
  expect(problem).toMatchObject({ code: 'invalid_setting', status: 400, field });
  expect(problem.message).toMatch(/^\S.*\.$/);
  expect(problem.message).toContain(field);
});

test('a regular expression that is none is named with its place', () => {
  const match = [{ label: 'job', op: '=~', value: '(' }];
  expect(readWrong({ allowedHosts, discovery: [{ ...prometheus, match }] })).toMatchObject({
    field: 'discovery[0].match[0].value',
  });
});

test.each([
  ['app.internal', { type: 'name', name: 'app.internal' }],
  ['App.Internal.', { type: 'name', name: 'app.internal' }],
  ['app_1', { type: 'name', name: 'app_1' }],
  ['*.svc.cluster.local', { type: 'subdomains', suffix: '.svc.cluster.local' }],
  ['10.0.0.0/8', { type: 'range', network: '10.0.0.0', prefixBits: 8 }],
  ['0.0.0.0/0', { type: 'range', network: '0.0.0.0', prefixBits: 0 }],
  ['10.1.2.3', { type: 'range', network: '10.1.2.3', prefixBits: 32 }],
  ['fd00::/8', { type: 'range', network: 'fd00::', prefixBits: 8 }],
  ['[fd00::1]', { type: 'range', network: 'fd00::1', prefixBits: 128 }],
  ['::1', { type: 'range', network: '::1', prefixBits: 128 }],
])('allowedHosts takes %s', (text, host) => {
  expect(read({ allowedHosts: [text] }).allowedHosts).toEqual([host]);
});

test.each([
  '*',
  '',
  ' ',
  '*.',
  'a.*',
  'http://app',
  'app:6060',
  'user@app',
  'app/path',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8.5',
  '10.0.0.0/',
  '10.0.0/8',
  '010.0.0.0/8',
  '0x0a000000/8',
  '300.0.0.0/8',
  'fd00::/129',
  'fd00:::/8',
  '*.10.0.0.1',
  'a b',
])('allowedHosts does not take "%s"', (text) => {
  const problem = readWrong({ allowedHosts: ['ok', text] });
  expect(problem).toMatchObject({ code: 'invalid_setting', field: 'allowedHosts[1]' });
});

test('the limits of the process and the metric of its requests', () => {
  expect(read({ memoryLimit: '512MiB', goroutineLimit: '10000', requestMetric: 'shop:requests_total' })).toMatchObject({
    memoryLimitBytes: 512 * 1024 * 1024,
    goroutineLimit: 10_000,
    requestMetric: 'shop:requests_total',
  });
  expect(read({ memoryLimit: '', goroutineLimit: '', requestMetric: '' })).toEqual(read({}));
});

test('hosts are spelled as a URL parser writes them', () => {
  expect(normalizeHostname('2852039166')).toBe('169.254.169.254');
  expect(normalizeHostname('APP.')).toBe('app');
  expect(normalizeHostname('app/..')).toBeUndefined();
});
