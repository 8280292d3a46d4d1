import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** What a script can hold of docs/style.md: the words that its table rejects, and long sentences. */

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pagesIn('docs')];

/** It has every rejected word in it. */
const NOT_PROSE = ['docs/style.md'];

/** The longest sentence, in words, that is still read once. */
const MAX_SENTENCE_WORDS = 45;

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** The rejected words, from the left cells of the table of words. */
const [, words = ''] = readFileSync('docs/style.md', 'utf8').split('\n## Words\n');
const REJECTED = [...words.matchAll(/^\| (`.+`) \|/gm)]
  .flatMap(([, cell = '']) => cell.split(', '))
  .map((word) => word.replaceAll('`', ''));

/**
 * A page without code, charts and quoted words. docs/fields.md has every text of the forms and
 * docs/troubleshooting.md every error (test/docs.test.ts), so these are the app's own texts too.
 */
function proseOf(markdown: string): string {
  return markdown
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/^ {4,}.*$/gm, '')
    .replace(/"[^"]*"|`[^`\n]*`|\]\([^)]*\)/g, '…');
}

function rejectedIn(text: string): string[] {
  const flat = text.replace(/\s+/g, ' ');
  return REJECTED.filter((word) => new RegExp(`\\b${word}(?!\\w)`, 'i').test(flat));
}

function longSentencesIn(text: string): string[] {
  return text
    .split(/\n\s*\n|\n(?=\s*[-*|\d#])|(?<=[.:?!])\s|;\s| \| /)
    .filter((sentence) => sentence.split(/\s+/).length > MAX_SENTENCE_WORDS);
}

test('the checks can fail', () => {
  expect(REJECTED.length).toBeGreaterThan(20);
  expect(rejectedIn('The transcript is\nthere at once.')).toEqual(['is there', 'at once']);
  expect(
    rejectedIn(proseOf('```\nis there\n```\n    at once\n\n"of which" and `at once`')),
  ).toEqual([]);
  expect(longSentencesIn('word '.repeat(50))).toHaveLength(1);
  expect(longSentencesIn('word '.repeat(30).concat('end. ', 'word '.repeat(30)))).toEqual([]);
});

const prose = PAGES.filter((page) => !NOT_PROSE.includes(page)).map((page): [string, string] => [
  page,
  proseOf(readFileSync(page, 'utf8')),
]);

test.each(prose)('%s has none of the words that we do not use', (_page, text) => {
  expect(rejectedIn(text)).toEqual([]);
});

test.each(prose)('%s has no sentence that is too long', (_page, text) => {
  expect(longSentencesIn(text)).toEqual([]);
});
