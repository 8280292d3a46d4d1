import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { reliabilityTables } from './reliability_tables.ts';

const FILE = new URL('../../docs/reliability.md', import.meta.url);
const BEGIN = '<!-- begin: made by `UPDATE_DOCS=1 npx jest test/faults/reliability` -->';
const END = '<!-- end -->';

test('docs/reliability.md has the tables that matrix.test.ts proves', () => {
  const page = readFileSync(FILE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  const current = `${before}${BEGIN}\n\n${reliabilityTables()}\n\n${END}${after}`;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, current);
  expect(readFileSync(FILE, 'utf8')).toBe(current);
});
