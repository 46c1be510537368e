import { describe, expect, it } from 'vitest';
import type { WorldEvent } from '../../src/world/events.ts';
import { limits } from '../../src/world/limits.ts';
import { event, WS, worldOfOne } from '../helpers/world.ts';

async function calling(delays: number[]) {
  const world = await worldOfOne();
  await world.placeCall(WS, { callSid: 'A' });
  for (const [i, responseDelaySeconds] of delays.entries()) {
    await world.attachSubscriber(WS, 'A', { subscriberId: `sub ${i}`, responseDelaySeconds });
  }
  const heard: WorldEvent[] = [];
  world.store.listen((one) => heard.push(one));
  const incorporated = () =>
    heard.filter((one) => one.type === 'injection.incorporated').map((one) => one.subscriberId);
  return { world, incorporated };
}

describe('the responses of simulated agents', () => {
  it('of one time are announced together, in the order of the deliveries', async () => {
    const { world, incorporated } = await calling([2, 1, 2]);
    await world.inject(WS, 'A', event('1'));
    await world.inject(WS, 'A', event('2'));
    await world.advanceClock(WS, 1);
    expect(incorporated()).toEqual(['sub 1', 'sub 1']);
    await world.advanceClock(WS, 1);
    expect(incorporated().slice(2)).toEqual(['sub 0', 'sub 2', 'sub 0', 'sub 2']);
  });

  it('are announced for the newest deliveries, however many a frozen clock collects', async () => {
    const { world, incorporated } = await calling([1, 2]);
    for (let i = 0; i < limits.deliveries; i++) await world.inject(WS, 'A', event('x'));
    await world.advanceClock(WS, 2);
    expect(incorporated()).toHaveLength(limits.deliveries);
  });

  it('of an agent that left are not announced', async () => {
    const { world, incorporated } = await calling([1, 1]);
    await world.inject(WS, 'A', event('1'));
    await world.detachSubscriber(WS, 'A', 'sub 0');
    await world.advanceClock(WS, 1);
    expect(incorporated()).toEqual(['sub 1']);
  });
});

describe('a call with many subscribers', () => {
  it('keeps fewer events, so that it holds no more deliveries', async () => {
    const { world } = await calling(Array.from({ length: 100 }, () => 1));
    for (let i = 0; i < 500; i++) await world.inject(WS, 'A', event(String(i)));
    const received = (await world.readCall(WS, 'A'))?.received ?? [];
    expect(received.length).toBeGreaterThanOrEqual(limits.deliveries / 100);
    expect(received.length * 100).toBeLessThanOrEqual(limits.deliveries * 1.25);
    expect(received.at(-1)?.message).toBe('499');
  });
});
