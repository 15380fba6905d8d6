// Builds the browser half: one AMD module, as Grafana's loader wants it. What Grafana shares with its plugins stays out.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import type { Compiler, Configuration } from 'webpack';

const projectDir = dirname(fileURLToPath(import.meta.url));

/** What Grafana hands to every plugin. React above all must be Grafana's own: two of them break hooks. */
const shared: NonNullable<Configuration['externals']> = [
  // The loader's description of the module itself.
  { 'amd-module': 'module' },
  'lodash',
  'jquery',
  'moment',
  'slate',
  'emotion',
  '@emotion/react',
  '@emotion/css',
  'prismjs',
  'slate-plain-serializer',
  '@grafana/slate-react',
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-redux',
  'redux',
  'rxjs',
  'i18next',
  'react-router',
  'd3',
  'angular',
  /^@grafana\/(ui|runtime|data)/i,
  ({ request }, callback) => {
    const prefix = 'grafana/';
    if (request?.startsWith(prefix)) callback(undefined, request.slice(prefix.length));
    else callback();
  },
];

/**
 * Source maps are written before the chunks have their final hashes: what they tell of the first ones, which come from the
 * paths of the build folder, is left out. Without it no two folders give the same maps.
 */
function leaveOutFirstHashes(compiler: Compiler): void {
  const name = 'leave out first hashes';
  compiler.hooks.thisCompilation.tap(name, (compilation) => {
    const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_HASH + 1;
    compilation.hooks.processAssets.tap({ name, stage }, (assets) => {
      for (const [file, asset] of Object.entries(assets)) {
        if (!/\.map(\?|$)/.test(file)) continue;
        const map = JSON.parse(asset.source().toString()) as {
          file: string;
          sources: string[];
          sourcesContent: (string | null)[];
        };
        map.file = map.file.replace(/\?.*/, '');
        map.sourcesContent = map.sourcesContent.map((text, index) =>
          map.sources[index]?.includes('webpack/runtime/get javascript chunk filename') ? null : text,
        );
        compilation.updateAsset(file, new webpack.sources.RawSource(JSON.stringify(map)));
      }
    });
  });
}

/** `outputDir` receives module.js and its source map, and nothing is deleted there. */
export function configureWebpack(outputDir: string): Configuration {
  return {
    mode: 'production',
    context: join(projectDir, 'src/datasource'),
    entry: { module: './module.ts' },
    devtool: 'source-map',
    externals: shared,
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          exclude: /node_modules/,
          loader: 'swc-loader',
          options: {
            swcrc: false,
            configFile: false,
            jsc: {
              target: 'es2022',
              parser: { syntax: 'typescript', tsx: true },
              transform: { react: { runtime: 'classic' } },
            },
          },
        },
        // Packages that are ES modules still import parts of others without their endings.
        { test: /\.m?js$/, resolve: { fullySpecified: false } },
      ],
    },
    output: {
      path: outputDir,
      filename: '[name].js',
      chunkFilename: 'module-[name].js?_cache=[contenthash]',
      library: { type: 'amd' },
      publicPath: 'public/plugins/parked-goroutines-datasource/',
      uniqueName: 'parked-goroutines-datasource',
    },
    plugins: [
      // Whole RE2 would be half of what a browser loads, and only the backend matches with it.
      new webpack.NormalModuleReplacementPlugin(
        /(^|\/)regular-expression\.ts$/,
        join(projectDir, 'src/datasource/expressions/checked-expression.ts'),
      ),
      leaveOutFirstHashes,
    ],
    performance: { hints: false },
  };
}

export default configureWebpack(join(projectDir, 'dist'));
