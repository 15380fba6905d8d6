// The page that hosts the plugin, made from the packages of one release in their development form. In this form React
// prints its warnings.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import webpack from 'webpack';
import type { Configuration } from 'webpack';
import { projectDir } from '../lib/steps.ts';
import type { Release } from './releases.ts';

const sources = join(projectDir, 'tests/grafana/host');
/** SystemJS and what Grafana adds to it, in this order. */
const loaderParts = ['system.js', 'extras/amd.js', 'extras/named-register.js'];

/** Returns the folder of the page. Throws webpack's errors. */
export async function makeHostPage(release: Release): Promise<string> {
  const folder = join(release.folder, 'host');
  await build(configure(release, folder));
  const scripts = [...loaderParts.map((part) => `loader/${part}`), 'host.js'];
  for (const part of loaderParts) {
    mkdirSync(join(folder, 'loader/extras'), { recursive: true });
    cpSync(join(release.folder, 'node_modules/systemjs/dist', part), join(folder, 'loader', part));
  }
  const tags = scripts.map((path) => `<script src="/host/${path}"></script>`).join('\n');
  // What Grafana's server tells its pages: the place of pictures, and the user.
  const boot = { settings: { featureToggles: {} }, user: { orgRole: 'Admin' }, navTree: [] };
  const place = `<script>window.__grafana_public_path__ = '/public/'; window.grafanaBootData = ${JSON.stringify(boot)};</script>`;
  const head = `<meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">`;
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html>\n<html lang="en"><head>${head}${place}</head>\n<body>\n${tags}\n</body></html>\n`,
  );
  return folder;
}

function configure(release: Release, outputDir: string): Configuration {
  const installed = join(release.folder, 'node_modules');
  return {
    mode: 'development',
    devtool: false,
    context: sources,
    entry: { host: './host.tsx' },
    resolve: { extensions: ['.mjs', '.js', '.cjs', '.json'], fallback: { stream: false, string_decoder: false } },
    resolveLoader: { modules: [join(projectDir, 'node_modules')] },
    experiments: { topLevelAwait: true },
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          include: sources,
          // The page's own code sees only this release. Packages find what npm installed beside them.
          resolve: { modules: [installed] },
          loader: 'swc-loader',
          options: {
            swcrc: false,
            configFile: false,
            jsc: {
              target: 'es2022',
              parser: { syntax: 'typescript', tsx: true },
              // React 19 complains of the classic form in a development build, and this page is one.
              transform: { react: { runtime: 'automatic' } },
            },
          },
        },
        { test: /\.m?js$/, resolve: { fullySpecified: false } },
        { test: /\.(css|svg|png|ttf|woff2?)$/, type: 'asset/source' },
      ],
    },
    output: { path: outputDir, filename: '[name].js', chunkFilename: 'part-[id].js', publicPath: '/host/' },
    performance: { hints: false },
  };
}

function build(configuration: Configuration): Promise<void> {
  const compiler = webpack(configuration);
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      const isFine = !error && stats !== undefined && !stats.hasErrors();
      const problem = error ?? new Error(stats?.toString({ preset: 'errors-only' }) ?? 'no result');
      compiler.close(() => (isFine ? resolve() : reject(problem)));
    });
  });
}
