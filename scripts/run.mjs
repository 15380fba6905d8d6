// Runs scripts/<name>.ts with a Node that understands TypeScript: the system's own when it is new enough,
// else the one that npm installed with this project. Plain JavaScript, because the system's Node may be 20.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scriptsDir = dirname(fileURLToPath(import.meta.url));
const [name, ...args] = process.argv.slice(2);

const node = findNode();
const script = join(scriptsDir, `${name}.ts`);
if (!name || !existsSync(script)) {
  console.error(`There is no scripts/${name ?? ''}.ts. Use one of the scripts that "npm run" lists.`);
  process.exit(2);
}

const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...args], {
  stdio: 'inherit',
  cwd: dirname(scriptsDir),
});
// Ctrl-C reaches the whole process group: the script decides how to end, this launcher only waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

function findNode() {
  const bundled = locateBundledNode();
  if (bundled) return bundled;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(
    `Node ${process.versions.node} cannot run this project's scripts and npm has no newer one for ${process.platform}-${process.arch}.\n` +
      'Install Node 22.18 or later and run the command again.',
  );
  process.exit(1);
}

function locateBundledNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    const path = join(dirname(manifest), 'bin', 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
