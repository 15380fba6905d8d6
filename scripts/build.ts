// Builds what is installed: `backend` (the plugin in dist/, with its executable), `frontend` (the plugin's browser
// half),
// `dashboards` (those that come with the plugin), `workbench` (the page of `parked serve`), `cli` (the command for Node
// in build/cli) and `library` (what `import 'parked'` gives). Only what has changed is built.
// npm run build [backend|frontend|dashboards|workbench|cli|all] [-- --target linux-arm64 …]
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDashboardFiles } from './lib/dashboard-files.ts';
import { bundleModule } from './lib/frontend.ts';
import { hashSources, isFresh, markFresh, withLock } from './lib/freshness.ts';
import type { Platform } from './lib/platforms.ts';
import { findBun, findHostPlatform, findPlatform } from './lib/platforms.ts';
import { projectDir } from './lib/steps.ts';
import { listCommandPackages } from './package/bundled.ts';
import { writeCommandLicences } from './package/licences.ts';
import { bundlePage, pageModule, pageSources } from './lib/workbench-page.ts';

const parts = ['backend', 'frontend', 'dashboards', 'workbench', 'cli', 'library', 'all'] as const;
type Part = (typeof parts)[number];

const distDir = join(projectDir, 'dist');
const cliDir = join(projectDir, 'build/cli');
// One folder per process, so that a build that takes over the lock of a dead one does not meet its remains.
const scratchDir = join(projectDir, `build/scratch-${process.pid}`);
const entry = 'src/executable.ts';
const recipe = ['package.json', 'package-lock.json', 'scripts/build.ts'];
/** The browser half and dashboards have no part in the executable, which takes longest to build. */
const rooms = readdirSync(join(projectDir, 'src')).filter((room) => room !== 'datasource' && room !== 'dashboards');
const program = [
  ...rooms.map((room) => `src/${room}`),
  ...recipe,
  'scripts/lib/platforms.ts',
  'scripts/lib/workbench-page.ts',
];
const page = ['src/core', 'src/datasource', ...recipe, 'scripts/lib/frontend.ts', 'webpack.config.ts'];
const papers = ['README.md', 'CHANGELOG.md', 'LICENSE', 'img'];

// Names stay unminified, so that a stack in a log line can be read. Minified names do not make the start faster.
// grpc-js mentions the folder it lies in, in code that never runs here; the build removes this path.
const bundleFlags = [
  '--minify-whitespace',
  '--minify-syntax',
  '--format=esm',
  ...['--define', '__dirname="parked"'],
  ...['--define', `PARKED_VERSION=${JSON.stringify(readVersion())}`],
];
/** SQLite for Node 20. Bun has its own. */
const withoutWasm = ['--external=sql.js/*'];
// Bytecode halves the time to start, and --smol limits the garbage of a long stream. A program that people run in any
// folder must not read settings there.
const compileFlags = [
  '--compile',
  '--compile-exec-argv=--smol',
  '--bytecode',
  // Code that a command does not use is not loaded: neither its own rooms nor the parts of Bun that they import.
  '--splitting',
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  ...withoutWasm,
];

const { part, platforms } = readArguments();
await withLock(join(projectDir, 'build/lock'), async () => {
  const wants = (name: Part): boolean => part === name || part === 'all';
  if (wants('backend') || wants('workbench') || wants('cli')) await buildPage();
  if (wants('backend')) for (const platform of platforms) await buildExecutable(platform);
  if (wants('backend') || wants('frontend')) await buildPapers();
  if (wants('frontend')) await buildFrontend();
  if (wants('dashboards') || wants('frontend')) buildDashboards();
  if (wants('cli')) await buildCommandLine();
  if (wants('library')) await buildLibrary();
  rmSync(scratchDir, { recursive: true, force: true });
});

/** The executable and the command line contain it, so it is built before them. */
async function buildPage(): Promise<void> {
  await build('build/page', hashSources([...pageSources, ...recipe]), pageModule, () => bundlePage(scratchDir, runBun));
}

async function buildExecutable(platform: Platform): Promise<void> {
  const name = `gpx_parked_${platform.go}${platform.extension}`;
  const output = join(distDir, name);
  await build(`dist/${name}`, hashSources(program), output, () => {
    // If npm has no Bun for the platform, Bun downloads its own.
    const own = findBun(platform);
    const target = [`--target=${platform.bunTarget}`, ...(own ? [`--compile-executable-path=${own}`] : [])];
    // The name of the output is part of the file, so the scratch file has it too.
    const scratch = join(scratchDir, name);
    runBun(['build', entry, ...bundleFlags, ...compileFlags, ...target, `--outfile=${scratch}`]);
    chmodSync(scratch, 0o755);
    mkdirSync(distDir, { recursive: true });
    // A running plugin keeps the old file. Writing into it would fail.
    renameSync(scratch, output);
  });
}

async function buildPapers(): Promise<void> {
  const sources = ['plugin.json', 'package.json', 'scripts/build.ts', ...papers];
  const output = join(distDir, 'plugin.json');
  await build('dist/plugin.json and papers', hashSources(sources), output, () => {
    mkdirSync(distDir, { recursive: true });
    for (const paper of papers) {
      const source = join(projectDir, paper);
      if (existsSync(source)) cpSync(source, join(distDir, paper), { recursive: true });
    }
    const manifest = readFileSync(join(projectDir, 'plugin.json'), 'utf8');
    writeFileSync(output, manifest.replaceAll('%VERSION%', readVersion()).replaceAll('%TODAY%', readBuildDate()));
  });
}

async function buildFrontend(): Promise<void> {
  await build('dist/module.js', hashSources(page), join(distDir, 'module.js'), async () => {
    const problem = await bundleModule(scratchDir, distDir);
    if (problem !== undefined)
      fail(`${problem}\nwebpack could not build src/datasource. Repeat: npm run build frontend`);
  });
}

/** Runs every time: it takes no time, and restores files that were edited by hand. */
function buildDashboards(): void {
  writeDashboardFiles(projectDir, distDir);
  process.stdout.write('✓ dist/dashboards\n');
}

async function buildCommandLine(): Promise<void> {
  const sources = [...program, 'src/library.ts', 'scripts/package/bundled.ts', 'scripts/package/licences.ts'];
  await build('build/cli', hashSources(sources), join(cliDir, 'executable.js'), () => {
    const scratch = join(scratchDir, 'cli');
    runBun(['build', entry, ...bundleFlags, '--target=node', '--splitting', `--outdir=${scratch}`]);
    // Chunks are ES modules also for a Node that finds no package.json above them.
    writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }\n');
    const licences = writeCommandLicences(listCommandPackages(projectDir, findHostBun()));
    writeFileSync(join(scratch, 'THIRD-PARTY-LICENSES.txt'), licences);
    rmSync(cliDir, { recursive: true, force: true });
    mkdirSync(dirname(cliDir), { recursive: true });
    renameSync(scratch, cliDir);
  });
}

/** One module, and the types of everything that it names. */
async function buildLibrary(): Promise<void> {
  const sources = ['src/library.ts', 'src/core', 'src/report', ...recipe];
  await build('build/library', hashSources(sources), join(projectDir, 'build/library/library.js'), () => {
    const scratch = join(scratchDir, 'library');
    runBun(['build', 'src/library.ts', ...bundleFlags, '--target=browser', `--outdir=${scratch}`]);
    const types = join(scratch, 'types');
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        join(projectDir, 'node_modules/typescript/bin/tsc'),
        ...[
          '-p',
          'src/library.tsconfig.json',
          '--noEmit',
          'false',
          '--declaration',
          '--emitDeclarationOnly',
          '--stripInternal',
        ],
        ...['--rootDir', 'src', '--outDir', types],
      ],
      { cwd: projectDir, encoding: 'utf8' },
    );
    if (status !== 0) fail(`${stdout}\nThe types of the library could not be written. Repeat: npm run build library`);
    nameDeclarations(types);
    writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }\n');
    const output = join(projectDir, 'build/library');
    rmSync(output, { recursive: true, force: true });
    renameSync(scratch, output);
  });
}

/**
 * Declarations import `./model.ts`, but the files beside them are `./model.d.ts`. TypeScript finds these as
 * `./model.js`.
 */
function nameDeclarations(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.d.ts'),
  )) {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(from '|import\(["'])(\.[^'"]+)\.ts/g, '$1$2.js'));
  }
}

/** Runs `work` unless `output` is fresh, and says which of the two happened. */
async function build(title: string, sources: string, output: string, work: () => Promise<void> | void): Promise<void> {
  const name = title.replace(/\W+/g, '-');
  if (isFresh(name, sources, output)) {
    process.stdout.write(`✓ ${title} is up to date\n`);
    return;
  }
  process.stdout.write(`▸ ${title} …\n`);
  const startedMs = Date.now();
  rmSync(scratchDir, { recursive: true, force: true });
  mkdirSync(scratchDir, { recursive: true });
  await work();
  markFresh(name, sources);
  process.stdout.write(`✓ ${title} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)\n`);
}

function findHostBun(): string {
  return (
    findBun(findHostPlatform()) ??
    fail(`npm has not installed ${findHostPlatform().bunPackage}, which builds Parked. Run "npm ci" again.`)
  );
}

function runBun(args: readonly string[]): void {
  const bun = findHostBun();
  const { status, stdout, stderr } = spawnSync(bun, args, { cwd: projectDir, encoding: 'utf8' });
  if (status !== 0) fail(`${stdout}${stderr}\nBun could not build ${args[1] ?? entry}. Repeat: npm run build`);
}

function readVersion(): string {
  return (JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string }).version;
}

/** The day of the last change, so that the same sources give the same files on any day. */
function readBuildDate(): string {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  if (epoch) return new Date(Number(epoch) * 1000).toISOString().slice(0, 10);
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%cs'], { cwd: projectDir, encoding: 'utf8' });
  return status === 0 && stdout.trim() ? stdout.trim() : new Date().toISOString().slice(0, 10);
}

function readArguments(): { readonly part: Part; readonly platforms: readonly Platform[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { target: { type: 'string', multiple: true } },
    });
    const part = parts.find((name) => name === (positionals[0] ?? 'all'));
    if (!part || positionals.length > 1) throw new Error(`Unknown: ${positionals.join(' ')}.`);
    const targets = values.target?.flatMap((names) => names.split(',')).map(findPlatform);
    return { part, platforms: targets ?? [findHostPlatform()] };
  } catch (error) {
    fail(`${String(error)}\nUse: npm run build [${parts.join('|')}] [-- --target linux-arm64]`);
  }
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
