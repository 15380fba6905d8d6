// Runs webpack for the browser half and puts what it made beside the executable, without touching anything else there.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import webpack from 'webpack';
import { configureWebpack } from '../../webpack.config.ts';

/** module.js, its source map, and whatever the module loads later. */
const made = /^module[.-]/;

/** Of all that browsers may ever load, gzipped: whoever waits for a dashboard waits for this as well. */
const mostBytes = 80_000;

/** Builds in `scratchDir`, then moves to `distDir`. Undefined, or what webpack complains of. */
export async function bundleModule(scratchDir: string, distDir: string): Promise<string | undefined> {
  const outputDir = join(scratchDir, 'frontend');
  const problem = await runWebpack(outputDir);
  if (problem !== undefined) return problem;
  const bytes = weigh(outputDir);
  if (bytes > mostBytes) return `The browser half takes ${bytes} bytes gzipped, and ${mostBytes} is the most.`;
  mkdirSync(distDir, { recursive: true });
  for (const name of readdirSync(distDir).filter((one) => made.test(one))) rmSync(join(distDir, name));
  for (const name of readdirSync(outputDir)) renameSync(join(outputDir, name), join(distDir, name));
  return undefined;
}

function weigh(outputDir: string): number {
  const scripts = readdirSync(outputDir).filter((name) => name.endsWith('.js'));
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(outputDir, name)), { level: 9 }).length, 0);
}

function runWebpack(outputDir: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const compiler = webpack(configureWebpack(outputDir));
    compiler.run((error, stats) => {
      // Warnings too: what a bundle lacks shows in the browser first.
      const isFine = !error && stats !== undefined && !stats.hasErrors() && !stats.hasWarnings();
      const problem = isFine
        ? undefined
        : (error?.stack ?? stats?.toString({ preset: 'errors-warnings' }) ?? 'no result');
      compiler.close(() => resolve(problem));
    });
  });
}
