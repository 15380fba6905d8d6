// What Parked is built from: locked, from one registry, without scripts of strangers, under licences that allow it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findBun, findHostPlatform } from '../../scripts/lib/platforms.ts';
import { listBundledPackages } from '../../scripts/package/bundled.ts';
import { engineParts } from '../../scripts/package/engine.ts';

jest.setTimeout(120_000);

const projectDir = resolve(__dirname, '../..');

interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync(join(projectDir, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const installed = Object.entries(lock.packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

/** Those that have a script, and why nothing is missing without it. */
const scripted: Readonly<Record<string, string>> = {
  '@bufbuild/buf': 'the program comes as a package of its own for each platform',
  '@parcel/watcher': 'nothing here watches folders',
  '@swc/core': 'the program comes as a package of its own for each platform',
  'core-js': 'its script only prints an advertisement',
  fsevents: 'nothing here watches folders',
  protobufjs: 'its script only warns of version schemes',
  'unrs-resolver': 'the program comes as a package of its own for each platform',
};

test('install scripts are denied, and every package that has one is known to work without', () => {
  // By name in package.json, since npm pack needs the project's own scripts; all at once wherever a build is
  // unattended.
  const { allowScripts } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as {
    readonly allowScripts: Readonly<Record<string, boolean>>;
  };
  expect(allowScripts).toEqual(Object.fromEntries(Object.keys(scripted).map((name) => [name, false])));
  const unattended = ['.ci/run', '.github/workflows/ci.yml', 'Dockerfile'].flatMap((file) =>
    [...readFileSync(join(projectDir, file), 'utf8').matchAll(/^.*\bnpm ci\b.*$/gm)].map(([line]) => line),
  );
  expect(unattended.length).toBeGreaterThan(2);
  expect(unattended.filter((line) => !line.includes('npm ci --ignore-scripts'))).toEqual([]);
  const found = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  expect(found.filter((name) => !Object.hasOwn(scripted, name))).toEqual([]);
});

test('every package is locked to its bytes, and comes from the registry that npm is set to', () => {
  // Another address would be another registry, or a private repository.
  const loose = installed.filter(
    ([, one]) => one.resolved !== undefined || one.integrity?.startsWith('sha512-') !== true,
  );
  expect(loose.map(([path]) => path)).toEqual([]);
  expect(installed.length).toBeGreaterThan(100);
});

const allowed = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'Zlib',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
];
/** Only within Bun, under the terms in THIRD-PARTY-LICENSES.txt. */
const allowedInEngine = [
  ...allowed,
  ...['LGPL-2.1-or-later', 'OpenSSL', 'Unicode-3.0', 'blessing', 'IJG', 'Apache-2.0 WITH LLVM-exception'],
];

test('whatever is shipped is under a licence that allows it', () => {
  const bun = findBun(findHostPlatform());
  if (bun === undefined) throw new Error('npm has not installed Bun. Run "npm ci" again.');
  const dist = join(projectDir, 'dist');
  const empty = mkdtempSync(join(tmpdir(), 'parked-supply-'));
  const packages = listBundledPackages(projectDir, bun, existsSync(join(dist, 'module.js.map')) ? dist : empty);
  rmSync(empty, { recursive: true });
  expect(packages.length).toBeGreaterThan(10);
  const strange = packages.filter(({ license }) => !isAllowed(license, allowed));
  expect(strange.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  expect(engineParts.filter(({ license }) => !isAllowed(license, allowedInEngine))).toEqual([]);
});

/** All parts of an AND, or one of an OR. */
function isAllowed(license: string, names: readonly string[]): boolean {
  return license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((name) => names.includes(name)));
}

function nameOf(path: string): string {
  return path.split('node_modules/').at(-1) ?? path;
}
