import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { FILES, filesOf, PLACES, SUITES, suiteOf, TESTS } from './suite_files.ts';

const SOURCES = readdirSync(TESTS, { encoding: 'utf8', recursive: true }).filter((name) =>
  name.endsWith('.ts'),
);

test('npm test runs every test file once', () => {
  const entries = SOURCES.filter((name) => name.endsWith('.suite.ts')).sort();
  expect(entries.map(suiteOf)).toEqual(SUITES);
  expect(SUITES.flatMap(filesOf).sort()).toEqual(FILES);
  const places = Object.values(PLACES).flat();
  expect(places.filter((place) => !existsSync(path.join(TESTS, place)))).toEqual([]);
});

// A suite loads each module once, so hooks that a test file brings along would apply to the first such file alone.
test.each(['suites', 'mutation'])('%s/suite.ts imports every helper with hooks', (folder) => {
  const suite = readFileSync(path.join(TESTS, folder, 'suite.ts'), 'utf8');
  const helpers = SOURCES.filter((name) => !name.endsWith('.test.ts'));
  const withHooks = helpers.filter((name) =>
    /^(before|after)(All|Each)\(/m.test(readFileSync(path.join(TESTS, name), 'utf8')),
  );
  expect(withHooks).toContain('tavus_app.ts');
  for (const name of withHooks) expect(suite).toContain(`import '../${name}';`);
});
