// Runs webpack for the browser half and puts what it made beside the executable, without touching anything else there.
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import webpack from 'webpack';
import { configureWebpack } from '../../webpack.config.ts';

/** module.js, its source map, and whatever the module loads later. */
const made = /^module[.-]/;

/** Builds in `scratchDir`, then moves to `distDir`. Undefined, or what webpack complains of. */
export async function bundleModule(scratchDir: string, distDir: string): Promise<string | undefined> {
  const outputDir = join(scratchDir, 'frontend');
  const problem = await runWebpack(outputDir);
  if (problem !== undefined) return problem;
  mkdirSync(distDir, { recursive: true });
  for (const name of readdirSync(distDir).filter((one) => made.test(one))) rmSync(join(distDir, name));
  for (const name of readdirSync(outputDir)) renameSync(join(outputDir, name), join(distDir, name));
  return undefined;
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
