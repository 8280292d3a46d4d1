import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import App from '../index.ts';
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

test('every source file that a page names is there', () => {
  const named = PAGES.flatMap((page) =>
    [...read(page).matchAll(/`([\w.-]+\/[\w./-]+\.(?:ts|yml))`/g)].map((match) => match[1] ?? ''),
  );
  expect(named.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

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

const SOURCES = [
  'authentication.ts',
  'hydrators.ts',
  ...files('.ts').filter((path) => /^(creates|searches|triggers|fields|tavus|forms)\//.test(path)),
];

/** The constant parts of a source's texts, between quotes, backticks and what is filled in. */
function pieces(path: string): string[] {
  return read(path)
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .split(/`|\$\{[^{}`]*\}|\$\{|'/)
    .filter((piece) => !piece.includes('\n'));
}

/** The errors that the troubleshooting page quotes, `…` standing for what differs. */
function quotedErrors(): string[] {
  return read('docs/troubleshooting.md')
    .split(/\n\s*\n/)
    .filter((block) => block.startsWith('>'))
    .map((block) => block.replace(/^> ?/gm, '').replaceAll('\n', ' ').trim());
}

test('every error that the troubleshooting page quotes is made of texts of the source', () => {
  const known = SOURCES.flatMap(pieces)
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

/** Three words in a row, and no code. */
function isProse(piece: string): boolean {
  return /\p{Ll} \p{Ll}+ \p{Ll}/u.test(piece) && !/[;={}]|\)$|^\)/.test(piece);
}

/** Here every text is of an error, also a part in the middle of a sentence. */
const ONLY_ERRORS = ['tavus/http/errors.ts', 'forms/reading.ts'];

/** The sentences of the source that neither the form shows nor Tavus's model reads: those of errors. */
function errorsOfSource(): string[] {
  const others = JSON.stringify(App) + read('docs/fields.md') + read('docs/post_call_data.md');
  return SOURCES.flatMap((path) =>
    pieces(path)
      .map((piece) => piece.trim())
      .filter((piece) => ONLY_ERRORS.includes(path) || /^\p{Lu}|[.:]( |$)/u.test(piece))
      .filter((piece) => isProse(piece) && !others.includes(piece)),
  );
}

test('the troubleshooting page has every error of the source', () => {
  const quoted = quotedErrors().join('\n');
  const errors = errorsOfSource();
  expect(errors.filter((piece) => !quoted.includes(piece))).toEqual([]);
  // Those that an action hands over to createOnce are among them.
  expect(errors.filter((piece) => piece.startsWith('Do not replay this run'))).toHaveLength(5);
  expect(errors).toContain('Nothing was generated.');
  expect(errors.length).toBeGreaterThan(100);
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
