import config from './jest.config.js';

/** The tests that judge a mutant: docs/mutation.md. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/mutation/one_suite.ts'],
  testEnvironment: './test/mutation/environment.ts',
  coverageThreshold: undefined,
};
