// The Grafana releases to test with, and their React versions.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectDir } from '../lib/steps.ts';

/** The packages that plugins use. */
export const packages = ['@grafana/data', '@grafana/runtime', '@grafana/schema', '@grafana/ui'] as const;
/**
 * Packages that those need in the same version. A patch release for which npm lacks one of them cannot be installed.
 */
export const inner = ['@grafana/e2e-selectors', '@grafana/i18n'] as const;

/** The oldest that plugin.json permits, then the newest of each minor version. */
export const usualReleases = ['12.3.0', '12.4', '13.0', '13.1', '13.2'] as const;

export interface Release {
  readonly version: string;
  /** Major version of React, as the release's own packages ask for it. */
  readonly react: number;
  /** Where its packages are installed. */
  readonly folder: string;
}

/**
 * `wanted`: a version, such as 13.1.3, or a minor version, such as 13.1, for its newest. Throws where there is none.
 */
export function findRelease(wanted: string): Release {
  const version = /^\d+\.\d+$/.test(wanted) ? findNewest(wanted) : wanted;
  const peers = ask(`@grafana/ui@${version}`, 'peerDependencies.react');
  const react = Number(/\d+/.exec(String(peers))?.[0]);
  if (!Number.isInteger(react)) throw new Error(`There is no Grafana ${version} on npm, or it names no React.`);
  return { version, react, folder: join(projectDir, 'build/grafana', version) };
}

function findNewest(minor: string): string {
  const published = [...packages, ...inner].map((name) => new Set(listVersions(name)));
  const [first = new Set<string>(), ...others] = published;
  const newest = [...first]
    .filter((version) => version.startsWith(`${minor}.`) && /^[\d.]+$/.test(version))
    .filter((version) => others.every((versions) => versions.has(version)))
    .sort((a, b) => Number(a.split('.')[2]) - Number(b.split('.')[2]))
    .at(-1);
  if (newest === undefined) throw new Error(`npm has no whole release of Grafana ${minor}.`);
  return newest;
}

function listVersions(name: string): readonly string[] {
  const versions = ask(name, 'versions');
  return Array.isArray(versions) ? versions.map(String) : [];
}

function ask(spec: string, field: string): unknown {
  const { status, stdout, stderr } = spawnSync('npm', ['view', spec, field, '--json'], {
    cwd: projectDir,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`"npm view ${spec} ${field}" failed: ${stderr.trim()}`);
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}
