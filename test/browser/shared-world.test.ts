/** The page at `/_emulator` over a world that two processes share. */
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasBrowser, openPage } from '../helpers/browser.ts';
import { startEmulator } from '../helpers/command.ts';
import { column } from '../helpers/emulator-page.ts';
import { demoKey, paths } from '../helpers/http.ts';
import { hasRedis, startRedis } from '../helpers/redis-server.ts';
import { OTHER, WS } from '../helpers/world.ts';

describe.skipIf(!hasBrowser || !hasRedis)(
  'the page of two processes that share a world (it needs Chromium or Chrome, and redis-server or valkey-server)',
  () => {
    /** Two processes over one server, and the page of each. `hash`: what the pages show. */
    async function twoPages(hash: string) {
      const redis = await startRedis();
      onTestFinished(() => redis.stop());
      const processes = [
        await startEmulator(['--store', redis.url, '--clock', '2026-03-01T09:30:00Z']),
        await startEmulator(['--store', redis.url]),
      ];
      const pages: Page[] = [];
      for (const { url } of processes) {
        const page = await openPage();
        await page.goto(`${url}/_emulator${hash}`);
        pages.push(page);
      }
      return { processes, pages: pages as [Page, Page] };
    }

    it('shows the requests to both on each, with details that the other one wrote', async () => {
      const { processes, pages } = await twoPages('');
      for (const page of pages) await page.getByText('No request yet').waitFor();
      const [one, other] = processes.map(({ url }) => url);
      await fetch(`${one}${paths.active()}`, { headers: demoKey });
      await fetch(`${other}${paths.inject()}`, {
        method: 'POST',
        headers: { ...demoKey, 'content-type': 'application/json' },
        body: JSON.stringify({ message: 'from the other one' }),
      });
      for (const page of pages) {
        await expect.poll(() => column(page, 'operation')).toEqual(['inject', 'active']);
        await page.getByRole('link', { name: 'inject' }).click();
        await page.locator('aside').getByText('from the other one').waitFor();
      }
    });

    it('shows on one what was changed in the world by the other', async () => {
      const { processes, pages } = await twoPages('#/plots');
      const [, page] = pages;
      const calls = () => page.getByRole('row', { name: 'Active calls' }).getByRole('cell').first();
      const active = () => expect.poll(() => calls().textContent(), { timeout: 10_000 });
      await active().toBe('4');
      const control = (path: string, init: RequestInit) =>
        fetch(`${processes[0]?.url}/_emulator${path}`, init);
      await control(`/workspaces/${WS}/calls`, { method: 'POST' });
      await active().toBe('5');
      await control(`/workspaces/${OTHER}`, { method: 'DELETE' });
      await active().toBe('4');
      const options = page.getByLabel('Workspace').locator('option');
      await expect.poll(() => options.count()).toBe(2);
    });

    it('shows the fault rules, the clock and what is due as the other one changed them', async () => {
      const { pages } = await twoPages(`#/faults?workspace=${WS}`);
      const [one, other] = pages;
      await one.getByRole('button', { name: '503 once' }).click();
      await other.getByText('never fired of 0').waitFor();
      await other.getByRole('button', { name: 'Remove all' }).click();
      await one.getByText('No fault rule.').waitFor();

      for (const page of pages) {
        await page.getByRole('link', { name: 'Clock' }).click();
        await page.getByRole('cell', { name: 'call.state_changed' }).waitFor();
      }
      await one.getByRole('button', { name: '+1 h' }).click();
      await other.getByText('2026-03-01 10:30:00').waitFor();
      for (const page of pages) await page.getByText('Nothing is due.').waitFor();
    });
  },
);
