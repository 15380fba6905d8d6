// Builds the programs of tests/programs with the Go at hand and asks running ones for their profiles.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** `go1.26.8`, or undefined where Go is missing. */
export function findGo(): string | undefined {
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: goEnv('') });
  return status === 0 ? stdout.trim() : undefined;
}

/** Everything that one process says of itself within one connection. */
export interface LiveProfiles {
  readonly before: Uint8Array;
  readonly debug0: Uint8Array;
  readonly debug1: Uint8Array;
  readonly after: Uint8Array;
  /** Asks the process for the names of some addresses. */
  readonly askSymbols: (addresses: readonly bigint[]) => Promise<ReadonlyMap<bigint, string>>;
}

/**
 * Builds and runs the program while `use` looks at it. `toolchain` is a version such as `go1.20.14`, empty for the
 * installed one. Needs nothing but Go: the parts of the program that import modules are left out.
 */
export async function withLiveProgram(
  toolchain: string,
  use: (profiles: LiveProfiles) => Promise<void>,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'parkall-'));
  let program: ChildProcess | undefined;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    program = spawn(buildProgram(dir, 'parkall', toolchain), [], { stdio: ['ignore', 'pipe', 'inherit'] });
    const base = `${await readFirstLine(program)}/debug/pprof`;
    const ask = (path: string) => download(`${base}/${path}`, agent);
    await ask('goroutine?debug=0'); // connects
    await use({
      before: await ask('goroutine?debug=2'),
      debug0: await ask('goroutine?debug=0'),
      debug1: await ask('goroutine?debug=1'),
      after: await ask('goroutine?debug=2'),
      askSymbols: async (addresses) => {
        const query = addresses.map((address) => `0x${address.toString(16)}`).join('+');
        return readSymbols(new TextDecoder().decode(await ask(`symbol?${query}`)));
      },
    });
  } finally {
    program?.kill('SIGKILL');
    agent.destroy();
    rmSync(dir, { recursive: true });
  }
}

/** Builds a program into `dir` and answers its path. Throws what the compiler says. */
export function buildProgram(dir: string, program: string, toolchain = ''): string {
  const sources = join(dir, 'garage');
  for (const part of [program, 'queue.v2']) {
    cpSync(resolve('tests', 'programs', part), join(sources, part), { recursive: true });
  }
  const env = goEnv(toolchain);
  const version = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env }).stdout.trim();
  const language = /^go(1\.\d+)/.exec(version)?.[1] ?? '1.13';
  writeFileSync(join(sources, 'go.mod'), `module example.com/garage\n\ngo ${language}\n`);
  const binary = join(dir, program);
  const args = ['build', '-tags', 'offline', '-o', binary, `./${program}`];
  const { status, stderr } = spawnSync('go', args, { cwd: sources, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${version || toolchain} cannot build ${program}: ${stderr}`);
  return binary;
}

function goEnv(toolchain: string): NodeJS.ProcessEnv {
  const { PATH = '', GOPROXY, GOCACHE } = process.env;
  return {
    PATH,
    HOME: homedir(),
    GOENV: 'off',
    GOFLAGS: '',
    CGO_ENABLED: '0',
    GO111MODULE: 'on',
    GOTOOLCHAIN: toolchain || 'local',
    ...(GOPROXY ? { GOPROXY } : {}),
    ...(GOCACHE ? { GOCACHE } : {}),
  };
}

function readFirstLine(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    program.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    program.on('exit', (code) => reject(new Error(`parkall ended with ${code}`)));
  });
}

function download(url: string, agent: Agent): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    get(url, { agent, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
      response.on('error', reject);
    }).on('error', reject);
  });
}

function readSymbols(text: string): ReadonlyMap<bigint, string> {
  const lines = text.matchAll(/^(0x[0-9a-f]+) (.*)$/gm);
  return new Map([...lines].map(([, address = '0x0', name = '']) => [BigInt(address), name]));
}
