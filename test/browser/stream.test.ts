/** The live stream of the page at `/_emulator`: how it opens, ends and goes on. */
import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { expectAccessible, hasBrowser, openPage } from '../helpers/browser.ts';
import { column, emulatorPage, hide } from '../helpers/emulator-page.ts';
import { paths } from '../helpers/http.ts';

const rows = 'tbody tr';
/** What a browser logs when nobody responds, or with a 401. */
const noResponse = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;
const locked = /401/;

describe.skipIf(!hasBrowser)('the page (it needs Chromium or Chrome)', () => {
  it('says that the emulator does not respond, and goes on by itself', async () => {
    const { page, stop, port, get, url } = await emulatorPage({}, { expectedErrors: noResponse });
    await get(paths.active());
    await page.locator(rows).first().waitFor();
    await stop();
    await page.getByText(`The emulator at ${url} does not respond. It is asked again.`).waitFor();
    expect(await page.locator(rows).count()).toBe(1);

    // What another emulator has shown is not true of this one.
    await using again = await createEmulator();
    await again.listen({ port });
    await page.getByText('No request yet').waitFor();
    await expect.poll(() => page.getByText('does not respond').count()).toBe(0);
    await get(paths.active());
    await expect.poll(() => column(page, 'operation')).toEqual(['active']);
  });

  it('asks for the control token, keeps it for the tab, and sends it', async () => {
    const safety = { allowHosts: [], token: 'a secret' };
    const { page, get, http } = await emulatorPage({ safety }, { expectedErrors: locked });
    await page.getByLabel('Token').waitFor();
    await expectAccessible(page);
    expect((await http.get('/_emulator')).text).not.toContain('a secret');
    await page.getByLabel('Token').fill('another');
    await page.keyboard.press('Enter');
    await page.getByText('does not accept this token').waitFor();
    await page.getByLabel('Token').fill('a secret');
    await page.keyboard.press('Enter');
    await get(paths.active());
    await expect.poll(() => column(page, 'operation')).toEqual(['active']);
    await page.reload();
    await expect.poll(() => column(page, 'operation')).toEqual(['active']);
    // No address and nothing that outlives the tab has it.
    expect(page.url()).not.toContain('secret');
    expect(await page.content()).not.toContain('a secret');
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie')).toBe('{}');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel('Token').waitFor();
  });

  it('closes its stream while its tab is hidden, and misses nothing', async () => {
    const { page, get, world } = await emulatorPage();
    const resumed: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (/\/_emulator\/events/.test(request.url()))
        resumed.push(request.headers()['last-event-id']);
    });
    await get(paths.active());
    await page.locator(rows).first().waitFor();
    const lastId = world.events.lastId;
    const before = world.events.listeners;
    await page.evaluate(hide(true));
    await expect.poll(() => world.events.listeners).toBe(before - 1);
    await get('/v2/meanwhile');
    await page.evaluate(hide(false));
    await expect.poll(() => column(page, 'operation')).toEqual(['–', 'active']);
    expect(resumed).toEqual([String(lastId)]);
  });

  it('shows the last 2,000 requests of a crowd, and stays quick', async () => {
    const { page, world, get } = await emulatorPage();
    await page.getByText('No request yet').waitFor();
    // The longest time in which the page did nothing else, in milliseconds.
    await page.evaluate(`(() => {
      let last = performance.now();
      globalThis.longest = 0;
      const tick = (now) => {
        globalThis.longest = Math.max(globalThis.longest, now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    })()`);
    for (let second = 0; second < 5; second++) {
      for (let i = 0; i < 1000; i++) {
        world.events.announce({
          type: 'request.answered',
          at: 0,
          workspaceId: null,
          operation: null,
          method: 'GET',
          path: `/v2/${second}/${i}`,
          status: 404,
          requestId: `req_${i}`,
          ms: 1,
        });
        if (i % 50 === 0) await get('/v2/between');
      }
    }
    await page.getByText('2000 requests, the latest').first().waitFor();
    await page.getByRole('link', { name: '/v2/4/999' }).waitFor();
    expect(await page.locator(rows).count()).toBeLessThan(70);
    expect(await page.evaluate<number>('longest')).toBeLessThan(1000);
  });

  it('has its style and script from the emulator, and asks no other host', async () => {
    const { url, get } = await emulatorPage();
    const page = await openPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${url}/_emulator`);
    await get(paths.active());
    await page.locator(rows).first().waitFor();
    expect(asked).toContain(`${url}/_emulator/page/page.css`);
    expect(asked.filter((one) => !one.startsWith(`${url}/`) && !one.startsWith('data:'))).toEqual(
      [],
    );
    const font = await page.evaluate<string>('getComputedStyle(document.body).fontFamily');
    expect(font).toContain('system-ui');
  });
});
