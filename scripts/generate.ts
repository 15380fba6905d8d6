// Writes src/backend/protocol/gen/*_pb.ts from proto/*.proto. The result is committed, so that the generator is needed
// only after a change of a .proto file. With --check it writes nothing and fails when the committed files are out of
// date.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const committedDir = join(root, 'src/backend/protocol/gen');
const resolve = createRequire(import.meta.url).resolve;

if (process.argv.includes('--check')) check();
else generateInto(committedDir);

function generateInto(outDir: string): void {
  const template = {
    version: 'v2',
    plugins: [
      {
        local: [process.execPath, binaryOf('@bufbuild/protoc-gen-es', 'protoc-gen-es')],
        out: outDir,
        opt: ['target=ts', 'import_extension=ts', 'erasable_syntax=true'],
      },
    ],
  };
  const args = [binaryOf('@bufbuild/buf', 'buf'), 'generate', 'proto', '--template', JSON.stringify(template)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

function check(): void {
  const freshDir = mkdtempSync(join(tmpdir(), 'parked-generate-'));
  generateInto(freshDir);
  const names = new Set([...readdirSync(freshDir), ...readdirSync(committedDir)]);
  const stale = [...names].filter((name) => read(freshDir, name) !== read(committedDir, name));
  rmSync(freshDir, { recursive: true });
  if (stale.length === 0) return;
  console.error(`Out of date: ${stale.join(', ')} in src/backend/protocol/gen. Run "npm run generate" and commit.`);
  process.exit(1);
}

function read(dir: string, name: string): string | undefined {
  try {
    return readFileSync(join(dir, name), 'utf8');
  } catch {
    return undefined;
  }
}

function binaryOf(packageName: string, command: string): string {
  return join(dirname(resolve(`${packageName}/package.json`)), 'bin', command);
}
