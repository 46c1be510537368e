import { expect } from '@playwright/test';
import { test } from './sessions.ts';

test('announces a refill to the agent of a call', async ({ page, sessions }) => {
  await sessions.post('/calls', { subscribers: 1 });

  await page.goto(`/${sessions.workspaceId}`);
  await page.getByLabel('Medicine').fill('ibuprofen');
  await page.getByRole('button', { name: 'Announce' }).click();

  await expect(page.getByRole('status')).toHaveText('Delivered to 1 of 1 calls');
  const sent = { operation: 'inject', body: { message: 'The refill of ibuprofen is approved.' } };
  expect(await sessions.post('/journal/verify', sent)).toMatchObject({ ok: true, count: 1 });
});

test('shows that nothing was delivered while the service is down', async ({ page, sessions }) => {
  await sessions.post('/calls', { subscribers: 1 });
  await sessions.post('/faults', { operation: 'inject', status: 503 });

  await page.goto(`/${sessions.workspaceId}`);
  await page.getByRole('button', { name: 'Announce' }).click();

  await expect(page.getByRole('status')).toHaveText('Delivered to 0 of 1 calls');
});
