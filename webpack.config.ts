// Builds the browser half: one AMD module, as Grafana's loader wants it. What Grafana shares with its plugins stays
// out.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Configuration } from 'webpack';

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
            // Webpack makes the paths in a map relative, but not in one that is still text. Then the build folder gets
            // into the first hashes of chunks and these into module.js, where their letters sway which names minifying
            // chooses.
            parseMap: true,
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
    // What two editors share is loaded once. By default pieces under 20 kB are put into both.
    optimization: { splitChunks: { minSize: 8_000 } },
    performance: { hints: false },
  };
}

export default configureWebpack(join(projectDir, 'dist'));
