/** The reference pages and the start page, as a person uses them. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  expectAccessible,
  expectNoOverflow,
  hasBrowser,
  openPage,
  type PageOptions,
} from '../helpers/browser.ts';
import { emulate } from '../helpers/http.ts';

const references = ['/docs', '/docs/companions', '/docs/neighbours', '/_emulator/docs'];

/** Opens a page of an emulator with the demo world. */
async function open(path: string, options: PageOptions = {}): Promise<Page> {
  const { url } = await emulate();
  const page = await openPage(options);
  await page.goto(url + path);
  return page;
}

const shownArticles = (page: Page) => page.locator('article:visible');

describe.skipIf(!hasBrowser)('pages in a browser (they need Chromium or Chrome)', () => {
  describe.each(['/', ...references])('%s', (path) => {
    it('has no findings of axe, in light and in dark colours', async () => {
      const page = await open(path, { colorScheme: 'light' });
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(page, ['color-contrast']);
    });

    it('is not wider than its window, on a telephone and on a large screen', async () => {
      const page = await open(path, { viewport: { width: 390, height: 844 } });
      await expectNoOverflow(page);
      await page.setViewportSize({ width: 1440, height: 900 });
      await expectNoOverflow(page);
    });

    it('leads to every other page, and to the live page', async () => {
      const page = await open(path);
      const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
      const targets = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      expect(targets).toEqual(expect.arrayContaining(['/', '/_emulator', ...references]));
      expect(await page.locator('[aria-current=page]').getAttribute('href')).toBe(path);
    });
  });

  it('a button copies a command as it is shown, and says so', async () => {
    const page = await open('/docs', { permissions: ['clipboard-read', 'clipboard-write'] });
    const article = page.getByRole('article').filter({ hasText: '/inject' });
    await article.getByRole('button', { name: 'Copy' }).click();
    await article.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toBe(await article.locator('pre').textContent());
    expect(copied).toMatch(/^curl -X POST '.*'[^<&]*$/s);
  });

  it('a button copies without the clipboard of the browser, too', async () => {
    const page = await open('/docs', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.evaluate("kept = navigator.clipboard; kept.writeText('before')");
    await page.evaluate('delete Navigator.prototype.clipboard');
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const command = await page.locator('pre').first().textContent();
    expect(await page.evaluate<string>('kept.readText()')).toBe(command);
  });

  it('the search is reached with a slash, filters, and says how many operations match', async () => {
    const page = await open('/_emulator/docs');
    const all = await shownArticles(page).count();
    const status = page.getByRole('status');
    expect(await status.textContent()).toBe(`${all} of ${all} operations`);
    await page.keyboard.press('/');
    await page.keyboard.type('clock advance');
    expect(await shownArticles(page).getByRole('heading', { level: 3 }).allTextContents()).toEqual([
      'Advance the clock of the world',
      'Advance the clock of one workspace',
    ]);
    expect(await status.textContent()).toBe(`2 of ${all} operations`);
    const contents = page.getByRole('navigation', { name: 'Operations' });
    expect(await contents.getByRole('link').allTextContents()).toEqual([
      'Clock',
      'Advance the clock of the world',
      'Advance the clock of one workspace',
    ]);
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#post--clock-advance');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    expect(await shownArticles(page).count()).toBe(all);
  });

  it('groups operations by tag, in the contents and on the page', async () => {
    const page = await open('/docs/companions');
    const groups = ['API Keys', 'Conversations'];
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(headings).toEqual([...groups, 'Schemas']);
    await page.getByRole('link', { name: 'Conversations', exact: true }).click();
    expect(new URL(page.url()).hash).toBe('#tag-conversations');
    expect(await page.locator('#tag-conversations article').count()).toBe(4);
  });

  it('shows each field of a body, and those inside it, with type, limits and description', async () => {
    const page = await open('/docs/companions');
    const turn = page.getByRole('article').filter({ hasText: 'Take a turn' }).first();
    const body = turn.locator('h4:text-is("Body") ~ ul').first();
    const message = body.locator('> li').filter({ has: page.locator('code:text-is("message")') });
    expect(await message.textContent()).toContain('string, maxLength 10000');
    const inside = body.locator('> li').filter({ has: page.locator('> code:text-is("content")') });
    expect(await inside.locator('ul code').allTextContents()).toContain('type');
    expect(await turn.locator('details[open] .fields').count()).toBeGreaterThan(0);
    const link = inside.getByRole('link').first();
    const target = await link.getAttribute('href');
    await link.click();
    expect(await page.locator(`${target}`).isVisible()).toBe(true);
  });

  it('shows by an outline which element has the focus', async () => {
    const page = await open('/docs');
    await page.keyboard.press('Tab');
    const outline = await page.evaluate<string>(
      'getComputedStyle(document.activeElement).outlineStyle',
    );
    expect(outline).toBe('solid');
  });

  it('can be read without its script: everything but search and buttons is there', async () => {
    const page = await open('/docs', { javaScriptEnabled: false });
    expect(await page.getByRole('article').count()).toBe(3);
    expect(await page.locator('pre').first().textContent()).toContain('curl');
    expect(await page.getByRole('search').count()).toBe(0);
    expect(await page.getByRole('button').count()).toBe(0);
  });
});
