import { createEmulator } from 'sessions-emulator';
import { expect, test } from 'vitest';

test('without a port, through fetch', async () => {
  await using emulator = await createEmulator({ clock: 'frozen' });
  const workspace = await emulator.workspace('demo');
  const { fetch, workspaceId, apiKey } = workspace;

  const response = await fetch(`http://sessions/v1/${workspaceId}/sessions/active`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });

  expect(await response.json()).toHaveLength(workspace.calls.length);
});
