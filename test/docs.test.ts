import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import packageJson from '../package.json';
import { writtenDocs } from '../release/write_docs.ts';

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

test('pages are what `npm run docs` would write', async () => {
  const written = await writtenDocs();
  for (const [path, text] of written) {
    expect([path, existsSync(join(PROJECT, 'docs', path)) && read(join('docs', path))]).toEqual([
      path,
      text,
    ]);
  }
  expect(written.has('fields.md')).toBe(true);
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
  const links = [...prose(read(page)).matchAll(/(?:\]\(|\bsrc="|\bsrcset=")([^)\s"]+)/g)].map(
    (match) => match[1] ?? '',
  );
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
  [/^tavus\/http\/(errors|client)\.ts$/, sentences],
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
  const notice = /\bnotice\(\s*'[^'\n]*',?\s*\)/g;
  return sentences(source.replace(field, '').replace(notice, '')).filter((piece) =>
    /[.:]$|^[A-Z]/.test(piece),
  );
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

test('the decision tree about what was created ends with sentences of the troubleshooting page', () => {
  const [, tree = ''] = /^```mermaid\n([\s\S]*?)^```$/m.exec(read('docs/troubleshooting.md')) ?? [];
  const said = [...tree.matchAll(/#quot;([^#]+)#quot;/g)].map((match) => match[1] ?? '');
  const known = quotedErrors().join('\n');
  expect(said.filter((piece) => !known.includes(piece))).toEqual([]);
  expect(said.length).toBeGreaterThan(3);
});

test('the errors that the page for agents names are those of the troubleshooting page', () => {
  const rows = [...read('docs/agents.md').matchAll(/^\| (".+") \|/gm)].map((row) => row[1] ?? '');
  const named = rows.flatMap((row) =>
    [...row.matchAll(/"([^"…]+?) ?…?"/g)].map((one) => one[1] ?? ''),
  );
  const known = quotedErrors().join('\n');
  expect(named.filter((piece) => !known.includes(piece))).toEqual([]);
  expect(named.length).toBeGreaterThan(8);
});
