// `npm run package [-- --target linux-arm64 | --all] [--out FOLDER]`: one zip a platform, named as Grafana wants them,
// with a bill of materials, and the command as an npm package; each with checksums, in build/packages. The same sources
// and the same Node give the same bytes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Platform } from './lib/platforms.ts';
import { findBun, findHostPlatform, findPlatform, platforms } from './lib/platforms.ts';
import { projectDir } from './lib/steps.ts';
import { listBundledPackages } from './package/bundled.ts';
import { collectFiles, pluginId } from './package/contents.ts';
import { askBunVersions } from './package/engine.ts';
import { writeLicences } from './package/licences.ts';
import { writeBill } from './package/sbom.ts';
import { zipFiles } from './package/zip.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    all: { type: 'boolean', default: false },
    out: { type: 'string', default: 'build/packages' },
  },
});
const wanted = values.all
  ? platforms
  : (values.target?.flatMap((names) => names.split(',')).map(findPlatform) ?? [findHostPlatform()]);
const distDir = join(projectDir, 'dist');
const outDir = resolve(projectDir, values.out);

const bun = findBun(findHostPlatform());
if (!bun) throw new Error(`npm has not installed ${findHostPlatform().bunPackage}. Run "npm ci" again.`);
build(wanted);
const { version } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string };
const packages = listBundledPackages(projectDir, bun, distDir);
const bunVersions = askBunVersions(bun);
const licences = writeLicences(packages, bunVersions);
const time = readSourceTime();

rmSync(outDir, { recursive: true, force: true });
mkdirSync(outDir, { recursive: true });
for (const platform of wanted) await writePackage(platform);
packCommand();

async function writePackage(platform: Platform): Promise<void> {
  const files = collectFiles(distDir, platform, licences);
  const zip = await zipFiles(files, time);
  const name = `${pluginId}-${version}.${platform.go}.zip`;
  writeFileSync(join(outDir, name), zip);
  writeChecksums(name, zip);
  const bill = writeBill({ version, platform, time: time.toISOString(), packages, bunVersions, files });
  writeFileSync(join(outDir, name.replace(/zip$/, 'cdx.json')), bill);
  process.stdout.write(
    `✓ ${values.out}/${name} (${(zip.length / 1024 / 1024).toFixed(1)} MiB, ${files.length} files)\n`,
  );
}

/** `parked-<version>.tgz`: the command for Node. */
function packCommand(): void {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['pack', '--ignore-scripts=false', '--silent', '--pack-destination', outDir];
  const shell = process.platform === 'win32';
  const { status, stdout } = spawnSync(npm, args, {
    cwd: projectDir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell,
  });
  if (status !== 0) throw new Error('npm could not pack the command. Repeat: npm pack');
  const name = stdout.trim();
  const content = readFileSync(join(outDir, name));
  writeChecksums(name, content);
  process.stdout.write(`✓ ${values.out}/${name} (${(content.length / 1024 / 1024).toFixed(1)} MiB)\n`);
}

function writeChecksums(name: string, content: Buffer): void {
  for (const algorithm of ['sha1', 'sha256']) {
    const sum = createHash(algorithm).update(content).digest('hex');
    writeFileSync(join(outDir, `${name}.${algorithm}`), `${sum}  ${name}\n`);
  }
}

function build(targets: readonly Platform[]): void {
  const names = targets.flatMap(({ go }) => ['--target', go.replace('_', '-')]);
  for (const args of [['backend', ...names], ['frontend']]) {
    const { status } = spawnSync(process.execPath, [join(projectDir, 'scripts/build.ts'), ...args], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(1);
  }
}

/** When the sources were last changed; zips count in steps of two seconds. */
function readSourceTime(): Date {
  const git = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: projectDir, encoding: 'utf8' });
  const seconds = Number(process.env['SOURCE_DATE_EPOCH'] ?? (git.status === 0 ? git.stdout.trim() : 0));
  return new Date(Math.max(seconds - (seconds % 2), 315_532_800) * 1000);
}
