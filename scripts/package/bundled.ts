// Lists the npm packages in the executable, in the browser module and in the npm package. Reads the source maps of the
// bundles, because an installed package need not be bundled, and a bundled one need not be a direct dependency.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its licence and notices, as its authors ship them. */
  readonly notices: readonly string[];
  readonly where: readonly ('executable' | 'module' | 'command' | 'library')[];
}

/** @param distDir the built plugin: the maps of the browser module lie there. */
export function listBundledPackages(projectDir: string, bun: string, distDir: string): readonly BundledPackage[] {
  const executable = bundles
    .flatMap((flags) => listBundleSources(projectDir, bun, flags, ['#page', 'sql.js/*']))
    .map(findPackage);
  const module = listMaps(distDir).flatMap(readSources).map(findPackage);
  const folders = [...new Set([...executable, ...module])].filter((folder) => folder !== undefined).sort();
  const installed = folders.map((folder) =>
    readPackage(projectDir, folder, [
      ...(executable.includes(folder) ? (['executable'] as const) : []),
      ...(module.includes(folder) ? (['module'] as const) : []),
    ]),
  );
  return mergeEqual(installed);
}

/** npm may install one version in several folders. */
function mergeEqual(packages: readonly BundledPackage[]): readonly BundledPackage[] {
  const merged = new Map<string, BundledPackage>();
  for (const one of packages) {
    const key = `${one.name}@${one.version}`;
    merged.set(key, { ...one, where: [...new Set([...(merged.get(key)?.where ?? []), ...one.where])] });
  }
  return [...merged.values()];
}

/** The packages in what npm installs: the command with its page, and the library. */
export function listCommandPackages(projectDir: string, bun: string): readonly BundledPackage[] {
  const [program = [], ...pages] = bundles;
  const [entry = ''] = program;
  const list = (flags: readonly string[], external: readonly string[]) =>
    listBundleSources(projectDir, bun, flags, external).map(findPackage);
  const command = [...list([entry, '--target=node'], ['#page']), ...pages.flatMap((flags) => list(flags, ['#page']))];
  const library = list(['src/library.ts', '--target=browser'], []);
  const folders = [...new Set([...command, ...library])].filter((folder) => folder !== undefined).sort();
  return folders.map((folder) =>
    readPackage(projectDir, folder, [
      ...(command.includes(folder) ? (['command'] as const) : []),
      ...(library.includes(folder) ? (['library'] as const) : []),
    ]),
  );
}

const pageConfig = '--tsconfig-override=src/workbench/bundle.tsconfig.json';
/** What the executable is compiled from: the program, and the page that it serves. */
const bundles = [
  ['src/executable.ts', '--target=bun'],
  ['src/workbench/main.tsx', '--target=browser', pageConfig],
  ['src/workbench/dumps/worker.ts', '--target=browser', pageConfig],
];

/** Bundles again, with a source map. */
function listBundleSources(
  projectDir: string,
  bun: string,
  flags: readonly string[],
  external: readonly string[],
): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'parked-bundle-'));
  try {
    const args = [
      'build',
      ...flags,
      '--sourcemap=external',
      ...external.map((name) => `--external=${name}`),
      `--outdir=${folder}`,
    ];
    const { status, stderr } = spawnSync(bun, args, { cwd: projectDir, encoding: 'utf8' });
    if (status !== 0) throw new Error(`Bun could not bundle ${flags[0]}: ${stderr}`);
    return listMaps(folder).flatMap(readSources);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function listMaps(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.js.map'))
    .map((name) => join(folder, name));
}

function readSources(map: string): readonly string[] {
  return (JSON.parse(readFileSync(map, 'utf8')) as { sources: readonly string[] }).sources;
}

/** `…/node_modules/@a/b/lib/c.js` as `node_modules/@a/b`; a package within a package keeps its whole way. */
function findPackage(source: string): string | undefined {
  const start = source.indexOf('node_modules/');
  if (start < 0) return undefined;
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source.slice(start));
  return match?.[0];
}

/** Licences of packages whose package.json names none, read from their LICENSE files. */
const licenseFiles: Readonly<Record<string, string>> = { '@grafana/plugin-ui': 'Apache-2.0' };

function readPackage(projectDir: string, folder: string, where: BundledPackage['where']): BundledPackage {
  const path = join(projectDir, folder);
  const stated = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const { name, version, license = licenseFiles[name] } = stated;
  if (!license || !existsSync(path)) throw new Error(`${folder} does not say its licence. Look it up, then package.`);
  const notices = readdirSync(path)
    .filter((file) => /^(licen[cs]e|notice|copying|copyrightnotice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(path, file), 'utf8').trim());
  return { name, version, license, notices, where };
}
