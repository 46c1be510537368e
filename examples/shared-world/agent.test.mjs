// The other shard: a voice agent subscribes to the same call, at an emulator of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeCall, plane } from './world.mjs';

test('the agent receives what the other shard sends', async () => {
  await placeCall('call-of-both-shards');
  const stream = await fetch(`${plane}/calls/call-of-both-shards/events`);
  let text = '';
  for await (const part of stream.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes('event: injection')) break;
  }
  const [, data] = /^data: (.*)$/m.exec(text);
  assert.equal(JSON.parse(data).message, 'Offer 4 pm.');
});
