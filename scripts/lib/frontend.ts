// Runs webpack for the browser half and moves the result beside the executable. Other files there stay untouched.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import webpack from 'webpack';
import { configureWebpack } from '../../webpack.config.ts';

/** module.js, its source map, and the chunks that it loads later. */
const made = /^module[.-]/;

/** Gzipped. Every dashboard waits for module.js; editors load the rest, RE2 among it, when one is opened. */
const maxBytes = { module: 16_000, all: 115_000 } as const;

/** Builds in `scratchDir`, then moves to `distDir`. Returns webpack's errors, or undefined. */
export async function bundleModule(scratchDir: string, distDir: string): Promise<string | undefined> {
  const outputDir = join(scratchDir, 'frontend');
  const problem = await runWebpack(outputDir);
  if (problem !== undefined) return problem;
  for (const [what, isMeant] of [
    ['module', (name: string) => name === 'module.js'],
    ['all', () => true],
  ] as const) {
    const bytes = weigh(outputDir, isMeant);
    if (bytes > maxBytes[what]) return `${what}: ${bytes} bytes gzipped, and ${maxBytes[what]} is the bound.`;
  }
  mkdirSync(distDir, { recursive: true });
  for (const name of readdirSync(distDir).filter((one) => made.test(one))) rmSync(join(distDir, name));
  for (const name of readdirSync(outputDir)) renameSync(join(outputDir, name), join(distDir, name));
  return undefined;
}

function weigh(outputDir: string, isMeant: (name: string) => boolean): number {
  const scripts = readdirSync(outputDir).filter((name) => name.endsWith('.js') && isMeant(name));
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(outputDir, name)), { level: 9 }).length, 0);
}

function runWebpack(outputDir: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const compiler = webpack(configureWebpack(outputDir));
    compiler.run((error, stats) => {
      // Includes warnings, because missing parts of a bundle only show in the browser.
      const isFine = !error && stats !== undefined && !stats.hasErrors() && !stats.hasWarnings();
      const problem = isFine
        ? undefined
        : (error?.stack ?? stats?.toString({ preset: 'errors-warnings' }) ?? 'no result');
      compiler.close(() => resolve(problem));
    });
  });
}
