// Run by `failed-test.test.ts`, in a Vitest of its own.
import { expect, test } from '../../../src/vitest.ts';

test('fails', async ({ sessions }) => {
  const path = `/v1/${sessions.workspaceId}/sessions/CA1/inject?page=2`;
  const response = await fetch(sessions.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${sessions.apiKey}`, 'content-type': 'application/json' },
    body: '{"message":"Hi"}',
  });
  expect(response.status).toBe(200);
});

test('fails without a request', ({ sessions }) => {
  expect(sessions.workspaceId).toBe('');
});

test('passes', async ({ sessions }) => {
  await fetch(`${sessions.url}/v1/${sessions.workspaceId}/passed`);
});
