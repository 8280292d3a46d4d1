/** Mutation testing of all that ships: `npm run mutation`. How to read it: docs/mutation.md. */
import { availableParallelism } from 'node:os';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    '{authentication,hydrators}.ts',
    '{creates,searches,triggers,fields,forms,tavus,platform}/**/*.ts',
    // Replaced in mutation runs (jest.mutation.config.js).
    '!platform/lazily.ts',
  ],
  // TypeScript 7 has no API for Stryker to rewrite tsconfig.json with, and swc does not read it.
  tsconfigFile: 'none.json',
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
  testRunnerNodeArgs: ['--experimental-async-context-frame'],
  coverageAnalysis: 'perTest',
  // Most of these are labels and samples, each of which would need every test: docs/mutation.md.
  ignoreStatic: true,
  // One of them usually waits, as in npm test.
  concurrency: availableParallelism() + 1,
  timeoutMS: 10_000,
  // Each run of jest leaves some memory behind.
  maxTestRunnerReuse: 80,
  reporters: ['progress', 'clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation.html' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 97, low: 94, break: 94 },
  ignorePatterns: ['dist', 'build', 'coverage', 'reports', 'docs', 'bench'],
};
