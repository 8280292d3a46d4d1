import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { form } from '../creates/create_conversation.ts';
import App from '../index.ts';

const readme = readFileSync('README.md', 'utf8');

test('the fields that the README shows are fields of the form, and lead to the page that has all', () => {
  const rows = [...readme.matchAll(/^\| ([^|]+) \| `(\w+)` \|/gm)].map(([, label, key]) => ({
    label,
    key,
  }));
  const fields = form.fields.map(({ label, key }) => ({ label, key }));
  expect(rows.length).toBeGreaterThan(5);
  expect(fields).toEqual(expect.arrayContaining(rows));
  expect(readme).toContain('(docs/fields.md)');
});

const visible = [App.triggers, App.creates, App.searches]
  .flatMap((kind) => Object.values(kind ?? {}))
  .filter(({ display }) => display.hidden !== true);

test.each(visible.map(({ display }) => display.label))('the README has %s', (label) => {
  expect(readme).toContain(`**${label}**`);
});

test('the chart at the top of the README has operations of the app', () => {
  const [, chart = ''] = /^```mermaid\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  const named = [...chart.matchAll(/Tavus<br>([^"]+)"/g)].map((match) => match[1]);
  expect(named).toHaveLength(2);
  expect(visible.map(({ display }) => display.label)).toEqual(expect.arrayContaining(named));
});

test('the README begins with building Zaps, and has the two commands as they are typed', () => {
  const use = readme.indexOf('\n## Build Zaps with it\n');
  const develop = readme.indexOf('\n## Develop it\n');
  expect(use).toBeGreaterThan(0);
  expect(develop).toBeGreaterThan(use);
  for (const command of ['npm ci && npm run demo', 'npm ci && npm test']) {
    expect(readme.indexOf(`\n    ${command}\n`)).toBeGreaterThan(develop);
  }
});
