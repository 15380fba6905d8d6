// What Go programs left behind when they were last run, kept beside the packages: programs that did not change are not
// compiled and run again, and a bench that was ended goes on where it was.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const storeDir = fileURLToPath(new URL('../../node_modules/.cache/parked-causes', import.meta.url));

/** The folder that `run` wrote into, now or at a time when `program`'s files and `also` were the same. */
export async function runOnce(
  name: string,
  program: string,
  also: string,
  run: (out: string) => Promise<void>,
): Promise<string> {
  const folder = join(storeDir, `${name}-${identify(program, also)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    await run(unfinished);
    for (const other of readdirSync(storeDir)) {
      if (/^(.*)-[0-9a-f]{32}$/.exec(other)?.[1] === name) rmSync(join(storeDir, other), { recursive: true });
    }
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function identify(program: string, also: string): string {
  const hash = createHash('sha256').update(also);
  const files = readdirSync(program, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
    hash.update(`\n${path.slice(program.length)}\n`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 32);
}
