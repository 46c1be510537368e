/** The plots on the page at `/_emulator`. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectAccessible, expectNoOverflow, hasBrowser } from '../helpers/browser.ts';
import { emulatorPage, hide, narrow, wide } from '../helpers/emulator-page.ts';
import { paths } from '../helpers/http.ts';
import { OTHER } from '../helpers/world.ts';

const hash = '#/plots';
const none = 'No request in the last 10 minutes';
/** The plots have what happened in a second after it is over, and show it up to 5 s later. */
const WAIT = { timeout: 10_000 };

/** A row of the table: the last 10 s or now, and the last 10 minutes. */
const figures = (page: Page, name: string): Promise<string[]> =>
  page.getByRole('row', { name }).getByRole('cell').allTextContents();
const shows = (page: Page, name: string) => expect.poll(() => figures(page, name), WAIT);

/** The number of pixels of a plot that have the colour of a line. */
const painted = (page: Page, plot: number, color: string): Promise<number> =>
  page.evaluate(`(() => {
    const canvas = document.querySelectorAll('canvas')[${plot}];
    const probe = document.createElement('canvas').getContext('2d');
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--${color}');
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const near = (one, other) => Math.abs(one - other) < 40;
    let count = 0;
    for (let i = 0; i < data.length; i += 4)
      if (near(data[i], r) && near(data[i + 1], g) && near(data[i + 2], b)) count++;
    return count;
  })()`);

describe.skipIf(!hasBrowser)('the plots on the page (it needs Chromium or Chrome)', () => {
  it('are loaded when they are opened', async () => {
    const { page } = await emulatorPage();
    await page.getByText('No request yet').waitFor();
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(request.url()));
    await page.getByRole('link', { name: 'Plots' }).click();
    await page.getByText(none).waitFor();
    expect(loaded.filter((url) => url.endsWith('.js'))).toEqual([
      expect.stringMatching(/\/_emulator\/page\/plots\.js$/),
    ]);
  });

  it('show requests by status and how long they took, also those before the page was opened', async () => {
    const { page, get, post, url } = await emulatorPage({ clock: 'real' }, { hash: '#/requests' });
    await get(paths.active());
    await post(paths.inject(), {});
    await page.goto('about:blank');
    await page.goto(`${url}/_emulator${hash}`);
    await shows(page, 'Responses 2xx').toEqual(['1', '1']);
    await shows(page, 'Responses 4xx').toEqual(['1', '1']);
    await get(paths.active());
    await shows(page, 'Responses 2xx').toEqual(['2', '2']);
    expect(await figures(page, 'Requests per second')).toEqual(['0.3', '0.0']);
    expect((await figures(page, 'Duration, p99'))[1]).toMatch(/ ms$/);
    await expect.poll(() => painted(page, 0, 'good'), WAIT).toBeGreaterThan(20);
    await expect.poll(() => painted(page, 1, 'bad'), WAIT).toBeGreaterThan(2);
  });

  it('place requests at the time of day, whatever the clock of the workspace shows', async () => {
    const { page, get } = await emulatorPage({}, { hash });
    await page.getByText(none).waitFor();
    for (let i = 0; i < 20; i++) await get(paths.active());
    await shows(page, 'Responses 2xx').toEqual(['20', '20']);
  });

  it('follow active calls and queued events, of all workspaces or of the chosen one', async () => {
    const { page, ctl, at, post } = await emulatorPage({}, { hash });
    await shows(page, 'Active calls').toEqual(['4', 'at most 4']);
    await ctl.post(at('/calls'), { call_sid: 'mine' });
    for (const message of ['1', '2']) await post(paths.inject('mine'), { message });
    await shows(page, 'Active calls').toEqual(['5', 'at most 5']);
    await shows(page, 'Queued events').toEqual(['2', 'at most 2']);
    await page.getByLabel('Workspace').selectOption(OTHER);
    await shows(page, 'Active calls').toEqual(['1', 'at most 1']);
    await shows(page, 'Queued events').toEqual(['0', 'at most 0']);
    await page.getByLabel('Workspace').selectOption('');
    await shows(page, 'Queued events').toEqual(['2', expect.any(String)]);
    await ctl.post(at('/calls/mine/subscribers'), { subscriber_id: 'agent' });
    await shows(page, 'Queued events').toEqual(['0', expect.any(String)]);
    await ctl.post('/workspaces', { template: 'demo' });
    await shows(page, 'Active calls').toEqual(['8', 'at most 8']);
  });

  it('go on while another view is shown, and have what happened while the tab was hidden', async () => {
    const { page, get } = await emulatorPage({ clock: 'real' }, { hash });
    await page.getByText(none).waitFor();
    await page.getByRole('link', { name: 'Requests' }).click();
    await get(paths.active());
    await page.locator('tbody tr').first().waitFor();
    await page.getByRole('link', { name: 'Plots' }).click();
    await shows(page, 'Responses 2xx').toEqual(['1', '1']);
    await page.evaluate(hide(true));
    await get(paths.active());
    await page.evaluate(hide(false));
    await shows(page, 'Responses 2xx').toEqual(['2', '2']);
  });

  it('have a new picture once a second, and less often for those who want little motion', async () => {
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const { page, get } = await emulatorPage({}, { hash, reducedMotion });
      await page.getByText(none).waitFor();
      await page.evaluate(`(() => {
        globalThis.pictures = 0;
        const { clearRect } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.clearRect = function (...given) {
          if (this.canvas === document.querySelector('canvas')) globalThis.pictures++;
          return clearRect.apply(this, given);
        };
      })()`);
      const began = Date.now();
      for (let i = 0; i < 20; i++) await get(paths.active());
      await shows(page, 'Responses 2xx').toEqual(['20', '20']);
      await expect.poll(() => page.evaluate<number>('pictures'), WAIT).toBeGreaterThan(0);
      const pace = reducedMotion === 'reduce' ? 5_000 : 1_000;
      const pictures = await page.evaluate<number>('pictures');
      expect(pictures).toBeLessThanOrEqual((Date.now() - began) / pace + 1);
    }
  });

  it.each(['light', 'dark'] as const)('are readable and accessible in %s', async (colorScheme) => {
    const { page, get } = await emulatorPage({}, { hash, colorScheme });
    await page.getByText(none).waitFor();
    await expectAccessible(page);
    await get(paths.active());
    await shows(page, 'Responses 2xx').toEqual(['1', '1']);
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      await expectAccessible(page);
      await expectNoOverflow(page);
    }
  });

  it('take the colours of the other scheme when it changes', async () => {
    const { page, get } = await emulatorPage({}, { hash, colorScheme: 'light' });
    await page.getByText(none).waitFor();
    await get(paths.active());
    await expect.poll(() => painted(page, 0, 'good'), WAIT).toBeGreaterThan(20);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => painted(page, 0, 'good'), WAIT).toBeGreaterThan(20);
  });

  it('tell what was at the pointer', async () => {
    const { page, get } = await emulatorPage({}, { hash });
    await page.getByText(none).waitFor();
    await get(paths.active());
    await shows(page, 'Responses 2xx').toEqual(['1', '1']);
    const {
      x = 0,
      y = 0,
      height = 0,
    } = (await page.locator('.u-over').first().boundingBox()) ?? {};
    await page.mouse.move(x + 5, y + height / 2);
    await expect.poll(() => page.getByText(/^5\d\d s ago$/).count(), WAIT).toBe(4);
    await page.mouse.move(0, 0);
    await expect.poll(() => page.getByText(/ s ago$/).count(), WAIT).toBe(0);
  });
});
