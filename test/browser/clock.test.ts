/** The clocks on the page at `/_emulator`. */
import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { emulatorPage, expectFits } from '../helpers/emulator-page.ts';
import { OTHER, WS } from '../helpers/world.ts';

const hash = `#/clock?workspace=${WS}`;

describe.skipIf(!hasBrowser)('a clock on the page (it needs Chromium or Chrome)', () => {
  async function clockPage(options: EmulatorOptions = {}, pageOptions = {}) {
    const opened = await emulatorPage(options, { hash, ...pageOptions });
    const { page } = opened;
    return {
      ...opened,
      shows: (time: string) => page.getByText(time, { exact: true }).first().waitFor(),
      time: async () => Date.parse(`${await page.locator('time').textContent()}Z`),
      press: (name: string) => page.getByRole('button', { name, exact: true }).click(),
    };
  }

  it('is advanced by a second, a minute and an hour', async () => {
    const { press, shows, ctl, at } = await clockPage();
    await shows('2026-03-01 09:30:00');
    await press('+1 s');
    await shows('2026-03-01 09:30:01');
    await press('+1 min');
    await shows('2026-03-01 09:31:01');
    await press('+1 h');
    await shows('2026-03-01 10:31:01');
    expect((await ctl.get(at('/clock'))).body.now).toBe('2026-03-01T10:31:01+00:00');
    expect((await ctl.get('/clock')).body.now).toBe('2026-03-01T09:30:00+00:00');
  });

  it('runs, faster, and is frozen; it shows the time as it passes', async () => {
    const { page, press, shows, time, ctl, at } = await clockPage();
    await shows('frozen');
    await press('Run');
    await shows('runs at speed 1');
    await page.getByLabel('Speed').fill('3600');
    await press('Set');
    await shows('runs at speed 3600');
    const before = await time();
    await expect.poll(time).toBeGreaterThan(before + 1_800_000);
    await press('Freeze');
    await shows('frozen');
    const { now } = (await ctl.get(at('/clock'))).body;
    expect(await time()).toBe(Math.floor(Date.parse(now) / 1000) * 1000);
  });

  it('is shown as soon as a script changes it', async () => {
    const { shows, ctl, at } = await clockPage();
    await shows('2026-03-01 09:30:00');
    await ctl.post(at('/clock/advance'), { seconds: 61 });
    await shows('2026-03-01 09:31:01');
  });

  it('says beside the button why a change is refused', async () => {
    const { page, press, shows } = await clockPage({}, { expectedErrors: /422/ });
    await shows('frozen');
    await page.getByLabel('Speed').fill('-1');
    await press('Set');
    await page
      .getByRole('alert')
      .filter({ hasText: /^speed: / })
      .waitFor();
    await shows('frozen');
  });

  it('shows what is due next, and is advanced to it', async () => {
    const { page, shows, ctl, at } = await clockPage({
      fixture: { workspaces: [{ workspace_id: WS }] },
    });
    await page.getByText('Nothing is due.').waitFor();
    await ctl.post(at('/calls'), {
      call_sid: 'mine',
      timeline: [{ at_seconds: 60, state: 'greeting' }],
      length_seconds: 90_000,
    });
    const cells = () => page.locator('tbody td').allTextContents();
    await expect
      .poll(cells)
      .toEqual([
        ...['2026-03-01 09:31:00', '00:01:00', 'call.state_changed', 'mine', 'Advance'],
        ...['2026-03-02 10:30:00', '1 d 01:00:00', 'call.ended', 'mine', 'Advance'],
      ]);
    await page.getByRole('button', { name: 'Advance to 2026-03-01 09:31:00' }).click();
    await shows('2026-03-01 09:31:00');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect((await ctl.get(at('/calls/mine'))).body.current_state).toBe('greeting');
    await page.getByRole('button', { name: 'Advance to 2026-03-02 10:30:00' }).click();
    await page.getByText('Nothing is due.').waitFor();
    expect((await ctl.get(at('/calls/mine'))).body.active).toBe(false);
  });

  it('of a workspace that is removed is not shown any more', async () => {
    const { page, shows, ctl, at } = await clockPage({}, { expectedErrors: /404/ });
    await shows('frozen');
    await ctl.delete(at(''));
    await page.getByText('Choose a workspace at the top.').waitFor();
  });

  it('is the one of the world while no workspace is chosen', async () => {
    const { page, press, shows, time, ctl, at } = await clockPage({}, { hash: '#/clock' });
    await shows('2026-03-01 09:30:00');
    await ctl.post(at('/calls', OTHER), { call_sid: 'there', length_seconds: 3600 });
    await page.locator('tbody').getByText('there').waitFor();
    await press('+1 h');
    await expect.poll(time).toBe(Date.parse('2026-03-01T10:30:00Z'));
    expect((await ctl.get('/clock')).body.now).toBe('2026-03-01T10:30:00+00:00');
    expect((await ctl.get(at('/calls/there', OTHER))).body.active).toBe(false);
  });

  it.each(['light', 'dark'] as const)(
    'is readable and accessible in %s, with hostile text, too',
    async (colorScheme) => {
      const { page, ctl, at } = await clockPage({}, { colorScheme });
      const hostile = `<img src=x onerror=alert(1)>\u202e${'x'.repeat(5000)}`;
      await ctl.post(at('/calls'), { call_sid: hostile, length_seconds: 60 });
      await page.locator('tbody').getByText('<img src=x').waitFor();
      await expectFits(page);
      expect(await page.locator('img').count()).toBe(0);
    },
  );
});
