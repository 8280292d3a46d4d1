import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import App from '../../index.ts';
import { formPictures, hashOf, TAKEN_OF, takenOf } from '../../release/form_pictures.ts';
import { type Opened, open, VISIBLE } from './opened.ts';

/** The pictures of forms were taken of the pages as they are. Stale: `npm run docs:pictures`. */

const FOLDER = new URL('.', TAKEN_OF);
const PICTURES = formPictures(App);

let preview: Opened;

beforeAll(async () => {
  preview = await open();
});

afterAll(async () => {
  await preview.stop();
});

test.each(PICTURES)('$file was taken of the page as it is', async ({ file, path }) => {
  const taken = takenOf.parse(JSON.parse(readFileSync(TAKEN_OF, 'utf8')));
  expect(taken[file]).toBe(hashOf(await preview.page(path)));
  expect(existsSync(new URL(file, FOLDER))).toBe(true);
  // A README has to load on a phone too.
  expect(statSync(new URL(file, FOLDER)).size).toBeLessThan(200_000);
});

test('there is one for each action, and one for the first Zap, and no other', () => {
  const actions = VISIBLE.filter(({ kind }) => kind === 'creates').map(({ key }) => `${key}.png`);
  const expected = [...actions, 'first_zap.png'].sort();
  expect(PICTURES.map(({ file }) => file).sort()).toEqual(expected);
  expect(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.png'))
      .sort(),
  ).toEqual(expected);
});

test('a page for a picture names no port, no date and no version', async () => {
  for (const { path } of PICTURES) {
    const page = await preview.page(path);
    expect(page).not.toMatch(/127\.0\.0\.1|localhost|\d{4}-\d\d-\d\dT|\b1\.\d+\.\d+\b/);
  }
});
