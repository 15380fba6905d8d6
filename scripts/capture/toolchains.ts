// Finds every Go version of the corpus. Toolchains come from the Go module proxy and are linked, so that recordings
// show the path of the link and not of this machine's module cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The last patch release of each version, as far as the corpus goes back. 1.26 stands for whichever Go is installed.
 */
export const goVersions = [
  '1.13.15',
  '1.14.15',
  '1.15.15',
  '1.16.15',
  '1.17.13',
  '1.18.10',
  '1.19.13',
  '1.20.14',
  '1.21.13',
  '1.22.12',
  '1.23.12',
  '1.24.10',
  '1.25.4',
  '1.26.8',
  '1.27.4',
] as const;

/** The standard location of Go's packages and images. */
const usualRoot = '/usr/local/go';

export type GoVersion = (typeof goVersions)[number];

/** `1.20.14` as `1.20`: what case names and go.mod use. */
export function minorOf(version: GoVersion): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Links the toolchain into `sdkDir`, and downloads it first if it is missing. Throws if it cannot be downloaded. */
export function linkToolchain(version: GoVersion, sdkDir: string): string {
  const link = join(sdkDir, `go${version}`);
  if (!existsSync(join(link, 'bin', 'go'))) {
    const root = execFileSync('go', ['env', 'GOROOT'], {
      encoding: 'utf8',
      env: { ...process.env, GOTOOLCHAIN: `go${version}`, GOENV: 'off', GOFLAGS: '' },
    }).trim();
    if (root === usualRoot) return root;
    mkdirSync(sdkDir, { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(root, link);
  }
  return link;
}
