import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const noFetch = {
  // Bun's fetch takes HTTP_PROXY silently and neither runtime's lets an address be checked before it connects.
  name: 'fetch',
  message: 'Use node:http or node:https through backend/targets, where addresses are checked and bodies bounded.',
};

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'build/', '**/*_pb.ts', 'demo/recorded/', 'tests/fixtures/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-restricted-globals': ['error', noFetch],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Line scanners and protocol code compare against control characters on purpose.
      'no-control-regex': 'off',
    },
  },
  {
    files: ['src/core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        noFetch,
        'process',
        'Buffer',
        'setTimeout',
        'setInterval',
        'window',
        'document',
        'crypto',
        'performance',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes into core as a parameter.' },
        { object: 'Math', property: 'random', message: 'Nothing in core is random.' },
      ],
    },
  },
  { files: ['src/{datasource,workbench}/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  {
    files: ['**/*.mjs', 'jest.config.js', 'eslint.config.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
