// One shard of two: an operator's tool sends a message into a call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, placeCall } from './world.mjs';

test('the message is accepted, whether or not the agent is there already', async () => {
  await placeCall('call-of-both-shards');
  const { status, body } = await api('call-of-both-shards/inject', { message: 'Offer 4 pm.' });
  assert.equal(status, 200);
  assert.match(body.status, /^(delivered|queued_no_subscriber)$/);
});
