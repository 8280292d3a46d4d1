import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as zod from 'zod';
import App from '../index.ts';
import packageJson from '../package.json';
import { fieldsPage } from '../release/write_docs.ts';
import { command, inputFieldsOf } from './tavus_app.ts';

/** The documents against the app: what they quote, name and link to is really there. */

const PROJECT = join(__dirname, '..');
const NOT_OURS = new Set(['node_modules', 'dist', 'build', 'coverage', 'reports', '.git']);

/** The paths of the project's files with one of the endings. */
function files(ending: string, folder = PROJECT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name) || entry.name.startsWith('.stryker')) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(ending, path);
    return entry.name.endsWith(ending) ? [relative(PROJECT, path)] : [];
  });
}

function read(path: string): string {
  return readFileSync(join(PROJECT, path), 'utf8');
}

test('docs/fields.md is what `npm run docs` would write', async () => {
  expect(read('docs/fields.md')).toBe(await fieldsPage());
});

// ---- links

const PAGES = files('.md');

/** Markdown without its code, in which brackets are no links. */
function prose(markdown: string): string {
  return markdown
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, '')
    .replace(/^( {4}|\t).*$/gm, '')
    .replace(/`[^`\n]+`/g, '');
}

/** The anchors that GitHub gives to the headings of a page. */
function anchors(page: string): string[] {
  const headings = [...read(page).matchAll(/^#{1,6} (.+)$/gm)].map((match) => match[1] ?? '');
  return headings.map((heading) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('there are pages to check', () => {
  expect(PAGES).toContain('docs/troubleshooting.md');
  expect(PAGES.length).toBeGreaterThan(10);
});

test.each(PAGES)('%s links to what is there', (page) => {
  const links = [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const dead = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(PROJECT, target))) return true;
    return anchor !== undefined && !anchors(target).includes(anchor);
  });
  expect(dead).toEqual([]);
});

// ---- commands and code

test('every npm script that a page names exists', () => {
  const named = PAGES.flatMap((page) =>
    [...read(page).matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? ''),
  );
  const scripts = Object.keys(packageJson.scripts);
  expect([...new Set(named)].filter((name) => !scripts.includes(name))).toEqual([]);
});

test('the diffs in CONTRIBUTING.md are lines of the code as it stands', () => {
  const gone: string[] = [];
  let lines = 0;
  for (const [, diff = ''] of read('CONTRIBUTING.md').matchAll(/^```diff\n([\s\S]*?)^```$/gm)) {
    let code: readonly string[] = [];
    for (const line of diff.trimEnd().split('\n')) {
      lines += 1;
      const file = /^\+\+\+ (.+)$/.exec(line)?.[1];
      if (file) code = read(file).split('\n');
      else if (!code.includes(line.slice(1))) gone.push(line);
    }
  }
  expect(gone).toEqual([]);
  expect(lines).toBeGreaterThan(30);
});

// ---- the sentences of errors

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** The constant parts of a source's texts, between quotes, backticks and what is filled in. */
function pieces(source: string): string[] {
  return withoutComments(source)
    .split(/`|\$\{[^{}`]*\}|\$\{|'/)
    .filter((piece) => !piece.includes('\n'));
}

const SOURCES = [
  'authentication.ts',
  ...files('.ts').filter((path) => /^(creates|searches|triggers|fields|tavus|forms)\//.test(path)),
];

/** The errors that the troubleshooting page quotes, `…` standing for what differs. */
function quotedErrors(): string[] {
  return read('docs/troubleshooting.md')
    .split(/\n\s*\n/)
    .filter((block) => block.startsWith('>'))
    .map((block) => block.replace(/^> ?/gm, '').replaceAll('\n', ' ').trim());
}

test('every error that the troubleshooting page quotes is made of what the source says', () => {
  const known = SOURCES.flatMap((path) => pieces(read(path)))
    .filter((piece) => piece.includes(' ') && piece.trim().length >= 5)
    .map((piece) => piece.trim())
    .sort((one, other) => other.length - one.length);
  const invented = quotedErrors().filter((sentence) => {
    const rest = known.reduce((left, piece) => left.replaceAll(piece, '…'), sentence);
    return /\p{L}/u.test(rest);
  });
  expect(invented).toEqual([]);
  expect(quotedErrors().length).toBeGreaterThan(30);
});

/** Where the texts of errors stand, and how they are told from other texts there. */
const ERROR_TEXTS: readonly (readonly [file: RegExp, texts: (source: string) => string[]])[] = [
  [/^tavus\/(errors|client)\.ts$/, sentences],
  [/^forms\/(reading|input_error)\.ts$/, sentences],
  [
    /^(creates|searches)\/[\w.]+\.ts$/,
    (source) => thrown(source.replace(/^export default [\s\S]*/m, '')),
  ],
  [/^(creates|searches|triggers|fields)\/[\w.]+\.ts$/, labelled],
];

/** The pieces that are words, not code: three in a row at least. */
function sentences(source: string): string[] {
  return pieces(source)
    .map((piece) => piece.trim())
    .filter((piece) => /\p{Ll} \p{Ll}+ \p{Ll}/u.test(piece) && !/[;={}]|\)$|^\)/.test(piece));
}

/** The sentences outside the declarations of fields. */
function thrown(source: string): string[] {
  const field = /(helpText|label|accepts|placeholder|description):\s*('[^'\n]*'|`[^`]*`)/g;
  return sentences(source.replace(field, '')).filter((piece) => /[.:]$|^[A-Z]/.test(piece));
}

function labelled(source: string): string[] {
  const texts = source.matchAll(/\b(?:otherwise|error):\s*'([^']+)'/g);
  return [...texts].map((match) => match[1] ?? '');
}

test('the troubleshooting page has every error of the source', () => {
  const quoted = quotedErrors().join('\n');
  const errors = SOURCES.flatMap((path) =>
    ERROR_TEXTS.filter(([file]) => file.test(path)).flatMap(([, texts]) => texts(read(path))),
  );
  expect(errors.filter((piece) => !quoted.includes(piece))).toEqual([]);
  expect(errors.length).toBeGreaterThan(30);
});

// ---- recipes

interface Step {
  readonly number: string;
  readonly app: string;
  readonly event: string;
  /** The first column of its table. */
  readonly fields: readonly string[];
}

/** The steps of a recipe: headings such as `### 2. Tavus: Create Conversation`; `##` begins another Zap. */
function stepsOf(recipe: string): Step[] {
  return recipe.split(/^## /m).flatMap((section) =>
    section.split(/^### /m).flatMap((part) => {
      const heading = /^(\d+)\. ([^:\n]+): ([^\n]+)/.exec(part);
      if (!heading) return [];
      const [, number = '', app = '', event = ''] = heading;
      const rows = [...part.matchAll(/^\| ([^|]+) \|/gm)].map((match) => match[1] ?? '');
      return [{ number, app, event, fields: rows.filter((row) => !/^(Field|---)$/.test(row)) }];
    }),
  );
}

/** The results that an operation gives; they may come from a function, which only the platform calls. */
function outputFieldsOf(name: string): Promise<unknown> {
  return command('execute', { method: `${name}.operation.outputFields`, bundle: {} });
}

const withLabels = zod.array(zod.looseObject({ label: zod.string() }));

/** The labels of an operation's fields, with those of every choice, and of its results. */
async function labelsOf(event: string) {
  for (const kind of ['triggers', 'creates', 'searches'] as const) {
    for (const [key, each] of Object.entries(App[kind] ?? {})) {
      if (each.display.label !== event || each.display.hidden) continue;
      const name = `${kind}.${key}`;
      const fields = [...(await inputFieldsOf(name))];
      for (const { key: chooser, choices = [] } of fields.filter(
        (one) => one.altersDynamicFields,
      )) {
        for (const { value } of choices) {
          fields.push(...(await inputFieldsOf(name, { [chooser]: value })));
        }
      }
      const results = withLabels.parse(await outputFieldsOf(name));
      return {
        fields: fields.map(({ label }) => label),
        results: results.map(({ label }) => label),
      };
    }
  }
  throw new Error(`The app has no ${event}`);
}

const RECIPES = PAGES.filter((page) => page.startsWith('docs/recipes/') && !/README/.test(page));

describe.each(RECIPES)('%s', (page) => {
  const recipe = read(page);
  const steps = stepsOf(recipe);
  const ofTavus = steps.filter(({ app }) => app === 'Tavus');

  test('is in the index', () => {
    expect(read('docs/recipes/README.md')).toContain(`(${page.replace('docs/recipes/', '')})`);
  });

  test('fills in fields that the app has', async () => {
    expect(ofTavus.length).toBeGreaterThan(0);
    for (const { event, fields } of ofTavus) {
      const known = await labelsOf(event);
      expect([event, fields.filter((field) => !known.fields.includes(field))]).toEqual([event, []]);
      expect(fields.length).toBeGreaterThan(0);
    }
  });

  test('maps results that the steps give', async () => {
    const wrong: string[] = [];
    for (const [, number, label = ''] of recipe.matchAll(/`(\d)\. ([^`]+)`/g)) {
      const origins = steps.filter((step) => step.number === number);
      const known = await Promise.all(
        origins.map(async ({ app, event }) =>
          app === 'Tavus' ? (await labelsOf(event)).results : [label],
        ),
      );
      if (!known.flat().includes(label)) wrong.push(`${number}. ${label}`);
    }
    expect(wrong).toEqual([]);
  });
});
