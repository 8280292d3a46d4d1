import config from './jest.config.js';

/** The tests that judge a mutant (docs/mutation.md). */
export default {
  ...config,
  testMatch: ['<rootDir>/test/suites/[1-5]_*.suite.ts'],
  moduleNameMapper: {
    ...config.moduleNameMapper,
    '^\\./suite\\.ts$': '<rootDir>/test/mutation/suite.ts',
    '/platform/lazily\\.ts$': '<rootDir>/test/mutation/not_lazily.ts',
  },
  runner: '<rootDir>/test/mutation/runner.ts',
  testSequencer: '<rootDir>/test/mutation/in_order.ts',
  testEnvironment: './test/mutation/environment.ts',
  coverageThreshold: undefined,
};
