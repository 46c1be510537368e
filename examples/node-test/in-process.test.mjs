import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createEmulator } from 'sessions-emulator';

const emulator = await createEmulator({ auth: 'keys' });
after(() => emulator.close());

test('an event is queued while a call has no subscriber', async () => {
  const { fetch, workspaceId, apiKey, placeCall, injections } = await emulator.workspace('demo');
  const { callSid } = await placeCall();

  await fetch(`http://sessions/v1/${workspaceId}/sessions/${callSid}/inject`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Anybody there?' }),
  });

  const [event] = await injections(callSid);
  assert.equal(event.status, 'queued');
});
