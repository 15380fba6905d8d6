// The inputs of the reader benchmarks: profiles of a real process where Go is there, else the fuzzer's seeds repeated.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const projectDir = join(import.meta.dirname, '../../..');
export const workDir = join(projectDir, 'build/bench');

/** Undefined when there is no Go, or the program does not build. */
export function buildGo(folder: string, name: string): string | undefined {
  const output = join(workDir, name);
  mkdirSync(workDir, { recursive: true });
  const built = spawnSync('go', ['build', '-o', output, '.'], { cwd: folder, encoding: 'utf8' });
  return built.status === 0 ? output : undefined;
}

export interface ProfileFiles {
  readonly dump: string;
  readonly counts: string;
  readonly samples: string;
}

/** Profiles of a process with `args` of tests/bench/readers/park; undefined without Go. */
export function makeProfiles(name: string, args: readonly string[]): ProfileFiles | undefined {
  const folder = join(workDir, name);
  const files = {
    dump: join(folder, 'dump.txt'),
    counts: join(folder, 'counts.txt'),
    samples: join(folder, 'samples.pb.gz'),
  };
  if (existsSync(files.samples) && existsSync(files.dump)) return files;
  const park = buildGo(join(import.meta.dirname, 'park'), 'park');
  if (!park) return undefined;
  mkdirSync(folder, { recursive: true });
  execFileSync(park, [...args, '-out', folder]);
  return files;
}

/**
 * A dump of about `bytes`: the goroutines of a real one, again and again with new numbers and waits. Written piece by
 * piece.
 */
export function repeatDump(source: string, target: string, bytes: number): void {
  if (existsSync(target)) return;
  const blocks = readFileSync(source, 'latin1').trimEnd().split('\n\n');
  const file = openSync(`${target}.part`, 'w');
  let written = 0;
  let id = 1;
  let piece: string[] = [];
  while (written < bytes) {
    const block = blocks[id % blocks.length] ?? '';
    const minutes = id % 3 === 0 ? `, ${1 + (id % 500)} minutes` : '';
    piece.push(block.replace(/^goroutine \d+ \[([^\]]*?)(, \d+ minutes)?\]:/, `goroutine ${id + 100} [$1${minutes}]:`));
    id++;
    if (piece.length === 5000) {
      written += writeSync(file, `${piece.join('\n\n')}\n\n`, null, 'latin1');
      piece = [];
    }
  }
  closeSync(file);
  execFileSync('mv', [`${target}.part`, target]);
}

/** Replaces a real dump if there is no Go. */
export function writeSeedDump(target: string, bytes: number): void {
  mkdirSync(workDir, { recursive: true });
  const seed = join(projectDir, 'tests/fuzz/seeds/go1.20-dump.txt');
  if (!existsSync(target)) {
    writeFileSync(`${target}.seed`, readFileSync(seed));
    repeatDump(`${target}.seed`, target, bytes);
  }
}
