import { expect, test } from 'sessions-emulator/vitest';
import { announceRefill } from './refills.ts';

test('delivers to subscribers of a call', async ({ sessions }) => {
  const { callSid } = await sessions.placeCall({ subscribers: 1 });
  await announceRefill(sessions, 'ibuprofen');
  await expect(sessions).toHaveReceivedInjection({
    callSid,
    message: 'The refill of ibuprofen is approved.',
    status: 'delivered',
  });
});

test('counts no calls when the service is down', async ({ sessions }) => {
  await sessions.addFault({ operation: 'inject', status: 503 });
  expect(await announceRefill(sessions, 'ibuprofen')).toBe(0);
});

test('the agent uses it in its next response', async ({ sessions }) => {
  const { callSid } = await sessions.placeCall({ subscribers: 1 });
  await announceRefill(sessions, 'ibuprofen');
  await sessions.clock.advance(1);
  const { injections, transcript } = await sessions.readCall(callSid);
  expect(transcript[0]?.incorporated).toEqual([injections[0]?.eventId]);
});
