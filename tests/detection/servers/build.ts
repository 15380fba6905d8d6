// Builds a server from the Go module proxy, once a version.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Program } from './model.ts';

const runFile = promisify(execFile);
const storeDir = fileURLToPath(new URL('../../../node_modules/.cache/parked-servers', import.meta.url));

/** Answers the path of the program. Minutes the first time. */
export async function buildServer({ name, program, version }: Program): Promise<string> {
  const folder = join(storeDir, `${name}-${version}`);
  const binary = join(folder, name);
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const go = (...args: string[]) =>
    runFile('go', args, { cwd: folder, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, GOWORK: 'off' } });
  if (!existsSync(join(folder, 'go.mod'))) await go('mod', 'init', `servers.example/${name}`);
  await go('get', '-tool', `${program}@${version}`);
  await go('build', '-o', binary, program);
  return binary;
}
