// Installs the packages of one release into a separate folder. This project's package.json and lock file stay
// unchanged.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../lib/steps.ts';
import { packages } from './releases.ts';
import type { Release } from './releases.ts';

/** Grafana's loader: the same version in all of these releases. */
const loader = { systemjs: '6.15.1' };
/** 12.3 takes this package from a git host. Later releases take the same package from npm, so their source is used. */
const overrides = { 'react-data-grid': 'npm:@grafana/react-data-grid@7.0.0-beta.57' };

/** Returns npm's error, or undefined. Keeps an earlier installation. */
export function install({ version, react, folder }: Release): string | undefined {
  const own = Object.fromEntries(packages.map((name) => [name, version]));
  const reactRange = `^${react}.0.0`;
  const manifest = {
    private: true,
    dependencies: {
      ...own,
      ...loader,
      react: reactRange,
      'react-dom': reactRange,
      '@types/react': reactRange,
      '@types/react-dom': reactRange,
    },
    overrides,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const path = join(folder, 'package.json');
  const done = join(folder, 'installed');
  if (existsSync(done) && readFileSync(done, 'utf8') === text) return undefined;
  rmSync(done, { force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: projectDir, encoding: 'utf8' },
  );
  if (status !== 0) return `${stdout}${stderr}`;
  writeFileSync(done, text);
  return undefined;
}

/** The version that npm installed. */
export function readInstalled({ folder }: Release, name: string): string {
  const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
