// Builds the plugin and lists its imports from Grafana.
import { rmSync } from 'node:fs';
import webpack from 'webpack';
import type { StatsModule } from 'webpack';
import { configureWebpack } from '../../webpack.config.ts';

export interface Bundle {
  readonly folder: string;
  /** By package: the imports of the plugin and of the packages within it. */
  readonly taken: Readonly<Record<string, readonly string[]>>;
}

/** Builds it like `npm run build frontend`, into a separate folder. Throws webpack's errors. */
export async function makeBundle(folder: string): Promise<Bundle> {
  // Chunks of an earlier build have other names.
  rmSync(folder, { recursive: true, force: true });
  const modules = await build(folder);
  const taken: Record<string, readonly string[]> = {};
  for (const { name = '', usedExports } of modules) {
    const external = /^external (?:amd )?"([^"]+)"$/.exec(name)?.[1];
    if (external !== undefined) taken[external] = Array.isArray(usedExports) ? usedExports : [];
  }
  return { folder, taken };
}

function build(folder: string): Promise<readonly StatsModule[]> {
  const compiler = webpack(configureWebpack(folder));
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      const report = stats?.toJson({ all: false, modules: true, modulesSpace: Infinity, usedExports: true });
      const isFine = !error && stats !== undefined && !stats.hasErrors() && !stats.hasWarnings();
      const problem = error ?? new Error(stats?.toString({ preset: 'errors-warnings' }) ?? 'no result');
      compiler.close(() => (isFine ? resolve(report?.modules ?? []) : reject(problem)));
    });
  });
}
