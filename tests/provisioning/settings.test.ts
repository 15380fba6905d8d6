// The shape of the settings, the form, the documentation and the examples of provisioning name the same keys.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { ignorePackIds } from '../../src/core/ignore/model.ts';
import { findSection, nameSetting } from '../../src/core/query/setting-titles.ts';
import { settingsParts } from '../../src/core/query/settings-parts.ts';

const projectDir = resolve(__dirname, '../..');
const read = (...path: readonly string[]) => readFileSync(join(projectDir, ...path), 'utf8');

/** What Grafana's own form sets, and what Parked reads to refuse it. */
const grafanasOwn = new Set([
  ...['tlsAuth', 'tlsAuthWithCACert', 'tlsSkipVerify', 'serverName'],
  ...['oauthPassThru', 'keepCookies', 'enableSecureSocksProxy'],
]);

interface Schema {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly options?: readonly unknown[];
  readonly literal?: string;
}

/** `dumps.maxPause`, `targets.urls`: all keys that may stand in `jsonData`, as deep as their names are fixed. */
function listKeys(schema: Schema, name: string): readonly string[] {
  const inner = [schema.wrapped, schema.item, ...(schema.options ?? [])].filter(
    (one): one is Schema => typeof one === 'object' && one !== null,
  );
  const entries = Object.entries(schema.entries ?? {});
  const keys = entries.flatMap(([key, one]) => [`${name}.${key}`, ...listKeys(one, `${name}.${key}`)]);
  return [...keys, ...inner.flatMap((one) => listKeys(one, name))];
}

const keys = new Set(
  settingsParts.flatMap(({ entries }) =>
    Object.entries(entries).flatMap(([key, schema]) => [key, ...listKeys(schema as unknown as Schema, key)]),
  ),
);
const own = [...keys].filter((key) => !grafanasOwn.has(key.split('.')[0]!));
/** The values of every `type`: methods of discovery, engines, pasts, kinds of credentials. */
function listTypes(schema: Schema): readonly string[] {
  const inner = [schema.wrapped, schema.item, ...(schema.options ?? []), ...Object.values(schema.entries ?? {})];
  const own = schema.entries?.['type']?.literal;
  return [
    ...(own === undefined ? [] : [own]),
    ...inner.flatMap((one) => (typeof one === 'object' && one !== null ? listTypes(one) : [])),
  ];
}

/** The last part of a key: `maxPause` of `dumps.maxPause`. */
const lastWord = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

function readTree(folder: string): string {
  return readdirSync(join(projectDir, folder), { withFileTypes: true })
    .filter(({ name }) => !name.includes('.test.'))
    .map((entry) => (entry.isDirectory() ? readTree(join(folder, entry.name)) : read(folder, entry.name)))
    .join('\n');
}

test('the shape of the settings is read to its leaves', () => {
  expect(own).toEqual(
    expect.arrayContaining(['dumps.maxPause', 'targets.urls', 'discovery.match.label', 'past.tenant']),
  );
});

test('every setting has a place in the form', () => {
  const form = readTree('src/datasource/config-editor');
  const missing = own.filter((key) => !new RegExp(`\\b${lastWord(key)}\\b`).test(form));
  expect(missing).toEqual([]);
});

test('every setting has a title, and a section that shows its problems', () => {
  const leaves = own.filter((key) => key !== 'bounds' && !own.some((other) => other.startsWith(`${key}.`)));
  const entries = leaves.map((key) => key.replace(/^(targets|discovery|auth|past|ignore\.rules)\./, '$1[0].'));
  expect(entries.filter((key) => nameSetting(key) === undefined || findSection(key) === undefined)).toEqual([]);
});

test('every setting is documented', () => {
  const docs = ['configure', 'history', 'collect'].map((page) => read('docs', `${page}.md`)).join('\n');
  const missing = own.filter((key) => !new RegExp(`\\b${lastWord(key)}\\b`).test(docs));
  expect(missing).toEqual([]);
});

test('every type of an entry and every ignore pack is documented', () => {
  const docs = ['configure', 'history', 'collect'].map((page) => read('docs', `${page}.md`)).join('\n');
  const types = settingsParts.flatMap(({ entries }) =>
    Object.values(entries).flatMap((schema) => listTypes(schema as unknown as Schema)),
  );
  expect(types).toEqual(expect.arrayContaining(['consul', 'pyroscope', 'embedded']));
  expect([...types, ...ignorePackIds].filter((name) => !new RegExp(`[\`": ]${name}\\b`).test(docs))).toEqual([]);
});

test('examples of provisioning use no key that the shape does not know', () => {
  const folder = 'provisioning/examples/datasources';
  const strange = readdirSync(join(projectDir, folder)).flatMap((file) => {
    const { datasources } = parse(read(folder, file)) as {
      readonly datasources: readonly { readonly type: string; readonly jsonData?: object }[];
    };
    return datasources
      .filter(({ type }) => type === 'parked-goroutines-datasource')
      .flatMap(({ jsonData = {} }) => Object.keys(jsonData))
      .filter((key) => !keys.has(key) && !/^httpHeaderName\d+$/.test(key))
      .map((key) => `${file}: ${key}`);
  });
  expect(strange).toEqual([]);
});
