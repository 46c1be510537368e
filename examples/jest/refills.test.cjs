const { createEmulator } = require('sessions-emulator');
const { sessionMatchers } = require('sessions-emulator/matchers');
const { announceRefill } = require('./refills.cjs');

expect.extend(sessionMatchers);

let emulator;
let url;
beforeAll(async () => {
  emulator = await createEmulator({ auth: 'keys' });
  ({ url } = await emulator.listen());
});
afterAll(() => emulator.close());

test('delivers to subscribers of a call', async () => {
  const sessions = await emulator.workspace('demo');
  const { callSid } = await sessions.placeCall({ subscribers: 1 });
  await announceRefill({ ...sessions, url }, 'ibuprofen');
  await expect(sessions).toHaveReceivedInjection({
    callSid,
    message: 'The refill of ibuprofen is approved.',
    status: 'delivered',
  });
});
