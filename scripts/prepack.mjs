// Builds the program and the library that `npm pack` puts into the package. Plain JavaScript: it runs in a clone
// without dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));

// The output of npm pack is the package's name, so messages go to standard error.
function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: projectDir, stdio: ['ignore', 2, 2], ...options });
  if (status === 0) return;
  console.error(`npm pack: "${[command, ...args].join(' ')}" failed, so there is no program to pack.`);
  process.exit(1);
}

if (!existsSync(join(projectDir, 'node_modules'))) run('npm', ['ci'], { shell: process.platform === 'win32' });
for (const part of ['cli', 'library']) run(process.execPath, ['scripts/run.mjs', 'build', part]);
