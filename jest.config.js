import { availableParallelism } from 'node:os';

// A moment that is read as one of this machine's time zone is to show.
process.env.TZ = 'America/New_York';

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: '<rootDir>/test/one_realm/environment.ts',
  runtime: '<rootDir>/test/one_realm/runtime.ts',
  setupFiles: ['<rootDir>/test/setup.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/build'],
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
