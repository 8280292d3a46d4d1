import config from './jest.config.js';

/** The tests that judge a mutant: docs/mutation.md. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/mutation/suites/*.ts'],
  runner: '<rootDir>/test/mutation/runner.ts',
  testSequencer: '<rootDir>/test/mutation/in_order.ts',
  testEnvironment: './test/mutation/environment.ts',
  coverageThreshold: undefined,
};
