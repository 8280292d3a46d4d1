import config from './jest.config.js';

/** `npm test`: all test files, in suites. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/suites/*.suite.ts'],
};
