import { describe, expect, it } from 'vitest';
import { emptyWorld, event, WS } from '../helpers/world.ts';

describe('an announced event', () => {
  it('does not change after it was announced', async () => {
    const world = await emptyWorld();
    await world.placeCall(WS, { callSid: 'A' });
    await world.inject(WS, 'A', event('waits'));
    const queued = () => world.events.after(0).find((one) => one.event.type === 'injection.queued');
    const before = JSON.stringify(queued());
    await world.attachSubscriber(WS, 'A');
    await world.endCall(WS, 'A');
    expect(before).toContain('waits');
    expect(JSON.stringify(queued())).toBe(before);
  });
});
