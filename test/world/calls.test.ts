import { describe, expect, it } from 'vitest';
import { demoWorld, emptyWorld, NOON, OTHER, SERVICE, WS } from '../helpers/world.ts';

const call = { callerId: '+15550100009' };

describe('a call', () => {
  it('is listed from its start until it is hung up', async () => {
    const world = emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'A' });
    expect((await world.activeCalls(WS)).map((one) => one.callSid)).toEqual(['A']);
    expect(await world.endCall(WS, 'A')).toEqual({ status: 'ended' });
    expect(await world.activeCalls(WS)).toEqual([]);
    expect(await world.endCall(WS, 'A')).toEqual({ status: 'not_found' });
  });

  it('ends by itself at its length', async () => {
    const world = emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'A', lengthSeconds: 60 });
    world.clock.advance(59_999);
    expect(await world.activeCalls(WS)).toHaveLength(1);
    world.clock.advance(1);
    expect(await world.activeCalls(WS)).toEqual([]);
  });

  it('counts its seconds to the millisecond and shows the last state it reached', async () => {
    const world = emptyWorld();
    const timeline = [
      { atSeconds: 10, state: 'late' },
      { atSeconds: 2, state: 'early' },
    ];
    await world.placeCall(WS, { ...call, callSid: 'A', timeline });
    const seen = async () => {
      const [one] = await world.activeCalls(WS);
      return [one?.durationSeconds, one?.currentState];
    };
    expect(await seen()).toEqual([0, '']);
    world.clock.advance(2000.4);
    expect(await seen()).toEqual([2, 'early']);
    world.clock.advance(8000);
    expect(await seen()).toEqual([10, 'late']);
  });

  it('never has a negative duration, also when the clock is set back', async () => {
    const world = emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'A' });
    world.clock.set({ now: NOON - 5000 });
    expect(await world.activeCalls(WS)).toEqual([]);
  });

  it('is listed oldest first, ties by its sid', async () => {
    const world = emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'B', startedAt: NOON - 1000 });
    await world.placeCall(WS, { ...call, callSid: 'C', startedAt: NOON - 2000 });
    await world.placeCall(WS, { ...call, callSid: 'A', startedAt: NOON - 1000 });
    expect((await world.activeCalls(WS)).map((one) => one.callSid)).toEqual(['C', 'A', 'B']);
  });

  it('cannot take a sid that is taken, nor a service that is not there', async () => {
    const world = await demoWorld();
    const taken = { ...call, callSid: 'CA00000000000000000000000000000001' };
    expect(await world.placeCall(WS, taken)).toEqual({ status: 'duplicate' });
    expect(await world.placeCall(OTHER, { ...call, serviceId: SERVICE })).toEqual({
      status: 'unknown_service',
    });
  });

  it('gets a sid of the carrier form when none is given', async () => {
    const placed = await emptyWorld().placeCall(WS, call);
    expect(placed).toMatchObject({
      status: 'placed',
      callSid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
    });
  });

  it('of one workspace is not seen from another', async () => {
    const world = await demoWorld();
    expect((await world.activeCalls(OTHER)).map((one) => one.callSid)).toEqual([
      'CA00000000000000000000000000000004',
    ]);
    expect(await world.activeCalls('33333333-3333-4333-8333-333333333333')).toEqual([]);
  });
});
