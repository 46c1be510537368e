/** The requests on the page at `/_emulator`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sessionMatchers } from '../../src/embed/matchers.ts';
import { expectAccessible, expectNoOverflow, hasBrowser } from '../helpers/browser.ts';
import { column, emulatorPage, narrow, wide } from '../helpers/emulator-page.ts';
import { paths } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const rows = 'tbody tr';

describe.skipIf(!hasBrowser)('requests on the page (it needs Chromium or Chrome)', () => {
  it('are shown as they are made, newest first, with what was made before', async () => {
    const { page, get, post } = await emulatorPage();
    await page.getByText('No request yet').waitFor();
    await get(paths.active());
    await page.locator(rows).first().waitFor();
    await post(paths.inject(), { message: 'hi' });
    await expect.poll(() => column(page, 'operation')).toEqual(['inject', 'active']);
    expect(await column(page, 'code')).toEqual(['200', '200']);
    expect(await column(page, 'time')).toEqual(['09:30:00.000', '09:30:00.000']);
    await page.reload();
    await expect.poll(() => column(page, 'operation')).toEqual(['inject', 'active']);
  });

  it('say why they were refused and which fault fired', async () => {
    const { page, get, post, ctl, at } = await emulatorPage();
    const { body } = await ctl.post(at('/faults'), { operation: 'inject', status: 503 });
    await post(paths.inject(), { message: 'hi' });
    await get('/v2/none');
    await expect.poll(() => column(page, 'operation')).toEqual(['–', 'inject']);
    const [unmatched, refused] = await column(page, 'why');
    expect(unmatched).toMatch(/^unmatched no such path/);
    expect(refused).toMatch(/^fault /);
    await page.getByRole('link', { name: 'inject' }).click();
    await expect.poll(() => page.locator('aside').textContent()).toContain(body.fault_id);
  });

  it('are chosen by path, operation, status, refusal, match and workspace, which the address keeps', async () => {
    const { page, get, post } = await emulatorPage();
    await get(paths.active());
    await get(paths.active(OTHER));
    await post(paths.inject(), {});
    await get(`/v1/${WS}/nothing`);
    await expect.poll(() => page.locator(rows).count()).toBe(4);
    const shown = () => expect.poll(() => column(page, 'operation'));

    await page.getByRole('button', { name: 'Refused' }).click();
    await shown().toEqual(['–', 'inject']);
    await page.getByRole('button', { name: 'Unmatched' }).click();
    await shown().toEqual(['–']);
    await page.getByRole('button', { name: 'Unmatched' }).click();
    await page.getByLabel('Status').selectOption('4xx');
    await shown().toEqual(['–', 'inject']);
    await page.getByLabel('Operation').selectOption('inject');
    await shown().toEqual(['inject']);
    await page.reload();
    await shown().toEqual(['inject']);
    await page.getByLabel('Status').selectOption('200');
    await page.getByText('No request matches the filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByLabel('Workspace').selectOption(OTHER);
    await shown().toEqual(['active']);
    await page.getByLabel('Workspace').selectOption('');
    await page.getByLabel('Path').fill('NOTHING');
    await shown().toEqual(['–']);
  });

  it('wait while the list is paused, and are counted', async () => {
    const { page, get } = await emulatorPage();
    await get(paths.active());
    await page.locator(rows).first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await get(paths.active(OTHER));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await page.locator(rows).count()).toBe(1);
    await page.getByRole('button', { name: '1 new' }).click();
    await expect.poll(() => page.locator(rows).count()).toBe(2);
    await get(paths.active());
    await page.getByRole('button', { name: '1 new' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect.poll(() => page.locator(rows).count()).toBe(3);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('No request yet').waitFor();
  });

  it('do not move what is read: scrolled down, the rows stay, and few are in the document', async () => {
    const { page, get } = await emulatorPage();
    for (let i = 0; i < 200; i++) await get(`/v2/${i}`);
    await page.getByText('200 requests').first().waitFor();
    expect(await page.locator(rows).count()).toBeLessThan(70);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('201');
    await page.locator('.window').evaluate((element) => element.scrollTo(0, 2800));
    const row = page.getByRole('link', { name: '/v2/90', exact: true });
    const { y } = (await row.boundingBox()) ?? {};
    await get(paths.active());
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect((await row.boundingBox())?.y).toBe(y);
    await page.getByRole('button', { name: '1 new' }).click();
    await expect.poll(async () => (await column(page, 'operation'))[0]).toBe('active');
  });

  it('have headers, bodies and the response in their details, without credentials', async () => {
    const { page, post } = await emulatorPage();
    await post(`${paths.inject()}?token=secret`, { message: '<b>Hello</b>' });
    await page.getByRole('link', { name: 'inject' }).click();
    const details = page.getByLabel('Details of the request');
    await details.getByText('"delivered"').waitFor();
    const text = (await details.textContent()) ?? '';
    expect(text).toContain('<b>Hello</b>');
    expect(text).toContain('token=[redacted]');
    expect(text).toContain('authorization[redacted]');
    expect(text).not.toContain('demo-key');
  });

  it('have details at a link to them, also when newer requests came', async () => {
    const { page, get, url } = await emulatorPage();
    for (let i = 0; i < 3; i++) await get(`/v2/${i}`);
    await page.getByRole('link', { name: '/v2/1' }).click();
    const link = page.url();
    await get('/v2/3');
    await page.goto(`${url}/docs`);
    await page.goto(link);
    await page.getByRole('heading', { name: '/v2/1' }).waitFor();
  });

  it('are chosen with the keyboard alone, and the focus returns to the row', async () => {
    const { page, get } = await emulatorPage();
    for (let i = 0; i < 60; i++) await get(`/v2/${i}`);
    await page.getByText('60 requests').first().waitFor();
    await page.locator('tbody a').first().focus();
    const heading = () => expect.poll(() => page.locator('aside h2').textContent());
    await page.keyboard.press('ArrowDown');
    await heading().toContain('/v2/59');
    await page.keyboard.press('End');
    await heading().toMatch(/\/v2\/0$/);
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    await expect.poll(focused).toBe('/v2/0');
    await page.keyboard.press('ArrowUp');
    await heading().toContain('/v2/1');
    await page.getByLabel('Close details').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('aside').count()).toBe(0);
    await expect.poll(focused).toBe('/v2/1');
  });

  it('are copied as a curl command that does the same, and as a test that passes', async () => {
    const { page, url, emulator } = await emulatorPage(
      {},
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
    const { apiKey, workspaceId, ...workspace } = await emulator.workspace('demo');
    const { callSid } = await workspace.placeCall();
    const body = { message: "it's", sender: 'Ops "A"', event_type: 'guidance' };
    await fetch(`${url}${paths.inject(callSid, workspaceId)}?x[]=1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await page.getByRole('link', { name: 'inject' }).click();
    const copy = async (label: string) => {
      await page.getByRole('button', { name: label }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      // Until the button says again what it does.
      await page.getByRole('button', { name: label }).waitFor();
      return page.evaluate<string>('navigator.clipboard.readText()');
    };
    const test = await copy('Copy as test');
    const [, pattern = ''] = /toHaveReceivedRequest\((.*?)\);/s.exec(test) ?? [];
    const received = () =>
      sessionMatchers.toHaveReceivedRequest(
        { ...workspace, workspaceId },
        Function(`return (${pattern})`)(),
      );
    expect((await received()).pass).toBe(true);

    const command = await copy('Copy as curl');
    const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -s`], {
      env: { ...process.env, AMIGO_API_KEY: apiKey },
    });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'queued_no_subscriber' });
    const [first, second] = await workspace.requests();
    expect(second).toMatchObject({ path: first?.path, query: first?.query, body: first?.body });
    // Now there are two, and the test expects one.
    expect((await received()).pass).toBe(false);
  });

  it.each(['light', 'dark'] as const)('are readable and accessible in %s', async (colorScheme) => {
    const { page, get, post } = await emulatorPage({}, { colorScheme });
    await page.getByText('No request yet').waitFor();
    await expectAccessible(page);
    await get(paths.active());
    await post(paths.inject(), {});
    await get('/v2/none');
    await page.getByRole('link', { name: 'inject' }).click();
    await page.getByRole('heading', { name: 'Response body' }).waitFor();
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      await expectAccessible(page);
      await expectNoOverflow(page);
    }
    await page.getByLabel('Close details').click();
    await expectAccessible(page);
    await expectNoOverflow(page);
  });

  it('show hostile text as text, and it fits', async () => {
    const { page, post, http, ctl } = await emulatorPage();
    const hostile = `<img src=x onerror=alert(1)>\u202e${'x'.repeat(5000)}`;
    await ctl.post('/workspaces', { template: { name: hostile } });
    await post(`${paths.inject(encodeURIComponent(hostile))}?q=${encodeURIComponent(hostile)}`, {
      message: hostile,
      [hostile]: hostile,
    });
    await http
      .get('/v2/x')
      .set('x-request-id', 'a'.repeat(100))
      .set('x-hostile', '<b>'.repeat(500));
    await page.getByRole('link', { name: 'inject' }).click();
    await page.getByRole('heading', { name: 'Request body' }).waitFor();
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      await expectNoOverflow(page);
    }
    expect(await page.locator('img, b').count()).toBe(0);
    expect(await page.locator('aside pre').nth(1).textContent()).toContain('<img src=x');
    // The page reads the workspaces again a moment after one was created.
    await expect.poll(() => page.locator('option:has-text("<img")').count()).toBe(1);
  });
});
