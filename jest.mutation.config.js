import config from './jest.config.js';

/** The tests that judge a mutant: those of single operations, none that need real time. */
export default {
  ...config,
  testMatch: [
    '<rootDir>/test/{creates,forms,searches,tavus,triggers}/**/*.test.ts',
    '<rootDir>/test/{app,authentication}.test.ts',
  ],
  testPathIgnorePatterns: ['create_once'],
  coverageThreshold: undefined,
};
