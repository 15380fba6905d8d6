// The platforms of the executable. Grafana looks for files with Go's names of platforms; Bun and npm have other names.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './steps.ts';

export interface Platform {
  readonly go: string;
  readonly bunTarget: string;
  /** The npm package that carries Bun for this platform. */
  readonly bunPackage: string;
  readonly extension: '' | '.exe';
}

/** Baseline builds run on any x86-64 processor; the others need instructions that older ones lack. */
export const platforms: readonly Platform[] = [
  { go: 'linux_amd64', bunTarget: 'bun-linux-x64-baseline', bunPackage: '@oven/bun-linux-x64-baseline', extension: '' },
  { go: 'linux_arm64', bunTarget: 'bun-linux-arm64', bunPackage: '@oven/bun-linux-aarch64', extension: '' },
  { go: 'darwin_amd64', bunTarget: 'bun-darwin-x64-baseline', bunPackage: '@oven/bun-darwin-x64', extension: '' },
  { go: 'darwin_arm64', bunTarget: 'bun-darwin-arm64', bunPackage: '@oven/bun-darwin-aarch64', extension: '' },
  {
    go: 'windows_amd64',
    bunTarget: 'bun-windows-x64-baseline',
    bunPackage: '@oven/bun-windows-x64',
    extension: '.exe',
  },
];

const goSystems: Readonly<Record<string, string>> = { win32: 'windows' };
const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64' };

/** The platform this process runs on. */
export function findHostPlatform(): Platform {
  return findPlatform(
    `${goSystems[process.platform] ?? process.platform}-${goArchitectures[process.arch] ?? process.arch}`,
  );
}

/** @param name such as `linux-arm64`. Throws for an unknown one, naming those there are. */
export function findPlatform(name: string): Platform {
  const platform = platforms.find(({ go }) => go === name.replace('-', '_'));
  if (platform) return platform;
  const known = platforms.map(({ go }) => go.replace('_', '-')).join(', ');
  throw new Error(`Parked is not built for ${name}. Use one of: ${known}.`);
}

/** Bun for a platform, as npm has installed it; undefined if it has not. */
export function findBun({ bunPackage, extension }: Platform): string | undefined {
  const path = join(projectDir, 'node_modules', bunPackage, 'bin', `bun${extension}`);
  return existsSync(path) ? path : undefined;
}
