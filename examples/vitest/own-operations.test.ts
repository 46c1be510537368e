import { Hono } from 'hono';
import { createEmulator } from 'sessions-emulator';
import { expect, test } from 'vitest';

const routes = new Hono().get('/v1/:workspace_id/notes', (c) => c.json([{ text: 'call back' }]));

test('an operation of your own, which fails once', async () => {
  await using emulator = await createEmulator({ routes });
  const workspace = await emulator.workspace();
  const operation = 'GET /v1/:workspace_id/notes';
  await workspace.addFault({ operation, status: 503, times: 1 });

  const { url } = await emulator.listen();
  const notes = `${url}/v1/${workspace.workspaceId}/notes`;
  expect((await fetch(notes)).status).toBe(503);
  expect(await (await fetch(notes)).json()).toEqual([{ text: 'call back' }]);
  expect((await workspace.verify({ operation, exactly: 2 })).ok).toBe(true);
});
