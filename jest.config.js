// A moment that is read as one of this machine's time zone is to show.
process.env.TZ = 'America/New_York';

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
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
  coverageProvider: 'v8',
  // What ships.
  collectCoverageFrom: [
    'index.ts',
    'authentication.ts',
    'cache.ts',
    'lazily.ts',
    'limits.ts',
    '{creates,searches,triggers,tavus,forms}/**/*.ts',
  ],
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
};
