/** The page at `/_emulator` over a world that two processes share. */
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
    it('shows the requests to both on each, with details that the other one wrote', async () => {
      const redis = await startRedis();
      onTestFinished(() => redis.stop());
      const processes = [
        await startEmulator(['--store', redis.url]),
        await startEmulator(['--store', redis.url]),
      ];
      const pages = [];
      for (const { url } of processes) {
        const page = await openPage();
        await page.goto(`${url}/_emulator`);
        await page.getByText('No request yet').waitFor();
        pages.push(page);
      }
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
      const redis = await startRedis();
      onTestFinished(() => redis.stop());
      const [one, other] = [
        await startEmulator(['--store', redis.url]),
        await startEmulator(['--store', redis.url]),
      ];
      const page = await openPage();
      await page.goto(`${other.url}/_emulator#/plots`);
      const calls = () => page.getByRole('row', { name: 'Active calls' }).getByRole('cell').first();
      const active = () => expect.poll(() => calls().textContent(), { timeout: 10_000 });
      await active().toBe('4');
      const control = (path: string, init: RequestInit) =>
        fetch(`${one.url}/_emulator${path}`, init);
      await control(`/workspaces/${WS}/calls`, { method: 'POST' });
      await active().toBe('5');
      await control(`/workspaces/${OTHER}`, { method: 'DELETE' });
      await active().toBe('4');
      expect(await page.getByLabel('Workspace').locator('option').count()).toBe(2);
    });
  },
);
