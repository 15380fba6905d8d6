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
const setupFiles = ['<rootDir>/tests/support/fixed-seed.ts'];

/** @type {import('jest').Config} */
export default {
  watchman: false,
  projects: [
    {
      displayName: 'node',
      testEnvironment: 'node',
      roots: ['<rootDir>/src', '<rootDir>/tests', '<rootDir>/scripts', '<rootDir>/demo'],
      testMatch: ['**/*.test.ts'],
      transform,
      setupFiles,
    },
    {
      // Components, in a page that jsdom imitates; what needs a real one is tried in Chromium.
      displayName: 'browser',
      testEnvironment: 'jsdom',
      roots: ['<rootDir>/src/datasource', '<rootDir>/src/workbench'],
      testMatch: ['**/*.test.tsx'],
      transform: { ...transform, '^.+\\.m?js$': transform['^.+\\.tsx?$'] },
      // Grafana's packages and some of their own are published as modules only.
      transformIgnorePatterns: [],
      moduleNameMapper: {
        '\\.(css|svg)$': '<rootDir>/tests/support/empty-asset.ts',
        '^react-inlinesvg$': '<rootDir>/tests/support/inline-svg.ts',
      },
      setupFiles,
      setupFilesAfterEnv: ['<rootDir>/tests/support/page.ts'],
    },
  ],
};
