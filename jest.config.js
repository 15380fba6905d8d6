const transform = {
  '^.+\\.tsx?$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'classic' } },
        target: 'es2023',
      },
      module: { type: 'commonjs' },
      sourceMaps: 'inline',
    },
  ],
};
/**
 * What runs how often: `npm test` what every change has to pass, `npm run test:nightly` what takes longer, `npm run
 * test:release` what takes hours.
 */
const suffixes = { change: '.test', nightly: '.nightly', release: '.release' };
const tier = process.env['PARKED_TIER'] ?? 'change';
const setupFiles = ['<rootDir>/tests/support/fixed-seed.ts'];
/** A folder with the packages of another Grafana, for `npm run test:grafana`. */
const otherGrafana = process.env['PARKED_GRAFANA'];

/** @type {import('jest').Config} */
export default {
  watchman: false,
  // A shared machine may be many times slower than a quiet one; what hangs is still found.
  testTimeout: 60_000,
  // Each file leaves modules behind in its worker.
  workerIdleMemoryLimit: '900MB',
  projects: [
    {
      displayName: 'node',
      testEnvironment: 'node',
      roots: ['<rootDir>/src', '<rootDir>/tests', '<rootDir>/scripts', '<rootDir>/demo'],
      testMatch: [`**/*${suffixes[tier]}.ts`],
      // Published as a module only.
      transform: { ...transform, 'node_modules/marked/.+\\.js$': transform['^.+\\.tsx?$'] },
      transformIgnorePatterns: ['/node_modules/(?!marked/)'],
      setupFiles,
    },
    {
      // Components, in a page that jsdom imitates; what needs a real one is tried in Chromium.
      displayName: 'browser',
      testEnvironment: 'jsdom',
      roots: ['<rootDir>/src/datasource', '<rootDir>/src/workbench'],
      testMatch: [`**/*${suffixes[tier]}.tsx`],
      transform: { ...transform, '^.+\\.m?js$': transform['^.+\\.tsx?$'] },
      // Grafana's packages and some of their own are published as modules only.
      transformIgnorePatterns: [],
      moduleNameMapper: {
        '\\.(css|svg)$': '<rootDir>/tests/support/empty-asset.ts',
        '^react-inlinesvg$': '<rootDir>/tests/support/inline-svg.ts',
      },
      setupFiles,
      setupFilesAfterEnv: [
        '<rootDir>/tests/support/page.ts',
        ...(otherGrafana === undefined ? [] : ['<rootDir>/tests/grafana/expect-release.ts']),
      ],
      ...(otherGrafana === undefined ? {} : { resolver: '<rootDir>/tests/grafana/resolve-from-release.mjs' }),
    },
  ],
};
