// Checks the Go of this machine: whether it exists, and whether the programs that it builds have the leak profile.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Finding } from './model.ts';
import { secondMs } from '../../core/agreed-times.ts';

const experiment = 'goroutineleakprofile';
/** A toolchain that has to be downloaded takes longer. The check does not wait for it. */
const timeoutMs = 10 * secondMs;

interface GoEnvironment {
  readonly GOVERSION?: string;
  readonly GOEXPERIMENT?: string;
}

/** `env` is the environment in which `go` is searched. */
export async function examineGo(env: NodeJS.ProcessEnv): Promise<Finding> {
  const read = await readEnvironment(env);
  const about = 'go';
  if (read === undefined) {
    return {
      about,
      what: 'toolchain',
      state: 'missing',
      text: 'no go command answers; reports and dumps need none',
      mend: 'Install it from https://go.dev/dl and put it on the PATH.',
    };
  }
  const { GOVERSION: version = 'an unknown version', GOEXPERIMENT: experiments = '' } = read;
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
  const enabled = minor >= 27 ? !experiments.includes(`no${experiment}`) : experiments.split(',').includes(experiment);
  if (enabled) {
    return { about, what: 'leak profile', state: 'fine', text: `${version} builds programs that have it`, mend: '' };
  }
  return {
    about,
    what: 'leak profile',
    state: 'missing',
    text: `${version} builds programs without it`,
    mend:
      minor === 26
        ? `Build with GOEXPERIMENT=${experiment}, or with Go 1.27.`
        : `Build with Go 1.27, or with Go 1.26 and GOEXPERIMENT=${experiment}.`,
  };
}

async function readEnvironment(env: NodeJS.ProcessEnv): Promise<GoEnvironment | undefined> {
  try {
    const { stdout } = await promisify(execFile)('go', ['env', '-json', 'GOVERSION', 'GOEXPERIMENT'], {
      env,
      timeout: timeoutMs,
    });
    return JSON.parse(stdout) as GoEnvironment;
  } catch {
    // Without Go, or with a Go that does not run here, nothing can be built.
    return undefined;
  }
}
