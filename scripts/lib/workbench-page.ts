// Bundles the page of `parked serve` into a module, so that one executable holds everything.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { projectDir } from './steps.ts';

export const pageModule = join(projectDir, 'build/page/page.js');
/** Its contents. */
export const pageSources = ['src/workbench', 'src/core', 'src/frames', 'scripts/lib/workbench-page.ts'];

const room = 'src/workbench';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** `runBun` ends the build when Bun fails. */
export async function bundlePage(scratchDir: string, runBun: (args: readonly string[]) => void): Promise<void> {
  const out = join(scratchDir, 'page');
  const flags = [
    `--tsconfig-override=${room}/bundle.tsconfig.json`,
    '--target=browser',
    '--format=esm',
    '--minify',
    '--define',
    'process.env.NODE_ENV="production"',
  ];
  const naming = ['--entry-naming=[name].[ext]', '--chunk-naming=[name]-[hash].[ext]'];
  const entries = ['main.tsx', 'dumps/worker.ts'].map((name) => `${room}/${name}`);
  runBun(['build', ...entries, ...flags, ...naming, '--splitting', '--root', room, `--outdir=${out}`]);
  runBun(['build', `${room}/styles/page.css`, '--minify', `--outdir=${out}`]);
  const files = new Map<string, Buffer>(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [`/${entry.name}`, readFileSync(join(entry.parentPath, entry.name))]),
  );
  for (const [path, bytes] of files) if (extname(path) === '.js') files.set(path, await shrink(bytes));
  files.set('/', preload(readFileSync(join(projectDir, room, 'index.html'), 'utf8'), files.get('/main.js')));
  files.set('/icon.svg', readFileSync(join(projectDir, room, 'icon.svg')));
  const scratch = join(scratchDir, 'page.js');
  writeFileSync(scratch, writeModule(files));
  mkdirSync(dirname(pageModule), { recursive: true });
  rmSync(pageModule, { force: true });
  renameSync(scratch, pageModule);
}

/** The page packs to 5 % less when Terser minifies what Bun has minified. */
async function shrink(script: Buffer): Promise<Buffer> {
  const { code = '' } = await minify(script.toString(), { module: true, ecma: 2020, compress: { passes: 2 } });
  return Buffer.from(code);
}

/** Names the parts of the program, so that the browser asks for them while it reads the program itself. */
function preload(html: string, program: Buffer | undefined): Buffer {
  const parts = new Set([...String(program).matchAll(/from"\.(\/main-[a-z0-9]+\.js)"/g)].map(([, path]) => path));
  const links = [...parts].map((path) => `<link rel="modulepreload" href="${path}" />`);
  return Buffer.from(html.replace('</head>', `${links.join('')}</head>`));
}

function writeModule(files: ReadonlyMap<string, Buffer>): string {
  const entries = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => {
      const type = types[path === '/' ? '.html' : extname(path)] ?? 'application/octet-stream';
      const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
      return [path, { type, hash, gzip: pack(bytes).toString('base64') }] as const;
    });
  return `export const files = ${JSON.stringify(Object.fromEntries(entries))};\n`;
}

/** zlib's memory level decides where blocks end. Which one packs best differs from file to file. */
function pack(bytes: Buffer): Buffer {
  return [7, 8, 9]
    .map((memLevel) => gzipSync(bytes, { level: 9, memLevel }))
    .reduce((best, packed) => (packed.length < best.length ? packed : best));
}
