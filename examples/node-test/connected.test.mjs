import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect } from 'sessions-emulator';

const emulator = await connect(process.env.AMIGO_BASE_URL);
after(() => emulator.close());

test('a request that fails once', async () => {
  const workspace = await emulator.workspace('demo');
  await workspace.addFault({ operation: 'active', status: 503, times: 1 });

  const active = `${emulator.url}/v1/${workspace.workspaceId}/sessions/active`;
  const headers = { authorization: `Bearer ${workspace.apiKey}` };
  assert.equal((await fetch(active, { headers })).status, 503);
  assert.equal((await fetch(active, { headers })).status, 200);

  const { ok } = await workspace.verify({ operation: 'active', exactly: 2 });
  assert.ok(ok);
});
