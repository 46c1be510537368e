/** The page at `/_emulator` of an emulator, in a browser. It is the built one (`npm run build:code`). */
import type { Page } from 'playwright-core';
import type { EmulatorOptions } from '../../src/emulator.ts';
import { expectAccessible, expectNoOverflow, openPage, type PageOptions } from './browser.ts';
import { control } from './control.ts';

/** What a desk and a phone show. */
export const wide = { width: 1440, height: 900 };
export const narrow = { width: 390, height: 844 };

/** Starts an emulator and opens its page. `hash`: what the page shows, such as `#/requests?status=4xx`. */
export async function emulatorPage(
  options: EmulatorOptions = {},
  { hash = '', ...pageOptions }: PageOptions & { readonly hash?: string } = {},
) {
  const emulation = await control(options);
  const page = await openPage({ viewport: wide, ...pageOptions });
  await page.goto(`${emulation.url}/_emulator${hash}`);
  return { ...emulation, page };
}

/** The rules that depend on the size of the window, and on the colours. */
const ofSize = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

/** Checks that a page is accessible and fits its window, on a desk and on a phone. */
export async function expectFits(page: Page): Promise<void> {
  const isDark = await page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`);
  for (const size of [wide, narrow]) {
    await page.setViewportSize(size);
    // All rules take a second or two: once is enough, in light colours on a desk.
    await expectAccessible(page, size === wide && !isDark ? undefined : ofSize);
    await expectNoOverflow(page);
  }
}

/** The texts of a column of the table, from its top: the rows that are in the document. */
export const column = (page: Page, name: string): Promise<string[]> =>
  page.locator(`tbody td.${name}`).allTextContents();

/** What sets whether a tab is seen, as a browser does: to be evaluated in the page. */
export const hide = (hidden: boolean) =>
  `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
   document.dispatchEvent(new Event('visibilitychange'))`;
