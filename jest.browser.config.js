import config from './jest.config.js';

/** `npm run test:browser`: the preview in a real browser. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/browser/*.browser.ts'],
  maxWorkers: 1,
  testTimeout: 60_000,
  coverageThreshold: undefined,
};
