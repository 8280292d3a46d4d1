import { availableParallelism } from 'node:os';

// A moment that is read as one of this machine's time zone is to show.
process.env.TZ = 'America/New_York';

/** For a few test files: `npx jest test/creates`. `npm test` runs all of them in suites (jest.suites.config.js). */
/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFiles: ['<rootDir>/test/setup.ts'],
  transform: {
    '\\.ts$|/node_modules/marked/': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  // marked comes as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!marked/)'],
  // Looking up a global in jest's context is slow, so each module gets these as arguments. No package declares one of them,
  // and no test replaces one.
  sandboxInjectedGlobals: [
    'Array',
    'Boolean',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'Reflect',
    'RegExp',
    'Set',
    'String',
    'TypeError',
    'WeakMap',
  ],
  moduleNameMapper: { '^domain$': '<rootDir>/test/no_domain.ts' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/build', '<rootDir>/.stryker-tmp'],
  testTimeout: 20_000,
  // One of them usually waits, for a limit of the app or for another process.
  maxWorkers: availableParallelism() + 1,
  // The other provider, v8, makes every file of the platform slower too.
  coverageProvider: 'babel',
  // What ships.
  collectCoverageFrom: [
    'index.ts',
    'authentication.ts',
    'hydrators.ts',
    '{creates,searches,triggers,fields,samples,forms,tavus,platform}/**/*.ts',
  ],
  coverageReporters: [['text', { skipFull: true }]],
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
};
