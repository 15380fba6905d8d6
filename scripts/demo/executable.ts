// The executable that Grafana would start: its path, and how to build it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findHostPlatform } from '../lib/platforms.ts';
import { projectDir } from '../lib/steps.ts';

/** Grafana finds it by this name. */
export function executablePath(): string {
  const { go, extension } = findHostPlatform();
  return join(projectDir, 'dist', `gpx_parked_${go}${extension}`);
}

/**
 * Builds it if it is missing or older than its source, with the build's own progress on this terminal. @returns
 * undefined, or a sentence saying what failed
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
