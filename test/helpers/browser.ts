/**
 * A real browser for tests (`browser-program.ts`). Each test file starts one (`close-browser.ts` ends it), and each page
 * has a profile of its own.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { browserFlags, browserProgram } from './browser-program.ts';

/** Whether there is a browser. Without one, use `skipIf(!hasBrowser)` and say in the title that a test needs it. */
export const hasBrowser = browserProgram !== undefined;
if (!hasBrowser) {
  console.warn(
    'no Chromium or Chrome: the tests of pages in a browser are skipped (.ci/browser installs one)',
  );
}

let running: Promise<Browser> | undefined;

/** Ends the browser of this test file, if it started one. */
export async function closeBrowser(): Promise<void> {
  const browser = running;
  running = undefined;
  await (await browser)?.close();
}

/** What a page is like. */
export interface PageOptions extends BrowserContextOptions {
  /** Console errors that the test causes on purpose, such as the 404 of a request. Default: none. */
  readonly expectedErrors?: RegExp;
}

/**
 * Opens an empty page in a new profile. It is closed after the test, which fails if the page had an error, logged one,
 * or did what its Content-Security-Policy forbids.
 */
export async function openPage({ expectedErrors, ...options }: PageOptions = {}): Promise<Page> {
  if (browserProgram === undefined) throw new Error('no Chromium or Chrome on this machine');
  running ??= chromium.launch({ executablePath: browserProgram, args: browserFlags });
  const context = await (await running).newContext(options);
  const errors: string[] = [];
  const note = (text: string): void => {
    if (expectedErrors?.test(text) !== true) errors.push(text);
  };
  context.on('weberror', (one) => note(`uncaught: ${one.error().message}`));
  // Chromium logs a violation of the policy as an error, too.
  context.on('console', (message) => {
    if (message.type() === 'error') note(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(errors, 'errors of the page').toEqual([]);
  });
  return context.newPage();
}

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let axeSource: string | undefined;

/** Checks a page as it is now with axe: with the rules of WCAG and its best practices, or with the named rules only. */
export async function expectAccessible(page: Page, rules?: string[]): Promise<void> {
  axeSource ??= readFileSync(axeFile, 'utf8');
  await page.evaluate(axeSource);
  const options: RunOptions = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const violations = await page.evaluate(async (given) => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: RunOptions): Promise<AxeResults> };
    };
    const found = await axe.run(given);
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
    );
  }, options);
  fail(violations);
}

/** As text: the types of a document are not among those of the tests. */
const WIDE = `(() => {
  const { clientWidth: room, scrollWidth } = document.documentElement;
  if (scrollWidth <= room) return [];
  const outside = [...document.querySelectorAll('body *')].filter(
    (one) => one.getBoundingClientRect().left + one.scrollWidth > room,
  );
  return ['scrolls to ' + scrollWidth, ...outside.map((one) => one.outerHTML.slice(0, 120))];
})()`;

/** Checks that nothing makes the page wider than its window. Names what does. */
export async function expectNoOverflow(page: Page): Promise<void> {
  fail(await page.evaluate<string[]>(WIDE));
}

function fail(findings: readonly string[]): void {
  if (findings.length > 0) throw new Error(findings.join('\n\n'));
}
