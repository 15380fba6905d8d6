// The executable that Grafana would start, built from the sources as they are now.
import { spawnSync } from 'node:child_process';
import { executablePath } from '../../scripts/demo/executable.ts';
import { projectDir } from '../../scripts/lib/steps.ts';

/** Builds the executable where it is missing or older than its sources, and says where it is. */
export function buildExecutable(): string {
  const build = spawnSync(process.execPath, ['scripts/run.mjs', 'build', 'backend'], {
    cwd: projectDir,
    encoding: 'utf8',
  });
  if (build.status !== 0) throw new Error(`"npm run build backend" failed:\n${build.stdout}${build.stderr}`);
  return executablePath();
}
