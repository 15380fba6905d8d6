// Builds and runs the programs in a neutral place, so that paths in recordings are the same on every machine.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { linkToolchain, minorOf, type GoVersion } from './toolchains.ts';

const programsDir = join(import.meta.dirname, '..', '..', 'tests', 'programs');

export interface BuildOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another go command than the toolchain's own. */
  readonly goCommand?: string;
  /** Folder of the sources, under the root; default `garage`. */
  readonly folder?: string;
  /** Changes the copied sources before they are built. */
  readonly prepare?: (sources: string, go: (...args: string[]) => void) => void;
}

export interface Ran {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly status: number | null;
}

export interface Workshop {
  readonly root: string;
  /** Builds a program of tests/programs and answers its path. */
  build(program: string, version: GoVersion, options?: BuildOptions): string;
  /** Builds the tests of a package. */
  buildTest(program: string, version: GoVersion, options?: BuildOptions): string;
  /** Runs something to its end, at most `timeoutMs` (default 60 s). */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>, timeoutMs?: number): Ran;
  start(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  makeTemporaryDir(): string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves with the first line of standard output. */
  readonly firstLine: Promise<string>;
  /** Resolves when the process has ended, with all that it wrote to standard error. */
  readonly ended: Promise<string>;
}

export function openWorkshop(root: string): Workshop {
  const sdkDir = join(root, 'sdk');
  mkdirSync(root, { recursive: true });

  function compile(program: string, version: GoVersion, options: BuildOptions, action: readonly string[]): string {
    const goRoot = linkToolchain(version, sdkDir);
    const sources = join(root, options.folder ?? 'garage');
    rmSync(sources, { recursive: true, force: true });
    cpSync(join(programsDir, program === 'leaktest' ? 'leaktest' : '.'), sources, { recursive: true });
    setLanguageVersion(join(sources, 'go.mod'), minorOf(version));
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: homedir(),
      GOENV: 'off',
      GOTOOLCHAIN: 'local',
      GOROOT: goRoot,
      GOPATH: join(root, 'go'),
      CGO_ENABLED: '0',
      GO111MODULE: 'on',
      ...options.env,
    };
    const go = (...args: string[]) => {
      const result = spawnSync(options.goCommand ?? join(goRoot, 'bin', 'go'), args, {
        cwd: sources,
        env,
        encoding: 'utf8',
      });
      if (result.status !== 0) throw new Error(`go ${args.join(' ')} (${version}): ${result.stderr}`);
    };
    options.prepare?.(sources, go);
    const binary = join(root, 'bin', `${program}-${version}`);
    mkdirSync(join(root, 'bin'), { recursive: true });
    go(...action, '-o', binary, ...(options.flags ?? []), program === 'leaktest' ? '.' : `./${program}`);
    return binary;
  }

  return {
    root,
    build: (program, version, options = {}) => compile(program, version, options, ['build']),
    buildTest: (program, version, options = {}) => compile(program, version, options, ['test', '-c']),
    run(command, args, env = {}, timeoutMs = 60_000) {
      const ran = spawnSync(command, args, { env: plainEnv(env), timeout: timeoutMs, maxBuffer: 1 << 28 });
      if (ran.error) throw ran.error;
      return { stdout: ran.stdout, stderr: ran.stderr, status: ran.status };
    },
    start(command, args, env = {}) {
      const child = spawn(command, args, { env: plainEnv(env), stdio: ['ignore', 'pipe', 'pipe'] });
      let errors = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
      let output = '';
      const firstLine = new Promise<string>((resolve, reject) => {
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (output.includes('\n')) resolve(output.slice(0, output.indexOf('\n')));
        });
        child.on('exit', () => reject(new Error(`${command} ended: ${errors}`)));
      });
      firstLine.catch(() => {});
      const ended = new Promise<string>((resolve) => child.on('close', () => resolve(errors)));
      return { child, firstLine, ended };
    },
    makeTemporaryDir: () => mkdtempSync(join(root, 'take-')),
  };
}

/** Keeps this machine's environment out of recordings. */
function plainEnv(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/home/garage', GOMAXPROCS: '4', ...env };
}

function setLanguageVersion(goMod: string, minor: string): void {
  writeFileSync(goMod, readFileSync(goMod, 'utf8').replace(/^go 1\.\d+$/m, `go ${minor}`));
}
