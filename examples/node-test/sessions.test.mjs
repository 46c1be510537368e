import assert from 'node:assert/strict';
import { test } from 'node:test';

const { AMIGO_BASE_URL, AMIGO_API_KEY, AMIGO_WORKSPACE_ID } = process.env;
const plane = `${AMIGO_BASE_URL}/_emulator`;
const json = { 'content-type': 'application/json' };

test('queues the event for a call without a subscriber', async () => {
  const made = await fetch(`${plane}/workspaces/${AMIGO_WORKSPACE_ID}/calls`, {
    method: 'POST',
    headers: json,
    body: '{}',
  });
  const { call_sid } = await made.json();

  const response = await fetch(
    `${AMIGO_BASE_URL}/v1/${AMIGO_WORKSPACE_ID}/sessions/${call_sid}/inject`,
    {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${AMIGO_API_KEY}` },
      body: JSON.stringify({ message: 'Anybody there?' }),
    },
  );

  assert.deepEqual(await response.json(), { status: 'queued_no_subscriber', call_sid });
});
