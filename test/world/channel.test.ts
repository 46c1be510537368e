import { describe, expect, it } from 'vitest';
import { HISTORY, incorporatedAt, injectionStatus, transcript } from '../../src/world/channel.ts';
import type { EndReason, LiveClient, ReceivedEvent } from '../../src/world/outlets.ts';
import type { World } from '../../src/world/world.ts';
import { event, NOON, OTHER, WS, worldOfOne } from '../helpers/world.ts';

async function worldWithCall(): Promise<World> {
  const world = await worldOfOne();
  await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009', lengthSeconds: 3600 });
  return world;
}

const messages = (events: readonly { message: string }[]) => events.map((one) => one.message);

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
    expect(await world.inject(OTHER, 'A', event('x'))).toEqual(notFound);
    await world.endCall(WS, 'A');
    expect(await world.inject(WS, 'A', event('x'))).toEqual(notFound);
    expect(await world.attachSubscriber(WS, 'A')).toEqual(notFound);
  });

  it('does not bring a newcomer what the others have received', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A');
    await world.inject(WS, 'A', event('before'));
    const received: ReceivedEvent[] = [];
    const joined = await world.subscribe(WS, 'A', (one) => received.push(one));
    expect(joined).toMatchObject({ status: 'joined', drained: 0 });
    expect(received).toEqual([]);
  });
});

describe('a live subscriber', () => {
  it('goes on receiving when another wants to join under its id', async () => {
    const world = await worldWithCall();
    const [first, second]: [ReceivedEvent[], ReceivedEvent[]] = [[], []];
    await world.subscribe(WS, 'A', (one) => first.push(one), 'agent');
    const refused = await world.subscribe(WS, 'A', (one) => second.push(one), 'agent');
    expect(refused).toEqual({ status: 'duplicate' });
    await world.inject(WS, 'A', event('hi'));
    expect([messages(first), messages(second)]).toEqual([['hi'], []]);
  });

  it('receives again when it comes back while it is leaving', async () => {
    const world = await worldWithCall();
    const received: ReceivedEvent[] = [];
    await world.subscribe(WS, 'A', () => {}, 'agent');
    const [left, joined] = await Promise.all([
      world.detachSubscriber(WS, 'A', 'agent'),
      world.subscribe(WS, 'A', (one) => received.push(one), 'agent'),
    ]);
    expect([left.status, joined.status]).toEqual(['left', 'joined']);
    expect(await world.inject(WS, 'A', event('hi'))).toMatchObject({ status: 'delivered' });
    expect(messages(received)).toEqual(['hi']);
  });

  it('is another one on another call and in another workspace, also by the same id', async () => {
    const world = await worldWithCall();
    await world.placeCall(WS, { callSid: 'B', callerId: '+15550100010' });
    await world.putWorkspace({ workspaceId: OTHER, name: '', sessionIdleSeconds: null });
    await world.placeCall(OTHER, { callSid: 'A', callerId: '+15550100011' });
    const places = [
      { workspace: WS, call: 'A', received: [] as ReceivedEvent[] },
      { workspace: WS, call: 'B', received: [] as ReceivedEvent[] },
      { workspace: OTHER, call: 'A', received: [] as ReceivedEvent[] },
    ];
    for (const { workspace, call, received } of places) {
      await world.subscribe(workspace, call, (one) => received.push(one), 'agent');
    }
    await world.inject(WS, 'A', event('1'));
    await world.inject(WS, 'B', event('2'));
    await world.inject(OTHER, 'A', event('3'));
    expect(places.map((place) => messages(place.received))).toEqual([['1'], ['2'], ['3']]);

    expect(await world.detachSubscriber(WS, 'B', 'agent')).toEqual({ status: 'left' });
    await world.inject(WS, 'A', event('4'));
    await world.inject(OTHER, 'A', event('5'));
    expect(places.map((place) => messages(place.received))).toEqual([
      ['1', '4'],
      ['2'],
      ['3', '5'],
    ]);
  });

  it('that left does not receive what a simulated agent does under its id', async () => {
    const world = await worldWithCall();
    const received: ReceivedEvent[] = [];
    await world.subscribe(WS, 'A', (one) => received.push(one), 'agent');
    await world.detachSubscriber(WS, 'A', 'agent');
    await world.attachSubscriber(WS, 'A', { subscriberId: 'agent' });
    expect(await world.inject(WS, 'A', event('hi'))).toMatchObject({ status: 'delivered' });
    expect(received).toEqual([]);
  });

  it('of a workspace that was removed does not receive from one made under its id', async () => {
    const world = await worldWithCall();
    const received: ReceivedEvent[] = [];
    await world.subscribe(WS, 'A', (one) => received.push(one), 'agent');
    await world.removeWorkspace(WS);
    await world.putWorkspace({ workspaceId: WS, name: '', sessionIdleSeconds: null });
    await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
    await world.attachSubscriber(WS, 'A', { subscriberId: 'agent' });
    expect(await world.inject(WS, 'A', event('hi'))).toMatchObject({ status: 'delivered' });
    expect(received).toEqual([]);
  });
});

/** A client that passes on what it is told to and gives the rest back. */
function client(reads: number) {
  const taken: ReceivedEvent[] = [];
  const ended: EndReason[] = [];
  const live: LiveClient = {
    receive: (one) => void taken.push(one),
    stop: () => taken.splice(reads),
    ended: (why) => void ended.push(why),
    failed(error) {
      throw error;
    },
  };
  return { live, taken, ended, messages: () => messages(taken) };
}

describe('what a live subscriber did not read', () => {
  const queue = async (world: World) => messages((await world.readCall(WS, 'A'))?.queue ?? []);
  const said = async (world: World, ...all: string[]) => {
    for (const message of all) await world.inject(WS, 'A', event(message));
  };

  it('waits in the queue again when it leaves, in order and before anything newer', async () => {
    const world = await worldWithCall();
    await said(world, '1', '2', '3');
    const live = client(1);
    await world.subscribe(WS, 'A', live.live, 'agent');
    await said(world, '4');
    await world.detachSubscriber(WS, 'A', 'agent');
    await said(world, '5');
    expect([live.messages(), await queue(world)]).toEqual([['1'], ['2', '3', '4', '5']]);
    const next = client(9);
    await world.subscribe(WS, 'A', next.live);
    expect(next.messages()).toEqual(['2', '3', '4', '5']);
    expect(next.taken.every((one) => one.queued)).toBe(true);
    const types = world.events.after(0).map((one) => one.event.type);
    expect(types.filter((type) => type === 'injection.requeued')).toHaveLength(3);
  });

  it('goes to another subscriber of the call, but for what that one received', async () => {
    const world = await worldWithCall();
    await said(world, '1', '2');
    const [stalled, other] = [client(1), client(9)];
    await world.subscribe(WS, 'A', stalled.live, 'stalled');
    await world.subscribe(WS, 'A', other.live, 'other');
    await said(world, '3');
    await world.detachSubscriber(WS, 'A', 'stalled');
    expect([stalled.messages(), other.messages()]).toEqual([['1'], ['3', '2']]);
    expect(await queue(world)).toEqual([]);
  });

  it('waits when all who got it leave without reading it', async () => {
    const world = await worldWithCall();
    const both = [client(0), client(0)] as const;
    await world.subscribe(WS, 'A', both[0].live, 'one');
    await world.subscribe(WS, 'A', both[1].live, 'two');
    await said(world, '1', '2');
    await world.detachSubscriber(WS, 'A', 'one');
    expect(await queue(world)).toEqual([]);
    await world.detachSubscriber(WS, 'A', 'two');
    expect(await queue(world)).toEqual(['1', '2']);
  });

  it('is queued again however much of it there is', async () => {
    const world = await worldWithCall();
    const all = Array.from({ length: 5 * HISTORY }, (_, number) => String(number));
    await said(world, ...all);
    const live = client(10);
    await world.subscribe(WS, 'A', live.live, 'agent');
    await world.detachSubscriber(WS, 'A', 'agent');
    expect([...live.messages(), ...(await queue(world))]).toEqual(all);
  });

  it('is queued again when all who got it leave, though the record has forgotten it', async () => {
    const world = await worldWithCall();
    const clients = [client(0), client(0), client(1)];
    for (const [index, { live }] of clients.entries()) {
      await world.subscribe(WS, 'A', live, String(index));
    }
    const all = Array.from({ length: 3 * HISTORY }, (_, number) => String(number));
    await said(world, ...all);
    await world.detachSubscriber(WS, 'A', '0');
    await world.detachSubscriber(WS, 'A', '1');
    expect(await queue(world)).toEqual([]);
    await world.detachSubscriber(WS, 'A', '2');
    // The first was read by one of them.
    expect(await queue(world)).toEqual(all.slice(1));
  });

  it('expires when the call has ended', async () => {
    const world = await worldWithCall();
    const live = client(0);
    await world.subscribe(WS, 'A', live.live, 'agent');
    await said(world, '1');
    await world.endCall(WS, 'A');
    await world.detachSubscriber(WS, 'A', 'agent');
    const call = await world.readCall(WS, 'A');
    const [one] = call?.queue ?? [];
    expect(call && one && injectionStatus(call, one, NOON)).toBe('expired');
    expect(world.events.after(0).at(-1)?.event.type).toBe('injection.expired');
  });

  it('is handed back later, unless the subscriber has come back and received it', async () => {
    const world = await worldWithCall();
    const live = client(9);
    await world.subscribe(WS, 'A', live.live, 'agent');
    await said(world, '1', '2');
    await world.detachSubscriber(WS, 'A', 'agent');
    await said(world, '3');
    await world.handBack(WS, 'A', 'agent', live.taken.slice(1));
    expect(await queue(world)).toEqual(['2', '3']);
    await world.subscribe(WS, 'A', () => {}, 'agent');
    await world.handBack(WS, 'A', 'agent', live.taken.slice(0, 1));
    expect(await queue(world)).toEqual([]);
  });
});

describe('a connection of a live subscriber', () => {
  it('does not detach the one that came after it', async () => {
    const world = await worldWithCall();
    const first = client(9);
    const joined = await world.subscribe(WS, 'A', first.live, 'agent');
    const second = client(9);
    const point = { subscriberId: 'agent', eventId: '0' };
    const resumed = await world.resumeSubscription(WS, 'A', second.live, point);
    if (joined.status !== 'joined' || resumed.status !== 'joined') throw new Error('not joined');
    expect(first.ended).toEqual(['resumed_elsewhere']);
    expect(await world.detachSubscriber(WS, 'A', 'agent', joined.lease)).toEqual({
      status: 'not_found',
    });
    await world.inject(WS, 'A', event('hi'));
    expect([first.messages(), second.messages()]).toEqual([[], ['hi']]);
    expect(await world.detachSubscriber(WS, 'A', 'agent', resumed.lease)).toEqual({
      status: 'left',
    });
  });

  it('is told why it is over', async () => {
    const ends: [EndReason, (world: World) => Promise<unknown>][] = [
      ['call_ended', (world) => world.endCall(WS, 'A')],
      ['detached', (world) => world.detachSubscriber(WS, 'A', 'agent')],
      ['workspace_gone', (world) => world.removeWorkspace(WS)],
    ];
    for (const [why, end] of ends) {
      const world = await worldWithCall();
      await world.putWorkspace({ workspaceId: WS, name: '', sessionIdleSeconds: null });
      const live = client(9);
      await world.subscribe(WS, 'A', live.live, 'agent');
      await end(world);
      expect(live.ended).toEqual([why]);
    }
  });
});

describe('what was injected', () => {
  it.each([
    ['is hung up', (world: World) => world.endCall(WS, 'A')],
    ['reaches its length', (world: World) => world.advanceClock(null, 3600)],
  ])('is kept in the record as expired when the call %s with it still queued', async (_, end) => {
    const world = await worldWithCall();
    await world.inject(WS, 'A', event('waiting'));
    const status = async () => {
      const call = await world.readCall(WS, 'A');
      return call?.queue.map((one) => [one.message, injectionStatus(call, one, world.now(WS))]);
    };
    expect(await status()).toEqual([['waiting', 'queued']]);
    await end(world);
    expect(await status()).toEqual([['waiting', 'expired']]);
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

  it('is incorporated the delay after it drained, when it waited in the queue', async () => {
    const world = await worldWithCall();
    await world.inject(WS, 'A', event('1'));
    await world.inject(WS, 'A', event('2'));
    world.clock.advance(10_000);
    await world.attachSubscriber(WS, 'A', { subscriberId: 'agent' });
    const call = await world.readCall(WS, 'A');
    if (call === undefined) throw new Error('no call');
    expect(transcript(call, NOON + 10_999)).toEqual([]);
    expect(transcript(call, NOON + 11_000)).toEqual([
      {
        at: NOON + 11_000,
        subscriberId: 'agent',
        incorporated: call.received.map((one) => one.eventId),
      },
    ]);
    expect(messages(call.received)).toEqual(['1', '2']);
  });

  it('is not incorporated by an agent that leaves before its response', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A', { subscriberId: 'quick', responseDelaySeconds: 1 });
    await world.attachSubscriber(WS, 'A', { subscriberId: 'slow', responseDelaySeconds: 3 });
    await world.attachSubscriber(WS, 'A', { subscriberId: 'stays', responseDelaySeconds: 4 });
    await world.inject(WS, 'A', event('hi'));
    world.clock.advance(2000);
    await world.detachSubscriber(WS, 'A', 'quick');
    await world.detachSubscriber(WS, 'A', 'slow');
    const call = await world.readCall(WS, 'A');
    const responses = call && transcript(call, NOON + 60_000);
    // What an agent said before it left stays said.
    expect(responses?.map((one) => one.subscriberId)).toEqual(['quick', 'stays']);
  });

  it('is not incorporated when the call ends before the response', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A', { subscriberId: 'agent' });
    await world.inject(WS, 'A', event('in time'));
    world.clock.advance(1500);
    await world.inject(WS, 'A', event('too late'));
    world.clock.advance(999);
    await world.endCall(WS, 'A');
    const call = await world.readCall(WS, 'A');
    const said = call && transcript(call, NOON + 60_000);
    const [inTime] = call?.received ?? [];
    expect(said?.map((one) => one.incorporated)).toEqual([[inTime?.eventId]]);
  });

  it('is kept up to a bound, the newest of it', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A');
    for (let i = 0; i < 5 * HISTORY; i++) await world.inject(WS, 'A', event(String(i)));
    const { received = [] } = (await world.readCall(WS, 'A')) ?? {};
    expect(received.length).toBeGreaterThanOrEqual(HISTORY);
    expect(received.length).toBeLessThanOrEqual(1.25 * HISTORY);
    const newest = Array.from({ length: HISTORY }, (_, i) => String(4 * HISTORY + i));
    expect(received.slice(-HISTORY).map((one) => one.message)).toEqual(newest);
  });
});
