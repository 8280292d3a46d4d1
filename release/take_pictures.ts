/**
 * `npm run docs:pictures`: takes the pictures of forms in docs/pictures, from the pages of the
 * preview, with the Chrome or Chromium of this machine. `npm test` fails when a page has changed since.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { findBrowser, NO_BROWSER, startBrowser } from '../preview/browser.ts';
import { openPreview } from '../preview/preview.ts';
import { formPictures, hashOf, TAKEN_OF } from './form_pictures.ts';
import { withPalette } from './small_png.ts';

const FOLDER = new URL('.', TAKEN_OF);

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
  const page = await browser.newPage({
    colorScheme: 'light',
    viewport: { width: 1200, height: 800 },
  });
  mkdirSync(FOLDER, { recursive: true });
  const hashes: Record<string, string> = {};
  for (const { file, path } of formPictures(app)) {
    const answer = await page.goto(`http://127.0.0.1:${port}${path}`);
    if (!answer?.ok()) throw new Error(`There is no page for ${file}.`);
    hashes[file] = hashOf(await answer.text());
    const to = fileURLToPath(new URL(file, FOLDER));
    const picture = await withPalette(await page.locator('main').screenshot(), page);
    writeFileSync(to, picture);
    console.log(`${file}: ${Math.round(picture.length / 1000)} kB`);
  }
  writeFileSync(TAKEN_OF, `${JSON.stringify(hashes, null, 2)}\n`);
  for (const file of readdirSync(FOLDER)) {
    if (file.endsWith('.png') && !(file in hashes)) rmSync(new URL(file, FOLDER));
  }
  await browser.close();
  await stop();
}

main()
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
