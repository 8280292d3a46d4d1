import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import * as zod from 'zod';
import { findBrowser, NO_BROWSER, startBrowser } from '../../preview/browser.ts';

/** The preview as somebody uses it, in the Chrome or Chromium of this machine; without one, skipped. */

const executable = findBrowser();
if (!executable) process.stderr.write(`${NO_BROWSER} The tests in a browser are skipped.\n`);

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let preview: ChildProcess;
let address: string;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

async function startPreview(): Promise<string> {
  const { TAVUS_API_KEY: _, ...env } = process.env;
  preview = spawn(process.execPath, ['preview/main.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!preview.stdout) throw new Error('The preview says nothing.');
  for await (const line of createInterface({ input: preview.stdout })) return line;
  throw new Error('The preview has stopped.');
}

/** A page that keeps what the browser complains about. */
async function newPage(colorScheme: 'light' | 'dark'): Promise<Page> {
  const opened = await browser.newPage({ colorScheme, baseURL: address });
  opened.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  return opened;
}

const axeReport = zod.object({
  violations: zod.array(
    zod.object({
      id: zod.string(),
      impact: zod.nullable(zod.string()),
      nodes: zod.array(zod.object({ html: zod.string() })),
    }),
  ),
});

/** What axe finds serious or critical on the page as it is. */
async function seriousViolations(on: Page): Promise<string[]> {
  await on.evaluate(AXE);
  const { violations } = axeReport.parse(await on.evaluate('axe.run()'));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Creates a conversation that somebody can be in, and gives its ID. */
async function createLive(name: string): Promise<string> {
  await page.goto('/creates/create_conversation');
  await page.getByLabel('Replica (Face)', { exact: true }).fill('r5a1e50000001');
  await page.getByLabel('Conversation Name').fill(name);
  await page.getByLabel('Run it live').check();
  await page.getByRole('button', { name: 'Test step' }).click();
  return textOfRow('conversation_id');
}

/** What the result has at a key. */
async function textOfRow(key: string): Promise<string> {
  const row = page.locator('#result tr').filter({ has: page.locator(`th code:text-is("${key}")`) });
  return (await row.first().locator('td').first().innerText()).trim();
}

/** The words in the tables of a page that stand on two lines. */
const BROKEN_WORDS = `[...document.querySelectorAll('thead th, td, th code, button')].flatMap((cell) => {
  const broken = [];
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const { 0: word, index } of texts.currentNode.data.matchAll(/\\w+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + word.length);
      if (range.getClientRects().length > 1) broken.push(word);
    }
  }
  return broken;
})`;

/** How far the page reaches over the edge of the screen, in pixels. */
const OVERFLOW = 'document.documentElement.scrollWidth - innerWidth';

/** Presses Tab until what has the focus is called so. */
async function tabTo(name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const called = await page.evaluate(
      `(() => { const one = document.activeElement; return (one.labels?.[0] ?? one).textContent.trim().replace(/\\s+/g, ' '); })()`,
    );
    if (
      typeof called === 'string' &&
      (name instanceof RegExp ? name.test(called) : called === name)
    )
      return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

(executable ? describe : describe.skip)('the preview in a browser', () => {
  beforeAll(async () => {
    address = await startPreview();
    browser = await startBrowser(executable ?? '');
    page = await newPage('light');
  });

  afterAll(async () => {
    await browser?.close();
    preview?.kill();
  });

  // Every page twice, each with a thorough look by axe.
  test('opens every form without a complaint of the browser or a serious one of axe', async () => {
    await page.goto('/');
    const paths = await page
      .locator('nav a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(paths).toEqual(
      expect.arrayContaining([
        '/creates/create_conversation',
        '/triggers/transcript_ready',
        '/sandbox',
      ]),
    );
    const found: string[] = [];
    for (const scheme of ['light', 'dark'] as const) {
      const own = await newPage(scheme);
      for (const path of ['/', ...paths]) {
        await own.goto(path);
        if (!path.startsWith('/sandbox') && path !== '/') {
          expect([path, await own.locator('main form').count()]).toEqual([path, 1]);
        }
        found.push(...(await seriousViolations(own)).map((each) => `${path} (${scheme}) ${each}`));
      }
      await own.close();
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  }, 300_000);

  test('searches a dropdown, shows the fields of a choice, and tests the step', async () => {
    await page.goto('/creates/create_conversation');
    await page.getByRole('button', { name: 'Choose Replica (Face)' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Search').fill('sam from');
    expect(await seriousViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: /Sam from Sales/ }).click();
    const replica = page.getByLabel('Replica (Face)', { exact: true });
    expect(await replica.inputValue()).toBe('r5a1e50000001');

    await page.getByLabel('Conversation Name').fill('In a browser');
    const provider = page.getByLabel('Recording Storage Provider');
    await provider.selectOption('gcs');
    await page
      .getByLabel(/Bucket Name/)
      .first()
      .waitFor();
    await page.getByText('The fields of the form have changed.').waitFor();
    expect(await page.getByLabel('AWS Assume Role ARN').count()).toBe(0);
    expect(await replica.inputValue()).toBe('r5a1e50000001');
    await provider.selectOption('');
    await page.getByLabel('AWS Assume Role ARN').waitFor();

    await page.getByRole('button', { name: 'Test step' }).click();
    expect(await page.locator('#result').innerText()).toContain('Join URL');
    expect(await textOfRow('join_url')).toMatch(/^https:\/\//);
    expect(await textOfRow('test_mode')).toBe('true');
    expect(await page.locator('.sent').innerText()).toContain(
      '"conversation_name": "In a browser"',
    );
    expect(await seriousViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('shows the sentence of a wrong value, and keeps what was filled in', async () => {
    await page.goto('/creates/create_conversation');
    await page.getByLabel('Replica (Face)', { exact: true }).fill('r5a1e50000001');
    await page.getByLabel('Max Call Duration (Seconds)').fill('soon');
    await page.getByRole('button', { name: 'Test step' }).click();
    const alert = page.getByRole('alert');
    expect(await alert.innerText()).toContain('Max Call Duration (Seconds) accepts a whole number');
    expect(await page.locator('#result').innerText()).toContain('Nothing.');
    expect(await page.getByLabel('Max Call Duration (Seconds)').inputValue()).toBe('soon');
    expect(await seriousViolations(page)).toEqual([]);
  });

  test('finds the transcript of a call that was played', async () => {
    const id = await createLive('A played call');
    await page.goto('/sandbox');
    await page.getByRole('button', { name: 'Play a whole call in A played call' }).click();
    await page.goto('/triggers/transcript_ready');
    await page.getByRole('button', { name: 'Test trigger' }).click();
    expect(await textOfRow('conversation_id')).toBe(id);
    expect(await page.locator('#result').innerText()).toContain('a team of twelve');
    expect(await page.locator('#result .lines').count()).toBeGreaterThan(0);
    expect(await seriousViolations(page)).toEqual([]);
  });

  test.each([1280, 390])('breaks no word, and fits a screen of %d px', async (width) => {
    const own = await newPage('light');
    await own.setViewportSize({ width, height: 800 });
    await createLive(`A call at ${width} px`);
    for (const path of ['/', '/creates/create_conversation', '/sandbox']) {
      await own.goto(path);
      expect([path, await own.evaluate(OVERFLOW)]).toEqual([path, 0]);
      expect([path, await own.evaluate(BROKEN_WORDS)]).toEqual([path, []]);
    }
    for (const text of await own.locator('button').allInnerTexts()) {
      expect(text).toBe(text.trim());
    }
    await own.getByRole('button', { name: `Play a whole call in A call at ${width} px` }).click();
    await own.goto('/triggers/transcript_ready');
    await own.getByRole('button', { name: 'Test trigger' }).click();
    await own.locator('#result .lines').first().waitFor();
    expect(await own.evaluate(OVERFLOW)).toBe(0);
    expect(await own.evaluate(BROKEN_WORDS)).toEqual([]);
    await own.close();
  });

  test('folds its menu on a phone', async () => {
    const own = await newPage('dark');
    await own.setViewportSize({ width: 390, height: 800 });
    await own.goto('/');
    const link = own.getByRole('navigation').getByRole('link', { name: 'Find Persona' });
    expect(await link.isVisible()).toBe(false);
    await own.getByRole('button', { name: 'Menu' }).click();
    expect(await seriousViolations(own)).toEqual([]);
    await link.click();
    await own.waitForURL('**/searches/find_persona');
    expect(await link.isVisible()).toBe(false);
    await own.close();
  });

  test('ends a call in which someone is talking', async () => {
    const id = await createLive('A call to end');
    await page.goto('/sandbox');
    await page.getByRole('button', { name: 'Someone joins in A call to end' }).click();
    await page.getByRole('button', { name: 'They speak in A call to end' }).click();
    await page.goto('/creates/end_conversation');
    await page.getByRole('button', { name: 'Choose Conversation' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /A call to end/ })
      .click();
    await page.getByRole('button', { name: 'Test step' }).click();
    expect(await textOfRow('conversation_id')).toBe(id);
    expect(await textOfRow('status')).toBe('ended');
    await page.goto('/sandbox');
    expect(await page.getByRole('button', { name: /A call to end/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('needs no mouse', async () => {
    await page.goto('/');
    await tabTo('Create Conversation');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/creates/create_conversation');
    await tabTo('Choose Replica (Face)');
    await page.keyboard.press('Enter');
    await page.keyboard.type('sam from');
    await page.getByRole('dialog').getByText('1 of', { exact: false }).waitFor();
    await tabTo(/^Sam from Sales/);
    await page.keyboard.press('Enter');
    await tabTo('Recording Storage Provider');
    await page.keyboard.press('ArrowDown');
    await page.getByText('The fields of the form have changed.').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.getByLabel('AWS Assume Role ARN').waitFor();
    await tabTo('Test step');
    await page.keyboard.press('Enter');
    await page.locator('#result').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('result');
    expect(await textOfRow('join_url')).toMatch(/^https:\/\//);
  });
});
