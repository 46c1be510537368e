/** The fault rules on the page at `/_emulator`. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../helpers/browser.ts';
import { emulatorPage, expectFits } from '../helpers/emulator-page.ts';
import { CALL_1, paths } from '../helpers/http.ts';
import { WS } from '../helpers/world.ts';

const hash = `#/faults?workspace=${WS}`;

/** The rows of the table, each with the texts of its cells. */
const rows = (page: Page): Promise<string[][]> =>
  page
    .locator('tbody tr')
    .evaluateAll((all) =>
      all.map((row) =>
        [...(row as unknown as { cells: { textContent: string }[] }).cells].map(({ textContent }) =>
          textContent.trim(),
        ),
      ),
    );
const shown = (page: Page) => expect.poll(() => rows(page));

describe.skipIf(!hasBrowser)('fault rules on the page (it needs Chromium or Chrome)', () => {
  it('are shown with how often they fired, and those that never did are marked', async () => {
    const { page, ctl, at, post } = await emulatorPage({}, { hash });
    await page.getByText('No fault rule.').waitFor();
    await ctl.post(at('/faults'), { operation: 'inject', status: 503, retry_after: 2, times: 1 });
    await ctl.post(at('/faults'), { operation: 'inject', call_sid: CALL_1, delay_ms: 0, after: 1 });
    await shown(page).toEqual([
      ['inject', 'status 503, retry_after 2, times 1', 'never fired of 0', 'Remove'],
      [`inject${CALL_1}`, 'delay_ms 0, after 1', 'never fired of 0', 'Remove'],
    ]);
    await post(paths.inject(), { message: 'hi' });
    await post(paths.inject(), { message: 'hi' });
    await shown(page).toMatchObject([
      ['inject', expect.anything(), '1 of 1 used up', 'Remove'],
      [`inject${CALL_1}`, expect.anything(), 'never fired of 1', 'Remove'],
    ]);
    expect(await page.getByText('2 rules, 1 never fired').count()).toBe(1);
    await page.getByRole('link', { name: 'Requests they fired for' }).click();
    await expect.poll(() => page.locator('td.code').allTextContents()).toEqual(['503']);
  });

  it('are removed with the keyboard alone: the focus stays beside the one that is gone', async () => {
    const { page, ctl, at } = await emulatorPage({}, { hash });
    for (const status of [500, 502, 503]) await ctl.post(at('/faults'), { status });
    await expect.poll(() => rows(page)).toHaveLength(3);
    const focused = () =>
      page.evaluate<string>('document.activeElement.closest("tr")?.textContent');
    await page
      .getByRole('button', { name: /^Remove/ })
      .nth(2)
      .focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toContain('503');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toContain('500');
    await page.keyboard.press('Enter');
    await page.getByText('No fault rule.').waitFor();
    expect(await page.evaluate<string>('document.activeElement.tagName')).not.toBe('BODY');
  });

  it.each([
    ['503 once', { status: 503, times: 1 }],
    ['Response lost once', { connection: 'EMPTY_RESPONSE', phase: 'after', times: 1 }],
    ['429 once', { status: 429, retry_after: 1, times: 1 }],
    ['Stream cut once', { connection: 'TRUNCATED_BODY', phase: 'after', times: 1 }],
    ['Slow, 2 s', { delay_ms: 2000 }],
  ])(
    'are added by the preset %s, for the operation and call that were chosen',
    async (name, rule) => {
      const { page, ctl, at } = await emulatorPage({}, { hash });
      await page.getByLabel('operation').selectOption('inject');
      await page.getByLabel('call_sid').fill(CALL_1);
      await page.getByRole('button', { name }).click();
      await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
      expect((await ctl.get(at('/faults'))).body).toMatchObject([
        { operation: 'inject', call_sid: CALL_1, ...rule },
      ]);
    },
  );

  it('are added by the form with every field, which is empty then', async () => {
    const { page, ctl, at } = await emulatorPage({}, { hash });
    const given = {
      status: '429',
      detail: '{"code": "slow"}',
      retry_after: '3',
      delay_ms: '5',
      times: '4',
      after: '2',
      probability: '0.5',
      ttl: '60',
      'rate_limit.requests': '10',
      'rate_limit.window_seconds': '30',
    };
    for (const [name, value] of Object.entries(given)) {
      await page.getByLabel(name, { exact: true }).fill(value);
    }
    await page.getByLabel('phase').selectOption('after');
    await page.keyboard.press('Tab');
    await page.getByLabel('ttl').press('Enter');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect((await ctl.get(at('/faults'))).body).toMatchObject([
      {
        operation: null,
        status: 429,
        detail: { code: 'slow' },
        retry_after: 3,
        delay_ms: 5,
        times: 4,
        after: 2,
        probability: 0.5,
        ttl: 60,
        rate_limit: { requests: 10, window_seconds: 30 },
        phase: 'after',
      },
    ]);
    await expect.poll(() => page.getByLabel('ttl').inputValue()).toBe('');
  });

  it('that the control plane refuses are not added, and the reason stands beside the button', async () => {
    const { page } = await emulatorPage({}, { hash, expectedErrors: /422/ });
    await page.getByLabel('status', { exact: true }).fill('99');
    await page.getByRole('button', { name: 'Add rule' }).click();
    const alert = page.getByRole('alert').filter({ hasText: /^status: / });
    await alert.waitFor();
    expect(await page.getByLabel('status', { exact: true }).inputValue()).toBe('99');
    await page.getByLabel('status', { exact: true }).fill('503');
    await page.getByRole('button', { name: 'Add rule' }).click();
    await alert.waitFor({ state: 'detached' });
    await shown(page).toMatchObject([
      [expect.anything(), 'status 503', 'never fired of 0', 'Remove'],
    ]);
  });

  it('are removed, one or all, also where another one removed them', async () => {
    const { page, ctl, at } = await emulatorPage({}, { hash });
    for (const status of [500, 501, 502, 503]) await ctl.post(at('/faults'), { status });
    const rules = async () => (await rows(page)).map(([, rule]) => rule);
    await expect.poll(rules).toHaveLength(4);
    await page.locator('tr', { hasText: '501' }).getByRole('button').click();
    await expect.poll(rules).toEqual(['status 500', 'status 502', 'status 503']);
    const [{ fault_id }] = (await ctl.get(at('/faults'))).body;
    await ctl.delete(at(`/faults/${fault_id}`));
    await expect.poll(rules).toEqual(['status 502', 'status 503']);
    await page.getByRole('button', { name: 'Remove all' }).click();
    await page.getByText('No fault rule.').waitFor();
    expect((await ctl.get(at('/faults'))).body).toEqual([]);
  });

  it('need a workspace, which is asked for', async () => {
    const { page } = await emulatorPage({}, { hash: '#/faults' });
    await page.getByText('Choose a workspace at the top.').waitFor();
    await page.getByLabel('Workspace').selectOption(WS);
    await page.getByText('No fault rule.').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'are readable and accessible in %s, hostile text, too',
    async (colorScheme) => {
      const { page, ctl, at } = await emulatorPage({}, { colorScheme, hash });
      await page.getByText('No fault rule.').waitFor();
      await expectFits(page);
      const hostile = `<img src=x onerror=alert(1)>\u202e${'x'.repeat(5000)}`;
      await ctl.post(at('/faults'), { status: 503, detail: hostile, call_sid: hostile, times: 1 });
      await page.getByLabel('call_sid').fill(hostile);
      await page.getByRole('button', { name: '503 once' }).click();
      await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
      await expectFits(page);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('tbody').textContent()).toContain('<img src=x');
    },
  );
});
