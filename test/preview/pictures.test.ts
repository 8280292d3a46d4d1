import { readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ENDINGS, FORM_PICTURES, hashOf, TAKEN_OF, takenOf } from '../../release/form_pictures.ts';
import { type Opened, open } from './opened.ts';

/** The pictures of forms were taken of the pages as they are. Stale: `npm run docs:pictures`. */

const FOLDER = new URL('.', TAKEN_OF);
const FILES = FORM_PICTURES.flatMap(({ name }) => Object.values(ENDINGS).map((end) => name + end));

let preview: Opened;

beforeAll(async () => {
  preview = await open();
});

afterAll(async () => {
  await preview.stop();
});

test.each(FORM_PICTURES)('$name was taken of the page as it is', async ({ name, path }) => {
  const taken = takenOf.parse(JSON.parse(readFileSync(TAKEN_OF, 'utf8')));
  expect(taken[name]).toBe(hashOf(await preview.page(path)));
});

test('each is there for light and for dark pages, and there is no other', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...FILES, 'taken_of.json'].sort());
});

test.each(FILES)('%s is small enough for a phone', (file) => {
  expect(statSync(new URL(file, FOLDER)).size).toBeLessThan(200_000);
});

test('a page for a picture names no port, no date and no version', async () => {
  for (const { path } of FORM_PICTURES) {
    const page = await preview.page(path);
    expect(page).not.toMatch(/127\.0\.0\.1|localhost|\d{4}-\d\d-\d\dT|\b1\.\d+\.\d+\b/);
  }
});
