import { describe, expect, it } from 'vitest';
import {
  type CallRecord,
  currentState,
  durationSeconds,
  isActive,
} from '../../src/world/model/calls.ts';
import { activeCalls, demoWorld, emptyWorld, NOON, OTHER, SERVICE, WS } from '../helpers/world.ts';

const call = { callerId: '+15550100009' };

describe('a call', () => {
  it('is listed from its start until it is hung up', async () => {
    const world = await emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'A' });
    expect((await activeCalls(world, WS)).map((one) => one.callSid)).toEqual(['A']);
    expect(await world.endCall(WS, 'A')).toEqual({ status: 'ended' });
    expect(await activeCalls(world, WS)).toEqual([]);
    expect(await world.endCall(WS, 'A')).toEqual({ status: 'not_found' });
  });

  it('ends by itself at its length', async () => {
    const world = await emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'A', lengthSeconds: 60 });
    world.clock.advance(59_999);
    expect(await activeCalls(world, WS)).toHaveLength(1);
    world.clock.advance(1);
    expect(await activeCalls(world, WS)).toEqual([]);
  });

  it('counts its seconds to the millisecond and shows the last state it reached', async () => {
    const world = await emptyWorld();
    const timeline = [
      { atSeconds: 10, state: 'late' },
      { atSeconds: 2, state: 'early' },
    ];
    await world.placeCall(WS, { ...call, callSid: 'A', timeline });
    const seen = async () => {
      const [one] = await activeCalls(world, WS);
      return [one?.durationSeconds, one?.currentState];
    };
    expect(await seen()).toEqual([0, '']);
    world.clock.advance(2000.4);
    expect(await seen()).toEqual([2, 'early']);
    world.clock.advance(8000);
    expect(await seen()).toEqual([10, 'late']);
  });

  it('is not listed before it begins, and has no negative duration then', async () => {
    const world = await emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'A', startedSecondsAgo: -5 });
    expect(await activeCalls(world, WS)).toEqual([]);
    const record = await world.readCall(WS, 'A');
    expect(record && durationSeconds(record, NOON)).toBe(0);
    world.clock.advance(5000);
    expect(await activeCalls(world, WS)).toHaveLength(1);
    world.clock.set({ now: NOON });
    expect(await activeCalls(world, WS)).toEqual([]);
  });

  it.each([
    ['its end', 20_000, 20],
    ['its length', 50_000, 30],
  ])('is over at %s, whichever comes first; its duration and state stay', (_, endedAt, seconds) => {
    const timeline = [
      { atSeconds: 0, state: 'greeting' },
      { atSeconds: 40, state: 'never reached' },
    ];
    const record: CallRecord = {
      callSid: 'A',
      serviceId: null,
      callerId: '+15550100009',
      direction: 'inbound',
      scenario: '',
      startedAt: 0,
      timeline,
      lengthSeconds: 30,
      endedAt,
    };
    const seen = (at: number) => [
      isActive(record, at),
      durationSeconds(record, at),
      currentState(record, at),
    ];
    expect(seen(seconds * 1000 - 1)).toEqual([true, seconds - 0.001, 'greeting']);
    expect(seen(seconds * 1000)).toEqual([false, seconds, 'greeting']);
    expect(seen(3_600_000)).toEqual([false, seconds, 'greeting']);
  });

  it('is in the state it was put into until the next step of its timeline', async () => {
    const world = await emptyWorld();
    const timeline = [
      { atSeconds: 0, state: 'greeting' },
      { atSeconds: 10, state: 'confirm' },
    ];
    await world.placeCall(WS, { ...call, callSid: 'A', timeline });
    world.clock.advance(5000);
    expect(await world.changeCallState(WS, 'A', 'on_hold')).toEqual({ status: 'changed' });
    const state = async () => (await activeCalls(world, WS)).map((one) => one.currentState);
    expect(await state()).toEqual(['on_hold']);
    world.clock.advance(5000);
    expect(await state()).toEqual(['confirm']);
    expect(await world.changeCallState(WS, 'B', 'on_hold')).toEqual({ status: 'not_found' });
  });

  it('is listed oldest first, ties by its sid', async () => {
    const world = await emptyWorld();
    await world.placeCall(WS, { ...call, callSid: 'B', startedSecondsAgo: 1 });
    await world.placeCall(WS, { ...call, callSid: 'C', startedSecondsAgo: 2 });
    await world.placeCall(WS, { ...call, callSid: 'A', startedSecondsAgo: 1 });
    expect((await activeCalls(world, WS)).map((one) => one.callSid)).toEqual(['C', 'A', 'B']);
  });

  it('refuses a sid that is taken, and an unknown service', async () => {
    const world = await demoWorld();
    const taken = { ...call, callSid: 'CA00000000000000000000000000000001' };
    expect(await world.placeCall(WS, taken)).toEqual({ status: 'duplicate' });
    expect(await world.placeCall(OTHER, { ...call, serviceId: SERVICE })).toEqual({
      status: 'unknown_service',
    });
  });

  it("gets a sid in the carrier's format by default", async () => {
    const placed = await (await emptyWorld()).placeCall(WS, call);
    expect(placed).toMatchObject({
      status: 'placed',
      callSid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
    });
  });

  it('of one workspace is not hung up from another, where its sid is free', async () => {
    const world = await demoWorld();
    const sid = 'CA00000000000000000000000000000001';
    expect(await world.endCall(OTHER, sid)).toEqual({ status: 'not_found' });
    expect(await world.readCall(OTHER, sid)).toBeUndefined();
    expect(await world.placeCall(OTHER, { ...call, callSid: sid })).toEqual({
      status: 'placed',
      callSid: sid,
    });
    await world.endCall(OTHER, sid);
    expect(await activeCalls(world, WS)).toHaveLength(3);
  });

  it('of one workspace goes by its own clock when it has one', async () => {
    const world = await demoWorld();
    await world.advanceClock(WS, 60);
    const durations = async (ws: string) =>
      (await activeCalls(world, ws)).map((one) => one.durationSeconds);
    expect(await durations(WS)).toEqual([180, 105, 72]);
    expect(await durations(OTHER)).toEqual([30]);
  });

  it('of one workspace is not seen from another', async () => {
    const world = await demoWorld();
    expect((await activeCalls(world, OTHER)).map((one) => one.callSid)).toEqual([
      'CA00000000000000000000000000000004',
    ]);
    expect(await activeCalls(world, '33333333-3333-4333-8333-333333333333')).toEqual([]);
  });
});
