import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { form } from '../creates/create_conversation.ts';

const readme = readFileSync('README.md', 'utf8');

test.each(form.fields.map(({ label, key }) => [label, key]))(
  'the README lists the field %s',
  (label, key) => {
    expect(readme).toContain(`| ${label} | \`${key}\` |`);
  },
);

test('the README lists no field that the form does not have', () => {
  const rows = [...readme.matchAll(/^\| [^|]+ \| `(\w+)` \|/gm)].map((row) => row[1]);
  expect(rows.sort()).toEqual(form.fields.map(({ key }) => key).sort());
});
