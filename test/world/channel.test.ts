import { describe, expect, it } from 'vitest';
import { HISTORY, incorporatedAt, injectionStatus, transcript } from '../../src/world/channel.ts';
import type { ReceivedEvent } from '../../src/world/outlets.ts';
import type { World } from '../../src/world/world.ts';
import { emptyWorld, event, NOON, WS } from '../helpers/world.ts';

async function worldWithCall(): Promise<World> {
  const world = emptyWorld();
  await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009', lengthSeconds: 3600 });
  return world;
}

const messages = (events: ReceivedEvent[]) => events.map((one) => one.message);

describe('inject', () => {
  it('delivers to everyone who listens, each once', async () => {
    const world = await worldWithCall();
    const first: ReceivedEvent[] = [];
    const second: ReceivedEvent[] = [];
    await world.subscribe(WS, 'A', (one) => first.push(one));
    await world.subscribe(WS, 'A', (one) => second.push(one));
    expect(await world.inject(WS, 'A', event('hi'))).toMatchObject({ status: 'delivered' });
    expect(messages(first)).toEqual(['hi']);
    expect(second).toEqual([
      {
        eventId: expect.stringMatching(/^evt_/),
        callSid: 'A',
        message: 'hi',
        sender: 'Test',
        eventType: 'guidance',
        injectedAt: NOON,
        queued: false,
      },
    ]);
  });

  it('queues the event when nobody listens, and drains it in order before anything newer', async () => {
    const world = await worldWithCall();
    expect(await world.inject(WS, 'A', event('1'))).toMatchObject({
      status: 'queued_no_subscriber',
    });
    await world.inject(WS, 'A', event('2'));
    const received: ReceivedEvent[] = [];
    const joined = world.subscribe(WS, 'A', (one) => received.push(one));
    const newer = world.inject(WS, 'A', event('3'));
    expect(await joined).toMatchObject({ status: 'joined', drained: 2 });
    expect(await newer).toMatchObject({ status: 'delivered' });
    expect(received.map((one) => [one.message, one.queued])).toEqual([
      ['1', true],
      ['2', true],
      ['3', false],
    ]);
  });

  it('queues again once the last subscriber has left', async () => {
    const world = await worldWithCall();
    const received: ReceivedEvent[] = [];
    const joined = await world.subscribe(WS, 'A', (one) => received.push(one));
    if (joined.status !== 'joined') throw new Error(joined.status);
    expect(await world.detachSubscriber(WS, 'A', joined.subscriberId)).toEqual({ status: 'left' });
    expect(await world.inject(WS, 'A', event('late'))).toMatchObject({
      status: 'queued_no_subscriber',
    });
    expect(received).toEqual([]);
    expect(await world.detachSubscriber(WS, 'A', joined.subscriberId)).toEqual({
      status: 'not_found',
    });
  });

  it('finds no call that is unknown, of another workspace, or over', async () => {
    const world = await worldWithCall();
    const notFound = { status: 'not_found' };
    expect(await world.inject(WS, 'B', event('x'))).toEqual(notFound);
    expect(await world.inject('22222222-2222-4222-8222-222222222222', 'A', event('x'))).toEqual(
      notFound,
    );
    await world.endCall(WS, 'A');
    expect(await world.inject(WS, 'A', event('x'))).toEqual(notFound);
    expect(await world.attachSubscriber(WS, 'A')).toEqual(notFound);
  });
});

describe('what was injected', () => {
  it('is kept in the record as expired when the call ends with it still queued', async () => {
    const world = await worldWithCall();
    await world.inject(WS, 'A', event('waiting'));
    const call = await world.readCall(WS, 'A');
    const [waiting] = call?.queue ?? [];
    if (call === undefined || waiting === undefined) throw new Error('nothing was queued');
    expect(injectionStatus(call, waiting, world.clock.now())).toBe('queued');
    await world.endCall(WS, 'A');
    expect(injectionStatus(call, waiting, world.clock.now())).toBe('expired');
  });

  it('is incorporated by a simulated agent its delay after delivery, and named in the transcript', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A', { subscriberId: 'agent', responseDelaySeconds: 2 });
    const { eventId } = (await world.inject(WS, 'A', event('hi'))) as { eventId: string };
    const call = await world.readCall(WS, 'A');
    const [injection] = call?.received ?? [];
    if (call === undefined || injection === undefined) throw new Error('nothing was received');
    expect(transcript(call, NOON + 1999)).toEqual([]);
    expect(incorporatedAt(call, injection, NOON + 1999)).toBeNull();
    expect(transcript(call, NOON + 2000)).toEqual([
      { at: NOON + 2000, subscriberId: 'agent', incorporated: [eventId] },
    ]);
    expect(incorporatedAt(call, injection, NOON + 2000)).toBe(NOON + 2000);
  });

  it('is not incorporated by an agent that left, or a call that ended, before the response', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A', { subscriberId: 'agent' });
    await world.inject(WS, 'A', event('left'));
    await world.detachSubscriber(WS, 'A', 'agent');
    await world.attachSubscriber(WS, 'A', { subscriberId: 'other' });
    await world.inject(WS, 'A', event('ended'));
    await world.endCall(WS, 'A');
    const call = await world.readCall(WS, 'A');
    expect(call && transcript(call, NOON + 60_000)).toEqual([]);
  });

  it('is kept up to a bound, the newest of it', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A');
    for (let i = 0; i < 5 * HISTORY; i++) await world.inject(WS, 'A', event(String(i)));
    const { received = [] } = (await world.readCall(WS, 'A')) ?? {};
    expect(received.length).toBeLessThan(2 * HISTORY);
    expect(received.at(-1)?.message).toBe(String(5 * HISTORY - 1));
  });
});
