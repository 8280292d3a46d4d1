/**
 * `npm run docs:pictures`: takes the pictures of forms in docs/pictures, from the pages of the
 * preview, with the Chrome or Chromium of this machine. `npm test` fails when a page has changed since.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { findBrowser, NO_BROWSER, startBrowser } from '../preview/browser.ts';
import { openPreview } from '../preview/preview.ts';
import { ENDINGS, FORM_PICTURES, hashOf, TAKEN_OF } from './form_pictures.ts';

const FOLDER = new URL('.', TAKEN_OF);

/** A picture is as wide as a page on GitHub then. */
const SCALE = 0.8;

async function main(): Promise<void> {
  const executable = findBrowser();
  if (!executable) throw new Error(NO_BROWSER);
  const { default: app }: { default: object } = await import(
    new URL('../dist/index.js', import.meta.url).href
  );
  const { server, stop } = await openPreview(app, '');
  const browser = await startBrowser(executable);
  const port = await new Promise<number>((resolve) => {
    serve({ fetch: server.fetch, hostname: '127.0.0.1', port: 0 }, (at) => resolve(at.port));
  });
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  const hashes: Record<string, string> = {};
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height: 800 } });
    for (const { name, path } of FORM_PICTURES) {
      const answer = await page.goto(`http://127.0.0.1:${port}${path}`);
      if (!answer?.ok()) throw new Error(`There is no page for ${name}.`);
      hashes[name] = hashOf(await answer.text());
      const picture = await pictureOf(page);
      writeFileSync(new URL(`${name}${ENDINGS[colorScheme]}`, FOLDER), picture);
      console.log(`${name}, ${colorScheme}: ${Math.round(picture.length / 1000)} kB`);
    }
  }
  writeFileSync(TAKEN_OF, `${JSON.stringify(hashes, null, 2)}\n`);
  await browser.close();
  await stop();
}

/** WebP without loss, which Playwright cannot take: a third as big as its PNG. */
async function pictureOf(page: Page): Promise<Buffer> {
  const box = await page.locator('main').boundingBox();
  if (!box) throw new Error('The page has nothing to take a picture of.');
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: 100,
    captureBeyondViewport: true,
    clip: { ...box, scale: SCALE },
  });
  return Buffer.from(data, 'base64');
}

main()
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
