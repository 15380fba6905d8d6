// Data sources as YAML: the examples and the provisioned one are read by the backend's reader, after Grafana's own
// mapping of the file.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { readSettings } from '../../src/core/query/settings-reader.ts';
import type { Settings } from '../../src/core/query/settings.ts';

interface DataSourceYaml {
  readonly name: string;
  readonly uid?: string;
  readonly type: string;
  readonly url?: string;
  readonly basicAuth?: boolean;
  readonly basicAuthUser?: string;
  readonly jsonData?: Readonly<Record<string, unknown>>;
  readonly secureJsonData?: Readonly<Record<string, string>>;
}

const projectDir = resolve(__dirname, '../..');
const shipped = join(projectDir, 'provisioning/datasources/parked.yaml');
const composed = join(projectDir, 'demo/compose/datasources.yaml');
const examples = join(projectDir, 'provisioning/examples/datasources');
const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

const read = (file: string): readonly DataSourceYaml[] =>
  (parse(readFileSync(file, 'utf8')) as { datasources: readonly DataSourceYaml[] }).datasources;
const parkedOf = (file: string): DataSourceYaml =>
  read(file).find(({ type }) => type === 'parked-goroutines-datasource')!;

/** Files and the environment filled in as Grafana does it when it starts. */
function expand(text: string): string {
  const filled = text.replace(/\$__file\{([^}]*)\}/g, (_, path: string) => (path.endsWith('.pem') ? pem : 'from-file'));
  return filled.replace(/\$\{?([A-Z_]+)\}?/g, (_, name: string) => `value-of-${name}`);
}

function understand(file: string): Settings {
  const { uid = '', name, url = '', basicAuth = false, basicAuthUser = '', jsonData, secureJsonData } = parkedOf(file);
  const settings = readSettings(
    {
      uid,
      name,
      url: expand(url),
      basicAuthEnabled: basicAuth,
      basicAuthUser,
      jsonData: JSON.stringify(jsonData ?? {}),
      secrets: Object.fromEntries(Object.entries(secureJsonData ?? {}).map(([key, value]) => [key, expand(value)])),
      lastUpdatedMs: 0,
    },
    {},
  );
  if (!settings.ok) throw new Error(`${relative(projectDir, file)}: ${settings.problem.message}`);
  return settings.value;
}

const example = (name: string): Settings => understand(join(examples, `${name}.yaml`));

test('the data source that is loaded as it stands is one', () => {
  expect(understand(shipped).url).toBe('http://localhost:6060');
  expect(parkedOf(shipped).uid).toBe('goroutines');
});

test('the demo has the same data sources, at its own addresses', () => {
  const withoutUrls = (file: string) => read(file).map(({ url: _, ...rest }) => rest);
  expect(withoutUrls(composed)).toEqual(withoutUrls(shipped));
  expect(read(composed).map(({ url }) => url)).toEqual(['http://shop:6060', 'http://prometheus:9090']);
});

test('each way to authenticate has an example, which is understood as it is meant', () => {
  const expected: Readonly<Record<string, object>> = {
    'basic-auth': { urlAuth: { basic: { user: 'ops', password: 'value-of-PPROF_PASSWORD' } } },
    'bearer-token': { urlAuth: { bearer: 'from-file' } },
    'custom-headers': {
      urlAuth: {
        headers: [
          ['X-Scope-OrgID', 'team-a'],
          ['X-Api-Key', 'value-of-PPROF_API_KEY'],
        ],
      },
    },
    'client-certificate': {
      urlAuth: { tls: { caCert: pem, clientCert: pem, clientKey: pem, serverName: 'app.internal' } },
    },
    'own-ca': { urlAuth: { bearer: 'value-of-PPROF_TOKEN', tls: { caCert: pem, clientCert: '', skipVerify: false } } },
    'many-targets': {
      auth: [
        { name: 'cart', type: 'bearer', secret: 'value-of-CART_TOKEN' },
        { name: 'search', type: 'basic', user: 'ops', secret: 'value-of-SEARCH_PASSWORD' },
        { name: 'billing', type: 'header', header: 'X-Api-Key', secret: 'value-of-BILLING_KEY' },
      ],
      targets: [{ auth: 'cart' }, { auth: 'search' }, { auth: 'billing' }, {}],
    },
    'discovery-prometheus': {
      discovery: [{ type: 'prometheus', auth: 'prometheus', targetAuth: 'pods' }],
      auth: [{ secret: 'value-of-PROMETHEUS_PASSWORD' }, { secret: 'value-of-PODS_TOKEN' }],
    },
    'discovery-kubernetes': { discovery: [{ type: 'kubernetes', namespaces: ['shop'], portName: 'pprof' }] },
    'unix-sockets': {
      auth: [{ name: 'app', type: 'bearer', file: '/run/secrets/app-token' }],
      targets: [{ urls: ['unix:///run/app/pprof.sock'], auth: 'app' }, {}],
    },
    'rotating-credentials': {
      auth: [
        { name: 'pods', type: 'bearer', file: '/var/run/secrets/pods/token' },
        { name: 'mesh', type: 'certificate', tlsFiles: { certFile: '/run/tls/tls.crt', keyFile: '/run/tls/tls.key' } },
        {
          name: 'gateway',
          type: 'oauth2',
          user: 'parked',
          secret: 'value-of-CLIENT_SECRET',
          oauth2: { tokenUrl: 'https://login.example.com/token', scopes: ['profiles'] },
        },
      ],
      targets: [{ auth: 'pods' }, { auth: 'mesh' }, { auth: 'gateway' }],
    },
    'discovery-http-and-dns': { discovery: [{ type: 'http_sd', auth: 'inventory' }, { type: 'dns' }, { type: 'dns' }] },
  };
  const names = readdirSync(examples).map((file) => file.replace('.yaml', ''));
  expect(names.sort()).toEqual(Object.keys(expected).sort());
  for (const [name, settings] of Object.entries(expected)) expect(example(name)).toMatchObject(settings);
});

test('no example holds a secret, or puts one where every viewer can read it', () => {
  for (const file of readdirSync(examples)) {
    const { secureJsonData = {} } = parkedOf(join(examples, file));
    const plain = Object.values(secureJsonData).filter((value) => !/^\$/.test(value) && value !== 'team-a');
    expect([file, plain]).toEqual([file, []]);
  }
});
