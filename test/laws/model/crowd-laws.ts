/** What is true of a world after any number of clients did anything at once. */
import { expect } from 'vitest';
import { transcript } from '../../../src/world/model/agent-responses.ts';
import { endsAt, isActive, stepAt } from '../../../src/world/model/calls.ts';
import type { CallDetails } from '../../../src/world/model/channel.ts';
import { isSessionActive } from '../../../src/world/model/conversations.ts';
import type { WorldEvent } from '../../../src/world/model/events.ts';
import type { Crowd, Life, Listener } from './crowd.ts';

type Of<T extends WorldEvent['type']> = WorldEvent extends infer E
  ? E extends { readonly type: infer U }
    ? T extends U
      ? E
      : never
    : never
  : never;

function heardOf<T extends WorldEvent['type']>(all: readonly WorldEvent[], type: T): Of<T>[] {
  return all.filter((one) => one.type === type) as Of<T>[];
}

const unique = (all: readonly string[]) => new Set(all).size === all.length;

/** Everything that is due has happened, and the laws hold. */
export async function holdLaws(crowd: Crowd): Promise<void> {
  const { heard, lives, world } = crowd;
  await world.settle();
  for (const [ws, life] of lives) {
    const events = heard.get(ws) ?? [];
    const now = world.now(ws);
    const calls = await world.listCalls(ws);
    for (const call of calls) holdCallLaws(crowd, ws, call, events, now);
    // What was accepted is in its call, exactly once: received, queued or expired.
    const kept = calls.flatMap(({ callSid, queue, received }) =>
      [...queue, ...received].map(({ eventId }) => `${callSid} ${eventId}`),
    );
    const accepted = [...life.accepted].map(([eventId, sid]) => `${sid} ${eventId}`);
    expect(kept.sort()).toEqual(accepted.sort());
    await holdSessionLaws(crowd, ws, life, events, now);
  }
}

/** Each live subscriber has one client that is still connected, and who has left holds nothing. */
export async function holdConnectionLaw({ listeners, lives, world }: Crowd): Promise<void> {
  for (const ws of lives.keys()) {
    const live = (await world.listCalls(ws)).flatMap(({ callSid, subscribers }) =>
      subscribers
        .filter((one) => one.kind === 'live')
        .map((one) => `${callSid} ${one.subscriberId}`),
    );
    const mine = listeners.filter((one) => one.ws === ws);
    const isConnected = ({ client }: Listener) => client.over.every((why) => why === 'call_ended');
    const connected = mine.filter(isConnected).map((one) => `${one.sid} ${one.id}`);
    expect(connected.sort()).toEqual(live.sort());
    for (const { client } of mine) {
      // What came late to one that was resumed elsewhere, the other has.
      if (client.over.includes('detached') && !client.over.includes('resumed_elsewhere'))
        expect(client.held).toEqual([]);
    }
  }
}

function holdCallLaws(
  { hasResumed, listeners }: Crowd,
  ws: string,
  call: CallDetails,
  all: readonly WorldEvent[],
  now: number,
): void {
  const { callSid, queue, received, subscribers } = call;
  const events = all.filter((one) => 'callSid' in one && one.callSid === callSid);
  const mine = listeners.filter((one) => one.ws === ws && one.sid === callSid);
  const has = ({ client }: (typeof mine)[number]) => [
    ...client.passed,
    ...client.held.map((one) => one.eventId),
  ];
  expect(call.channel.queued).toBe(queue.length);
  expect(unique(subscribers.map((one) => one.subscriberId))).toBe(true);
  if (isActive(call, now) && subscribers.length > 0) expect(queue).toEqual([]);

  // Whom the record says it was received by, has it; nobody else has.
  const byRecord = received.flatMap(({ eventId, to }) =>
    to.filter((one) => one.kind === 'live').map((one) => `${one.subscriberId} ${eventId}`),
  );
  const byClients = mine.flatMap((one) => has(one).map((eventId) => `${one.id} ${eventId}`));
  if (hasResumed) for (const one of byRecord) expect(byClients).toContain(one);
  else expect(byClients.sort()).toEqual(byRecord.sort());

  // Others heard of each response once.
  const responses = heardOf(events, 'injection.incorporated').map(
    (one) => `${one.at} ${one.subscriberId} ${one.eventId}`,
  );
  const transcribed = transcript(call, now).flatMap(({ at, incorporated, subscriberId }) =>
    incorporated.map((eventId) => `${at} ${subscriberId} ${eventId}`),
  );
  expect(responses.sort()).toEqual(transcribed.sort());

  // Of each state that it came to after it was placed, and of its end, too.
  const placedAt = heardOf(events, 'call.placed')[0]?.at ?? now;
  const states = heardOf(events, 'call.state_changed').map((one) => `${one.at} ${one.state}`);
  const reached = call.timeline
    .map((step) => ({ at: stepAt(call, step), state: step.state }))
    .filter(({ at, state }) => at <= now && (at > placedAt || state.startsWith('state')))
    .filter(({ at }) => at < endsAt(call) || at === call.endedAt)
    .map(({ at, state }) => `${at} ${state}`);
  expect(states.sort()).toEqual(reached.sort());
  const isOver = !isActive(call, now);
  expect(heardOf(events, 'call.ended')).toHaveLength(isOver ? 1 : 0);
  const expired = heardOf(events, 'injection.expired').map((one) => one.eventId);
  expect(expired.sort()).toEqual(isOver ? queue.map((one) => one.eventId).sort() : []);
}

async function holdSessionLaws(
  { world }: Crowd,
  ws: string,
  { created, said }: Life,
  events: readonly WorldEvent[],
  now: number,
): Promise<void> {
  expect(
    heardOf(events, 'session.created')
      .map((one) => one.conversationId)
      .sort(),
  ).toEqual([...created].sort());
  const closed = heardOf(events, 'session.closed').map((one) => one.conversationId);
  expect(unique(closed)).toBe(true);
  const results = heardOf(events, 'turn.background_done').map(
    (one) => `${one.conversationId} ${one.turnIndex}`,
  );
  expect(unique(results)).toBe(true);

  const active: string[] = [];
  for (const id of created) {
    const one = await world.readConversation(ws, id);
    if (one === undefined) throw new Error(`${id} was created and is not there`);
    const isOn = isSessionActive(one, now);
    if (isOn) active.push(`${one.serviceId} ${one.entityId}`);
    expect(closed.includes(id)).toBe(!isOn);
    expect(one.turnCount).toBe(one.turns.length);
    const user = one.turns.filter((turn) => turn.role === 'user');
    expect(user).toHaveLength(said.get(id) ?? 0);
    expect(user.map((turn) => turn.turnIndex)).toEqual(user.map((_, index) => index));
    // Each result of the background came once, and others heard of it once.
    const found = one.turns.filter((turn) => turn.text === 'found').map((turn) => turn.turnIndex);
    const done = results.filter((result) => result.startsWith(id));
    expect(found.map((turnIndex) => `${id} ${turnIndex}`).sort()).toEqual(done.sort());
    const asked = user.filter((turn) => turn.text.startsWith('look')).length;
    expect(found.length + one.background.length).toBe(asked);
  }
  // One session may be active for a service and an entity.
  expect(unique(active)).toBe(true);
}
