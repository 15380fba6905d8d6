// The Go that runs the tests, and whether its programs can have the leak profile.
import { execFile } from 'node:child_process';
import { mkdir, readFile, readlink, symlink, unlink } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { CommandFailure, exitStatus } from '../exit-status.ts';

const experiment = 'goroutineleakprofile';

export interface Toolchain {
  readonly version: string;
  readonly root: string;
  /** Go's build cache. */
  readonly cache: string;
  /** The go.mod of this folder; undefined outside of a module, and in a workspace of several. */
  readonly moduleFile: string | undefined;
  /** The environment for `go test`. */
  readonly env: NodeJS.ProcessEnv;
  /** False if leaks are the goroutines that still run after the tests. */
  readonly hasLeakProfile: boolean;
}

/** The modules of this folder. Their frames are own code. Empty outside of a module. */
export async function listModules({
  env,
  moduleFile,
}: Pick<Toolchain, 'env' | 'moduleFile'>): Promise<readonly string[]> {
  try {
    // This call takes as long as the tests of a small package.
    if (moduleFile !== undefined) return [/^module\s+"?([^\s"]+)/m.exec(await readFile(moduleFile, 'utf8'))?.[1] ?? ''];
    const { stdout } = await promisify(execFile)('go', ['list', '-m'], { env });
    return stdout.split('\n').filter((line) => line !== '');
  } catch {
    return [];
  }
}

/** Throws a CommandFailure if Go does not answer. Go may first download the toolchain that go.mod asks for. */
export async function findToolchain(env: NodeJS.ProcessEnv): Promise<Toolchain> {
  const go = await readEnvironment(env);
  const { GOVERSION: version, GOEXPERIMENT: experiments, GOCACHE: cache } = go;
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
  const isRefused = experiments.includes(`no${experiment}`);
  const { root, own } = await leaveModuleCache(go, env);
  const moduleFile = go.GOWORK === '' && isAbsolute(go.GOMOD) && go.GOMOD !== devNull ? go.GOMOD : undefined;
  const found = { version, root, cache, moduleFile, env: own };
  if (minor >= 27 || isRefused) return { ...found, hasLeakProfile: !isRefused };
  if (minor < 26) return { ...found, hasLeakProfile: false };
  const wanted = [...experiments.split(',').filter((one) => one !== '' && one !== experiment), experiment].join(',');
  return { ...found, env: { ...own, GOEXPERIMENT: wanted }, hasLeakProfile: true };
}

/**
 * Go replaces no file below its module cache, where toolchains lie that go.mod asks for. Such a one is used by a link
 * beside the build cache, always of the same name, so that what is built stays in the cache.
 */
async function leaveModuleCache(
  { GOVERSION: version, GOROOT: root, GOMODCACHE: modules, GOCACHE: cache }: GoEnvironment,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly root: string; readonly own: NodeJS.ProcessEnv }> {
  if (modules === '' || !root.startsWith(modules + sep)) return { root, own: env };
  const link = join(cache, `parked-${version.replace(/\W+/g, '-')}`);
  await mkdir(cache, { recursive: true });
  if ((await readlink(link).catch(() => undefined)) !== root) {
    await unlink(link).catch(() => undefined);
    // Another run may have made it in the meantime.
    await symlink(root, link).catch(() => undefined);
  }
  const path = [join(link, 'bin'), env['PATH'] ?? ''].join(delimiter);
  return { root: link, own: { ...env, GOROOT: link, GOTOOLCHAIN: 'local', PATH: path } };
}

interface GoEnvironment {
  readonly GOVERSION: string;
  readonly GOROOT: string;
  readonly GOEXPERIMENT: string;
  readonly GOMODCACHE: string;
  readonly GOCACHE: string;
  readonly GOMOD: string;
  readonly GOWORK: string;
}

async function readEnvironment(env: NodeJS.ProcessEnv): Promise<GoEnvironment> {
  try {
    const names = ['GOVERSION', 'GOROOT', 'GOEXPERIMENT', 'GOMODCACHE', 'GOCACHE', 'GOMOD', 'GOWORK'];
    const { stdout } = await promisify(execFile)('go', ['env', '-json', ...names], { env });
    return JSON.parse(stdout) as GoEnvironment;
  } catch (error) {
    const said = (error as { readonly stderr?: string }).stderr?.trim() ?? '';
    throw new CommandFailure(
      exitStatus.unreadable,
      said === '' ? 'No go command answers. "parked doctor" says more.' : `go env failed: ${said}`,
    );
  }
}
