/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/adapters/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  // A tree built into dist/, or left by a run, must never be tested beside its source.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/', '<rootDir>/.tmp/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        module: { type: 'es6' },
        sourceMaps: 'inline',
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
        },
      },
    ],
  },
  // Our own imports carry the suffix of the compiled file; packages keep theirs.
  moduleNameMapper: { '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1' },
  // One PostgreSQL and one Redis for the whole run.
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // Tests wait for servers a good part of their time: a third worker keeps two cores busy.
  maxWorkers: 3,
  // For real servers on a machine that stands still now and then; a unit test takes milliseconds. Time is never what a test promises.
  testTimeout: 120_000,
  restoreMocks: true,
};
