import { describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { type ReceivedEvent, receiver } from '../../src/world/live-subscribers.ts';
import { incorporations, transcript } from '../../src/world/model/agent-responses.ts';
import { START } from '../../src/world/model/channel.ts';
import { queueStates } from '../../src/world/model/injection-states.ts';
import { emptyWorld, event, NOON, OTHER, type TestWorld, WS } from '../helpers/world.ts';

const HISTORY = limits.receivedEvents;

async function worldWithCall(): Promise<TestWorld> {
  const world = await emptyWorld();
  await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009', lengthSeconds: 3600 });
  return world;
}

const messages = (events: readonly { message: string }[]) => events.map((one) => one.message);

describe('inject', () => {
  it('delivers to every subscriber, once each', async () => {
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

  it('queues the event without a subscriber, and delivers it in order before newer ones', async () => {
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

  it('does not deliver to a new subscriber what others have received', async () => {
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
  it('continues to receive when another tries to join with its id', async () => {
    const world = await worldWithCall();
    const [first, second]: [ReceivedEvent[], ReceivedEvent[]] = [[], []];
    await world.subscribe(WS, 'A', (one) => first.push(one), 'agent');
    const refused = await world.subscribe(WS, 'A', (one) => second.push(one), 'agent');
    expect(refused).toEqual({ status: 'duplicate' });
    await world.inject(WS, 'A', event('hi'));
    expect([messages(first), messages(second)]).toEqual([['hi'], []]);
  });

  it('receives again when it resumes while it is leaving', async () => {
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

  it('that left does not receive events of a simulated agent with its id', async () => {
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
    await world.freshWorkspace({ workspace_id: WS });
    await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
    await world.attachSubscriber(WS, 'A', { subscriberId: 'agent' });
    expect(await world.inject(WS, 'A', event('hi'))).toMatchObject({ status: 'delivered' });
    expect(received).toEqual([]);
  });
});

describe('what was injected', () => {
  it.each([
    ['is hung up', (world: TestWorld) => world.endCall(WS, 'A')],
    ['reaches its length', (world: TestWorld) => world.advanceClock(null, 3600)],
  ])('is kept in the record as expired when the call %s with it still queued', async (_, end) => {
    const world = await worldWithCall();
    await world.inject(WS, 'A', event('waiting'));
    const status = async () => {
      const call = await world.readCall(WS, 'A');
      return (
        call && queueStates(call, world.now(WS)).map((one) => [one.injection.message, one.status])
      );
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
    expect(incorporations(call, NOON + 1999).get(injection.eventId)).toBeUndefined();
    expect(transcript(call, NOON + 2000)).toEqual([
      { at: NOON + 2000, subscriberId: 'agent', incorporated: [eventId] },
    ]);
    expect(incorporations(call, NOON + 2000).get(injection.eventId)).toBe(NOON + 2000);
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

  it('is kept up to a limit, the newest events only', async () => {
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

describe('at one instant', () => {
  const heardBy = (world: TestWorld): string[] => {
    const heard: string[] = [];
    world.events.listen(({ event }) => {
      if (event.type === 'injection.incorporated') heard.push(event.eventId);
      if (event.type === 'call.state_changed') heard.push(event.state);
    });
    return heard;
  };

  it('each response is announced once, also when another event comes after it', async () => {
    const world = await worldWithCall();
    const heard = heardBy(world);
    await world.attachSubscriber(WS, 'A', { responseDelaySeconds: 0 });
    for (const message of ['1', '2', '3']) {
      await world.inject(WS, 'A', event(message));
      await world.settle();
    }
    expect(heard).toHaveLength(3);
    expect(new Set(heard).size).toBe(3);
  });

  it('hanging up does not take back a response', async () => {
    const world = await worldWithCall();
    await world.attachSubscriber(WS, 'A', { responseDelaySeconds: 1 });
    const injected = await world.inject(WS, 'A', event('1'));
    await world.advanceClock(null, 1);
    await world.endCall(WS, 'A');
    const call = await world.readCall(WS, 'A');
    if (call === undefined || !('eventId' in injected)) throw new Error(injected.status);
    expect(transcript(call, NOON + 1000)).toMatchObject([{ incorporated: [injected.eventId] }]);
  });

  it('a state, and a response, that are due are announced after hanging up', async () => {
    const world = await emptyWorld();
    const heard = heardBy(world);
    const timeline = [{ atSeconds: 1, state: 'on' }];
    await world.placeCall(WS, { callSid: 'A', timeline, subscribers: 1 });
    const injected = await world.inject(WS, 'A', event('1'));
    world.clock.advance(1000);
    await world.endCall(WS, 'A');
    await world.settle();
    expect(heard.sort()).toEqual(['eventId' in injected && injected.eventId, 'on']);
  });

  it('a change of state is announced once, also when a step before it is late', async () => {
    const world = await emptyWorld();
    const heard = heardBy(world);
    const timeline = [{ atSeconds: 1, state: 'on' }];
    await world.placeCall(WS, { callSid: 'A', timeline });
    world.clock.advance(2000);
    await world.changeCallState(WS, 'A', 'changed');
    await world.settle();
    expect(heard.sort()).toEqual(['changed', 'on']);
  });
});

it('events of a detached client are queued again when its id has joined again', async () => {
  const world = await worldWithCall();
  const received: ReceivedEvent[] = [];
  const first = await subscribe(world, received);
  await world.inject(WS, 'A', event('1'));
  const unread = received.splice(0);
  await world.detachSubscriber(WS, 'A', 'y');
  await subscribe(world, received);
  await world.handBack(first, unread);
  expect(received).toMatchObject([{ message: '1', queued: true }]);
});

it('events that a client has received again when it resumed are not queued again, though it has left since', async () => {
  const world = await worldWithCall();
  const [received, again, others]: ReceivedEvent[][] = [[], [], []];
  const first = await subscribe(world, received as ReceivedEvent[]);
  await world.inject(WS, 'A', event('1'));
  await world.detachSubscriber(WS, 'A', 'y');
  const back = receiver((one) => again?.push(one));
  await world.resumeSubscription(WS, 'A', back, { subscriberId: 'y', eventId: START });
  await world.detachSubscriber(WS, 'A', 'y');
  await world.subscribe(WS, 'A', (one) => others?.push(one), 'z');
  // Only now it is known that the first connection did not pass on what it received.
  await world.handBack(first, received ?? []);
  expect(again).toMatchObject([{ message: '1' }]);
  expect(others).toEqual([]);
});

/** Subscribes as `y`; returns the connection. */
async function subscribe(world: TestWorld, received: ReceivedEvent[]) {
  const joined = await world.subscribe(WS, 'A', (one) => received.push(one), 'y');
  if (joined.status !== 'joined') throw new Error(joined.status);
  return { workspaceId: WS, callSid: 'A', subscriberId: 'y', lease: joined.lease };
}
