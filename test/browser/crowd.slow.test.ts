/** The page at `/_emulator` under load: it stays quick, and its memory does not grow. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, openPage } from '../helpers/browser.ts';
import { startEmulator } from '../helpers/command.ts';
import { emulatorPage } from '../helpers/emulator-page.ts';
import { demoKey, paths } from '../helpers/http.ts';

const rows = 'tbody tr';

/** Sends requests evenly. Resolves to how many had their response in a second. */
async function sendEvenly(
  url: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<number> {
  const began = performance.now();
  const all = perSecond * seconds;
  const open = new Set<Promise<unknown>>();
  let answered = 0;
  for (let sent = 0; sent < all; ) {
    const due = Math.min(((performance.now() - began) / 1000) * perSecond, all);
    for (; sent < due && open.size < 100; sent++) {
      const one = fetch(url, { headers: demoKey })
        .then((response) => response.arrayBuffer())
        .then(() => answered++)
        .finally(() => open.delete(one));
      open.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(open);
  return answered / ((performance.now() - began) / 1000);
}

/** Notes how long the page did not respond, and how many rows were in the document. */
const WATCH = `(() => {
  globalThis.seen = { longTask: 0, longestFrame: 0, rows: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      seen.longTask = Math.max(seen.longTask, duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const tick = (now) => {
    seen.longestFrame = Math.max(seen.longestFrame, now - last);
    seen.rows = Math.max(seen.rows, document.querySelectorAll('${rows}').length);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})()`;

/** Bytes of the page's heap after a garbage collection. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  await session.detach();
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

describe.skipIf(!hasBrowser)(
  'the page under load (it needs Chromium or Chrome)',
  { timeout: 90_000 },
  () => {
    it.each([
      ['Requests', '#/requests'],
      ['Plots', '#/plots'],
    ])('does not freeze on %s with 1,000 requests per second', async (_, hash) => {
      const { url } = await startEmulator([]);
      const page = await openPage();
      await page.goto(`${url}/_emulator${hash}`);
      await page.getByText(/^No request (yet|in the last)/).waitFor();
      await page.evaluate(WATCH);
      const rate = await sendEvenly(`${url}${paths.active()}`, { perSecond: 1000, seconds: 5 });
      // A machine that does other work as well sends fewer.
      expect(rate, 'requests per second').toBeGreaterThan(200);
      const seen = await page.evaluate<Record<string, number>>('seen');
      expect(seen.rows).toBeLessThan(70);
      // On a machine that does nothing else the longest task takes 70 ms, and the longest frame 200 ms.
      expect(seen.longTask, 'the longest task in milliseconds').toBeLessThan(1_000);
      expect(seen.longestFrame, 'the longest frame in milliseconds').toBeLessThan(1_000);
      await page.getByRole('link', { name: 'Requests' }).click();
      await page.getByText('2000 requests, the latest').first().waitFor();
    });

    it('has no more memory after 60,000 requests than after 20,000', async () => {
      const { page, world } = await emulatorPage({}, { hash: '#/plots' });
      await page.getByText('No request in the last').waitFor();
      await page.getByRole('link', { name: 'Requests' }).click();
      let sent = 0;
      const send = async (upTo: number): Promise<number> => {
        while (sent < upTo) {
          for (const end = sent + 1000; sent < end; sent++) {
            world.events.announce({
              type: 'request.answered',
              at: Date.now(),
              workspaceId: null,
              operation: null,
              method: 'GET',
              path: `/v2/number-${sent}`,
              status: 404,
              requestId: `req_${sent}`,
              ms: 1,
            });
          }
          await page.getByRole('link', { name: `/v2/number-${sent - 1}`, exact: true }).waitFor();
        }
        return heapOf(page);
      };
      const early = await send(20_000);
      const late = await send(60_000);
      expect(late).toBeLessThan(early * 1.1);
    });
  },
);
