import { defaultBounds } from '../limits.ts';
import type { Labels } from '../labels.ts';
import type { Problem } from '../problem.ts';
import type { DataSourceInstance } from './request.ts';
import { defaultPacks } from './settings-ignore.ts';
import { listSettingProblems, readSettings } from './settings-reader.ts';
import type { Settings } from './settings.ts';

type Changes = Partial<Omit<DataSourceInstance, 'jsonData'>> & { jsonData?: unknown };

function instanceOf({ jsonData = {}, ...changes }: Changes): DataSourceInstance {
  return {
    uid: 'uid',
    name: 'Goroutines',
    url: '',
    basicAuthEnabled: false,
    basicAuthUser: '',
    secrets: {},
    lastUpdatedMs: 1,
    ...changes,
    jsonData: typeof jsonData === 'string' ? jsonData : JSON.stringify(jsonData),
  };
}

function read(changes: Changes, pluginConfig: Labels = {}): Settings {
  const settings = readSettings(instanceOf(changes), pluginConfig);
  if (!settings.ok) throw new Error(settings.problem.message);
  return settings.value;
}

function readWrong(changes: Changes, pluginConfig: Labels = {}): Problem {
  const settings = readSettings(instanceOf(changes), pluginConfig);
  if (settings.ok) throw new Error('These settings were taken.');
  expect(settings.problem).toMatchObject({ status: 400, source: 'downstream' });
  return settings.problem;
}

const pem = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';

test.each(['', '{}', '  '])('jsonData "%s" gives the defaults', (jsonData) => {
  expect(read({ url: 'http://app:6060', jsonData })).toEqual({
    unixSockets: [],
    credentialFiles: [],
    discoveryFiles: [],
    url: 'http://app:6060',
    urlLabels: {},
    urlAuth: {
      basic: undefined,
      bearer: undefined,
      headers: [],
      tls: { skipVerify: false, serverName: '', caCert: '', clientCert: '', clientKey: '' },
    },
    timeoutMs: undefined,
    auth: [],
    targets: [],
    discovery: [],
    allowedHosts: [],
    memoryLimitBytes: undefined,
    goroutineLimit: undefined,
    history: { type: 'embedded' },
    past: [],
    requestMetric: undefined,
    sourceLink: undefined,
    sourceRaw: undefined,
    sourceRole: 'Editor',
    dumps: { role: 'Editor', maxPauseMs: 250, maxGoroutines: Infinity, atOnsetMs: 10, inAlerts: false },
    sampling: {
      enabled: true,
      intervalMs: 30_000,
      leakProfileMs: undefined,
      retentionMs: 15 * 86_400_000,
      idleMs: 7 * 86_400_000,
    },
    ignore: { packs: defaultPacks, rules: [], packsAreDefault: true },
    ownCode: [],
    labelKeys: [],
    bounds: defaultBounds,
    allowLinkLocal: false,
  });
});

test('nulls, as forms save them, count as absent', () => {
  const jsonData = {
    timeout: null,
    tlsAuth: null,
    auth: null,
    targets: null,
    discovery: null,
    allowedHosts: null,
    memoryLimit: null,
    goroutineLimit: null,
    requestMetric: null,
    dumps: null,
    sampling: null,
    bounds: null,
    ownCode: null,
  };
  expect(read({ jsonData })).toEqual(read({}));
});

test('settings of later versions pass untouched', () => {
  const jsonData = { someday: [{ type: 'dns' }], history: 'embedded', anything: 1 };
  expect(read({ jsonData })).toEqual(read({}));
});

test('everything that can be set', () => {
  const settings = read({
    url: 'https://app:6060/debug/pprof/',
    basicAuthEnabled: true,
    basicAuthUser: 'ops',
    jsonData: {
      timeout: '20',
      httpHeaderName1: 'X-Scope-OrgID',
      httpHeaderName3: 'X-Other',
      tlsAuth: true,
      tlsAuthWithCACert: true,
      serverName: 'app.internal',
      auth: [{ name: 'fleet', type: 'basic', user: 'fleet' }],
      targets: [{ urls: ['http://a:1', 'http://b:1'], labels: { zone: 'eu' }, auth: 'fleet', metrics: '/m?x=1' }],
      dumps: { role: 'Admin', maxPause: '1s', atOnset: '0', inAlerts: true },
      ownCode: ['example.com/shop'],
      labelKeys: ['endpoint'],
      bounds: { freshness: '10s', body: '32MiB', dumpBody: 1024, series: 100 },
    },
    secrets: {
      basicAuthPassword: 'p',
      httpHeaderValue1: 'team-a',
      httpHeaderValue3: '',
      tlsCACert: pem,
      tlsClientCert: pem,
      tlsClientKey: pem,
      'auth.fleet': 's',
    },
  });
  expect(settings).toMatchObject({
    timeoutMs: 20_000,
    urlAuth: {
      basic: { user: 'ops', password: 'p' },
      headers: [
        ['X-Scope-OrgID', 'team-a'],
        ['X-Other', ''],
      ],
      tls: { serverName: 'app.internal', caCert: pem, clientCert: pem, clientKey: pem },
    },
    auth: [{ name: 'fleet', type: 'basic', user: 'fleet', header: '', secret: 's' }],
    targets: [{ urls: ['http://a:1', 'http://b:1'], labels: { zone: 'eu' }, auth: 'fleet', metrics: '/m?x=1' }],
    dumps: { role: 'Admin', maxPauseMs: 1_000, maxGoroutines: Infinity, atOnsetMs: 0, inAlerts: true },
    ownCode: ['example.com/shop'],
    labelKeys: ['endpoint'],
    bounds: { freshness: 10_000, body: 32 * 1024 * 1024, dumpBody: 1024, series: 100 },
  });
});

test('certificates that are not switched on are not used', () => {
  const { tls } = read({ secrets: { tlsCACert: pem, tlsClientCert: pem, tlsClientKey: pem } }).urlAuth;
  expect(tls).toMatchObject({ caCert: '', clientCert: '', clientKey: '' });
});

describe('a wrong setting is named by its key:', () => {
  test.each<[string, Changes]>([
    ['jsonData', { jsonData: '{' }],
    ['jsonData', { jsonData: '[]' }],
    ['jsonData', { jsonData: '"text"' }],
    ['url', { url: 'app' }],
    ['url', { url: 'app:6060' }],
    ['url', { url: 'ftp://app' }],
    ['url', { url: 'file:///etc/passwd' }],
    ['url', { url: 'unix://host/x' }],
    ['url', { url: 'http://user@app' }],
    ['url', { url: 'http://user:pass@app' }],
    ['url', { url: 'http://allowed@169.254.169.254' }],
    ['url', { url: 'http://app/?debug=1' }],
    ['url', { url: 'http://app/#x' }],
    ['url', { url: 'http://app/debug/pprof/goroutine' }],
    ['url', { url: 'http://' }],
    ['timeout', { jsonData: { timeout: 'soon' } }],
    ['timeout', { jsonData: { timeout: -1 } }],
    ['timeout', { jsonData: { timeout: 100_000 } }],
    ['timeout', { jsonData: { timeout: true } }],
    ['tlsSkipVerify', { jsonData: { tlsSkipVerify: 'yes' } }],
    ['serverName', { jsonData: { serverName: 1 } }],
    ['secureJsonData.tlsClientCert', { jsonData: { tlsAuth: true } }],
    ['secureJsonData.tlsClientKey', { jsonData: { tlsAuth: true }, secrets: { tlsClientCert: pem } }],
    ['secureJsonData.tlsCACert', { jsonData: { tlsAuthWithCACert: true }, secrets: { tlsCACert: '/etc/ca.pem' } }],
    ['basicAuthUser', { basicAuthEnabled: true }],
    ['basicAuthUser', { basicAuthEnabled: true, basicAuthUser: 'a:b' }],
    ['secureJsonData.bearerToken', { secrets: { bearerToken: 'a\nb' } }],
    ['secureJsonData.bearerToken', { basicAuthEnabled: true, basicAuthUser: 'a', secrets: { bearerToken: 'b' } }],
    ['httpHeaderName1', { jsonData: { httpHeaderName1: 'no spaces' } }],
    ['httpHeaderName2', { jsonData: { httpHeaderName2: 'Transfer-Encoding' } }],
    ['httpHeaderName1', { jsonData: { httpHeaderName1: 7 } }],
    [
      'secureJsonData.httpHeaderValue1',
      { jsonData: { httpHeaderName1: 'X' }, secrets: { httpHeaderValue1: 'a\r\nB: c' } },
    ],
    ['oauthPassThru', { jsonData: { oauthPassThru: true } }],
    ['keepCookies', { jsonData: { keepCookies: ['session'] } }],
    ['enableSecureSocksProxy', { jsonData: { enableSecureSocksProxy: true } }],
    ['auth', { jsonData: { auth: {} } }],
    ['auth[0].name', { jsonData: { auth: [{ name: '', type: 'bearer' }] } }],
    ['auth[0].type', { jsonData: { auth: [{ name: 'a', type: 'oauth' }] } }],
    ['auth[0].type', { jsonData: { auth: [{ name: 'a' }] } }],
    ['auth[0].token', { jsonData: { auth: [{ name: 'a', type: 'bearer', token: 'x' }] } }],
    ['auth[1].name', twice()],
    ['secureJsonData["auth.a"]', { jsonData: { auth: [{ name: 'a', type: 'bearer' }] } }],
    ['auth[0].user', { jsonData: { auth: [{ name: 'a', type: 'basic' }] }, secrets: { 'auth.a': 'x' } }],
    ['auth[0].header', { jsonData: { auth: [{ name: 'a', type: 'header' }] }, secrets: { 'auth.a': 'x' } }],
    ['targets', { jsonData: { targets: 'http://a' } }],
    ['targets[0]', { jsonData: { targets: ['http://a'] } }],
    ['targets[0].urls', { jsonData: { targets: [{}] } }],
    ['targets[0].urls', { jsonData: { targets: [{ urls: [] }] } }],
    ['targets[0].urls', { jsonData: { targets: [{ urls: 'http://a' }] } }],
    ['targets[0].url', { jsonData: { targets: [{ urls: ['http://a'], url: 'http://a' }] } }],
    ['targets[0].urls[1]', { jsonData: { targets: [{ urls: ['http://a', 'b'] }] } }],
    ['targets[1].urls[0]', { jsonData: { targets: [{ urls: ['http://a'] }, { urls: ['http://u:p@b'] }] } }],
    ['targets[0].labels.zone', { jsonData: { targets: [{ urls: ['http://a'], labels: { zone: 1 } }] } }],
    ['targets[0].labels', { jsonData: { targets: [{ urls: ['http://a'], labels: { 'zone-1': 'a' } }] } }],
    ['targets[0].auth', { jsonData: { targets: [{ urls: ['http://a'], auth: 'nobody' }] } }],
    ['targets[0].metrics', { jsonData: { targets: [{ urls: ['http://a'], metrics: 'metrics' }] } }],
    ['targets[0].metrics', { jsonData: { targets: [{ urls: ['http://a'], metrics: '//evil/metrics' }] } }],
    ['targets[0].metrics', { jsonData: { targets: [{ urls: ['http://a'], metrics: '/\\evil/metrics' }] } }],
    ['targets[0].metrics', { jsonData: { targets: [{ urls: ['http://a'], metrics: '/\t/evil/metrics' }] } }],
    ['targets[0].metrics', { jsonData: { targets: [{ urls: ['http://a'], metrics: 'http://u:p@a/metrics' }] } }],
    ['dumps.role', { jsonData: { dumps: { role: 'Owner' } } }],
    ['dumps.maxGoroutines', { jsonData: { dumps: { maxGoroutines: -1 } } }],
    ['dumps.maxPause', { jsonData: { dumps: { maxPause: '0s' } } }],
    ['dumps.maxPause', { jsonData: { dumps: { maxPause: '2m' } } }],
    ['dumps.maxPause', { jsonData: { dumps: { maxPause: 250 } } }],
    ['dumps.atOnset', { jsonData: { dumps: { atOnset: 'never' } } }],
    ['past[0].type', { jsonData: { past: [{ type: 'loki', url: 'http://a' }] } }],
    ['past[0].url', { jsonData: { past: [{ type: 'prometheus', url: 'http://a/?x=1' }] } }],
    ['past[0].auth', { jsonData: { past: [{ type: 'pyroscope', url: 'http://a', auth: 'nobody' }] } }],
    ['dumps.maxGoroutine', { jsonData: { dumps: { maxGoroutine: 1 } } }],
    ['dumps.inAlerts', { jsonData: { dumps: { inAlerts: 'no' } } }],
    ['ownCode', { jsonData: { ownCode: 'example.com' } }],
    ['labelKeys[0]', { jsonData: { labelKeys: [1] } }],
    ['bounds.bodies', { jsonData: { bounds: { bodies: 1 } } }],
    ['bounds.decompressed', { jsonData: { bounds: { decompressed: '1GiB' } } }],
    ['bounds.freshness', { jsonData: { bounds: { freshness: 5 } } }],
    ['bounds.freshness', { jsonData: { bounds: { freshness: 'soon' } } }],
    ['bounds.fetchTimeout', { jsonData: { bounds: { fetchTimeout: '30d' } } }],
    ['bounds.fetchTimeout', { jsonData: { bounds: { fetchTimeout: '0s' } } }],
    ['bounds.body', { jsonData: { bounds: { body: 'large' } } }],
    ['bounds.body', { jsonData: { bounds: { body: 0 } } }],
    ['bounds.series', { jsonData: { bounds: { series: 1.5 } } }],
    ['bounds.series', { jsonData: { bounds: { series: true } } }],
  ])('%s in %j', (field, changes) => {
    const problem = readWrong(changes);
    expect(problem).toMatchObject({ code: 'invalid_setting', field });
    // A whole sentence about the key, with something to do.
    expect(problem.message).toMatch(/^\S.*\.$/);
    expect(problem.message).toContain(field.replace(/^secureJsonData\["(.*)"\]$/, '$1'));
  });

  function twice(): Changes {
    const entry = { name: 'a', type: 'bearer' };
    return { jsonData: { auth: [entry, entry] }, secrets: { 'auth.a': 'x' } };
  }
});

describe('dumps', () => {
  test('of settings that bound the count alone are bounded by nothing else', () => {
    expect(read({ jsonData: { dumps: { maxGoroutines: 5_000 } } }).dumps).toMatchObject({
      maxGoroutines: 5_000,
      maxPauseMs: Infinity,
    });
    expect(read({ jsonData: { dumps: { maxGoroutines: 0 } } }).dumps).toMatchObject({
      maxGoroutines: Infinity,
      maxPauseMs: Infinity,
    });
  });

  test('are bounded by both where both are set', () => {
    expect(read({ jsonData: { dumps: { maxGoroutines: 5_000, maxPause: '20ms' } } }).dumps).toMatchObject({
      maxGoroutines: 5_000,
      maxPauseMs: 20,
    });
  });
});

test('pasts are read with their credential, tenant and conditions', () => {
  const match = [{ label: 'job', op: '=', value: 'shop' }] as const;
  const past = [
    { type: 'prometheus', url: 'http://prometheus:9090/' },
    { type: 'pyroscope', url: 'http://pyroscope:4040', auth: 'a', tenant: 'team', match },
  ];
  const jsonData = { past, auth: [{ name: 'a', type: 'bearer' }] };
  expect(read({ jsonData, secrets: { 'auth.a': 'x' } }).past).toEqual([
    { type: 'prometheus', url: 'http://prometheus:9090', auth: undefined, tenant: undefined, match: [] },
    { type: 'pyroscope', url: 'http://pyroscope:4040', auth: 'a', tenant: 'team', match },
  ]);
});

describe('all problems are reported in one pass', () => {
  const problems = (jsonData: object) => listSettingProblems(instanceOf({ url: 'app', jsonData }), {});
  const fields = (jsonData: object) => problems(jsonData).map(({ field }) => field);

  test('wrong types and wrong values alike', () => {
    const targets = [{ urls: 'http://a', labels: { zone: 1 } }];
    expect(fields({ targets, dumps: { maxPause: '2m' }, ownCode: 1, timeout: 'soon' })).toEqual([
      'url',
      'targets[0].urls',
      'targets[0].labels.zone',
      'dumps.maxPause',
      'ownCode',
      'timeout',
    ]);
  });

  test('names of credentials are not called wrong while auth cannot be read', () => {
    const targets = [{ urls: ['http://a'], auth: 'fleet' }];
    expect(fields({ auth: 'fleet', targets })).toEqual(['url', 'auth']);
  });

  test('names of credentials count although their secret is missing', () => {
    const targets = [{ urls: ['http://a'], auth: 'fleet' }];
    expect(fields({ auth: [{ name: 'fleet', type: 'bearer' }], targets })).toEqual([
      'url',
      'secureJsonData["auth.fleet"]',
    ]);
  });
});

describe('bounds', () => {
  test('are capped by grafana.ini, the defaults too', () => {
    const pluginConfig = { max_body: '1MiB', max_fetchtimeout: '5s', max_dump_timeout: '7s', max_series: '10' };
    const { bounds } = read({ jsonData: { bounds: { body: '32MiB', series: 3 } } }, pluginConfig);
    expect(bounds).toMatchObject({ body: 1024 * 1024, fetchTimeout: 5_000, dumpTimeout: 7_000, series: 3 });
  });

  test("cap Grafana's own timeout as well", () => {
    expect(read({ jsonData: { timeout: 60 } }, { max_fetchtimeout: '5s' }).timeoutMs).toBe(5_000);
    expect(read({ jsonData: { timeout: 0 } }).timeoutMs).toBeUndefined();
  });

  test('that grafana.ini misspells are named with the file', () => {
    expect(readWrong({}, { max_body: 'large' }).message).toContain('max_body in grafana.ini');
  });

  test('cannot be lifted by a cap on what is fixed', () => {
    expect(read({}, { max_decompressed: '1GiB' }).bounds).toEqual(defaultBounds);
  });
});
