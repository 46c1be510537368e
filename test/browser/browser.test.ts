/** The browser that tests of pages use. */
import { describe, expect, it } from 'vitest';
import { expectAccessible, expectNoOverflow, hasBrowser, openPage } from '../helpers/browser.ts';

/** A page with the policy of ours. */
const html = (body: string) =>
  `data:text/html,<!doctype html><html lang=en><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>t</title><main><h1>t</h1>${encodeURIComponent(body)}</main>`;

describe.skipIf(!hasBrowser)('a browser for tests (it needs Chromium or Chrome)', () => {
  it('opens a page whose policy allows nothing, and checks it', async () => {
    const page = await openPage();
    await page.goto(html('<p>fine</p>'));
    await expectAccessible(page);
    await expectNoOverflow(page);
    expect(await page.textContent('p')).toBe('fine');
  });

  it('finds what axe finds, and names the element', async () => {
    const page = await openPage();
    await page.goto(html('<input>'));
    await expect(expectAccessible(page)).rejects.toThrow('label');
  });

  it('finds what is wider than the window, and names the element', async () => {
    const page = await openPage({ viewport: { width: 390, height: 844 } });
    await page.goto(html('<pre id="wide">'.concat('x'.repeat(200), '</pre>')));
    await expect(expectNoOverflow(page)).rejects.toThrow('id="wide"');
  });

  it.fails('fails a test whose page does what its policy forbids', async () => {
    const page = await openPage();
    await page.goto(html('<script>document.title = "ran"</script>'));
  });

  it.fails('fails a test whose page logs an error', async () => {
    const page = await openPage();
    await page.evaluate(() => console.error('wrong'));
  });

  it.fails('fails a test whose page has an uncaught error', async () => {
    const page = await openPage();
    await page.goto(html(''));
    const thrown = page.waitForEvent('pageerror');
    await page.evaluate(
      () =>
        void setTimeout(() => {
          throw new Error('wrong');
        }),
    );
    await thrown;
  });
});
