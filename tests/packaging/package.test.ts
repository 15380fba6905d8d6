// The contents of a package: names, modes and times, only the parts of its platform, and all licences.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { listBundledPackages } from '../../scripts/package/bundled.ts';
import { collectFiles, pluginId } from '../../scripts/package/contents.ts';
import { askBunVersions, engineParts } from '../../scripts/package/engine.ts';
import { writeLicences } from '../../scripts/package/licences.ts';
import { writeBill } from '../../scripts/package/sbom.ts';
import { zipFiles } from '../../scripts/package/zip.ts';
import { findBun, findHostPlatform, findPlatform } from '../../scripts/lib/platforms.ts';
import { readZip } from './read-zip.ts';

const projectDir = resolve(__dirname, '../..');
const time = new Date('2026-03-01T12:34:56Z');
const arm = findPlatform('linux-arm64');
let distDir: string;

beforeEach(() => {
  distDir = mkdtempSync(join(tmpdir(), 'parked-dist-'));
  for (const path of [
    ...['plugin.json', 'module.js', 'module.js.map', 'README.md', 'CHANGELOG.md', 'LICENSE', 'img/logo.svg'],
    ...['dashboards/overview.json', 'causes/index.html', 'gpx_parked_linux_amd64', 'gpx_parked_linux_arm64'],
  ]) {
    mkdirSync(dirname(join(distDir, path)), { recursive: true });
    writeFileSync(join(distDir, path), `content of ${path}`);
  }
});
afterEach(() => rmSync(distDir, { recursive: true, force: true }));

test('a package has one folder, the executable of its platform alone, and nothing else that runs', async () => {
  const entries = readZip(await zipFiles(collectFiles(distDir, arm, 'the licences'), time));
  expect(entries.map(({ path }) => path)).toEqual(
    [
      ...['CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD-PARTY-LICENSES.txt', 'causes/index.html'],
      ...['dashboards/overview.json', 'gpx_parked_linux_arm64', 'img/logo.svg'],
      ...['module.js', 'module.js.map', 'plugin.json'],
    ].map((path) => `${pluginId}/${path}`),
  );
  const runs = entries.filter(({ mode }) => (mode & 0o111) !== 0);
  expect(runs).toMatchObject([{ path: `${pluginId}/gpx_parked_linux_arm64`, mode: 0o755 }]);
  expect(entries.filter(({ mode }) => mode === 0o644)).toHaveLength(entries.length - 1);
  expect(String(entries.find(({ path }) => path.endsWith('plugin.json'))?.content)).toBe('content of plugin.json');
});

test('the same files are the same bytes, in any order, whatever the time zone', async () => {
  const files = collectFiles(distDir, arm, 'the licences');
  const zone = process.env['TZ'];
  const zips: Buffer[] = [];
  for (const [name, list] of [
    ['UTC', files],
    ['Asia/Kathmandu', [...files].reverse()],
    ['America/St_Johns', files],
  ] as const) {
    process.env['TZ'] = name;
    zips.push(await zipFiles(list, time));
  }
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
  expect(zips[1]!.equals(zips[0]!)).toBe(true);
  expect(zips[2]!.equals(zips[0]!)).toBe(true);
  expect(new Set(readZip(zips[0]!).map((entry) => entry.time))).toEqual(new Set(['2026-03-01T12:34:56']));
});

test('what has not been built is not packaged, and is named', () => {
  rmSync(join(distDir, 'module.js.map'));
  rmSync(join(distDir, 'gpx_parked_linux_arm64'));
  expect(() => collectFiles(distDir, arm, '')).toThrow('dist/ lacks module.js.map, gpx_parked_linux_arm64');
});

describe('the licences and the bill of materials', () => {
  const host = findHostPlatform();
  const bun = findBun(host)!;
  const versions = askBunVersions(bun);
  let packages: ReturnType<typeof listBundledPackages>;

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'parked-map-'));
    const sources = ['webpack://x/./src/a.ts', 'webpack://x/./node_modules/@grafana/plugin-ui/dist/esm/index.js'];
    writeFileSync(join(folder, 'module-query-editor.js.map'), JSON.stringify({ sources }));
    packages = listBundledPackages(projectDir, bun, folder);
    rmSync(folder, { recursive: true });
  });

  it('know the packages in the executable, those behind others included, and those in the module', () => {
    const names = packages.map(({ name }) => name);
    // protobufjs comes with grpc-js but is never imported. preact is in the page that the executable serves.
    expect(names).toEqual(
      expect.arrayContaining(['@grpc/grpc-js', 'apache-arrow', 'protobufjs', 're2js', 'valibot', 'preact']),
    );
    expect(names.filter((name) => ['jest', '@grafana/ui', 'typescript', 'webpack'].includes(name))).toEqual([]);
    expect(packages.find(({ name }) => name === '@grafana/plugin-ui')?.where).toEqual(['module']);
    expect(packages.find(({ name }) => name === '@grpc/grpc-js')).toMatchObject({
      license: 'Apache-2.0',
      where: ['executable'],
    });
  });

  it('carry the text of each, and say how to exchange what is under the LGPL', () => {
    const text = writeLicences(packages, versions);
    for (const { name, version, notices } of packages) {
      expect(text).toContain(`${name} ${version}: `);
      for (const notice of notices) expect(text).toContain(notice);
    }
    for (const { name } of engineParts) expect(text).toContain(`- ${name}`);
    expect(text).toContain(`JavaScriptCore (WebKit) ${versions['webkit']}`);
    expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
    expect(text).toContain('END OF TERMS AND CONDITIONS');
  });

  it('name every version that Bun tells of a library of its own', () => {
    const notLibraries = ['node', 'bun', 'openssl', 'v8', 'uv', 'napi', 'unicode', 'typescript', 'modules', 'zig'];
    const told = Object.keys(versions).filter((key) => !notLibraries.includes(key));
    expect(told.filter((key) => !engineParts.some(({ versionKey }) => versionKey === key))).toEqual([]);
  });

  it('list the same in CycloneDX, with the hash of each file, the same each time', () => {
    const files = collectFiles(distDir, arm, 'x');
    const input = { version: '1.2.3', platform: arm, time: time.toISOString(), packages, bunVersions: versions, files };
    const bill = JSON.parse(writeBill(input)) as {
      metadata: { component: { components: { name: string; hashes: { content: string }[] }[] } };
      components: { name: string; 'bom-ref': string; components?: { 'bom-ref': string }[] }[];
      dependencies: { ref: string; dependsOn: string[] }[];
    };
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(writeBill(input)).toBe(writeBill(input));
    expect(bill.components.map(({ name }) => name)).toEqual(['bun', ...packages.map(({ name }) => name)]);
    expect(bill.metadata.component.components.map(({ name }) => name)).toEqual(files.map(({ path }) => path));
    const refs = bill.components.flatMap((one) => [one['bom-ref'], ...(one.components ?? []).map((x) => x['bom-ref'])]);
    expect(new Set(refs).size).toBe(refs.length);
    expect(bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
  });
});
