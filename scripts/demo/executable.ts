// The executable that Grafana would start: where it is, and how to have it built.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../lib/steps.ts';

/** Grafana finds it by this name: Go's names of system and architecture. */
export function executablePath(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return join(projectDir, 'dist', `gpx_parked_${os}_${arch}${os === 'windows' ? '.exe' : ''}`);
}

/** Why it has to be built, or undefined when it is there and as new as its source. */
export function whyBuild(path: string): string | undefined {
  if (!existsSync(path)) return 'not built yet';
  const builtMs = statSync(path).mtimeMs;
  const sources = readdirSync(join(projectDir, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(projectDir, 'src', name));
  return sources.some((source) => statSync(source).mtimeMs > builtMs) ? 'older than its source' : undefined;
}

/**
 * Builds it, with the build's own progress on this terminal.
 * @returns undefined, or a sentence saying what failed
 */
export async function buildExecutable(signal: AbortSignal): Promise<string | undefined> {
  const script = join(projectDir, 'scripts/run.mjs');
  const child = spawn(process.execPath, [script, 'build', 'backend'], { cwd: projectDir, stdio: 'inherit', signal });
  const status = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, killedBy) => resolve(code ?? killedBy ?? 'killed'));
  });
  return status === 0
    ? undefined
    : `The executable could not be built (${status}). Repeat it alone: npm run build backend`;
}
