/** Many clients of one world at once: what each of them does, and what it knows of it afterwards. */
import type { WorldEvent } from '../../../src/world/model/events.ts';
import type { TestWorld } from '../../helpers/world.ts';
import { event } from '../../helpers/world.ts';
import { createClient, type TestClient } from './clients.ts';
import type { Act } from './crowd-acts.ts';
import { fixtureOf, SERVICE } from './fixture.ts';

/** A client of a live subscriber in a crowd. */
export interface Listener {
  readonly ws: string;
  readonly sid: string;
  readonly id: string;
  readonly client: TestClient;
}

/** What a crowd knows of a workspace since it was made. */
export interface Life {
  /** Accepted injections: the call of each. */
  readonly accepted: Map<string, string>;
  /** Conversations that a start said it had created. */
  readonly created: string[];
  /** How many times something was said in a conversation. */
  readonly said: Map<string, number>;
}

export interface Crowd {
  readonly world: TestWorld;
  readonly lives: Map<string, Life>;
  listeners: Listener[];
  /** Everything that was announced, by workspace, since it was made. */
  readonly heard: Map<string, WorldEvent[]>;
  /** Whether somebody came back: what two connections of one subscriber pass on, both may. */
  hasResumed: boolean;
  states: number;
  /** What clients are still giving back. */
  readonly givingBack: Promise<void>[];
}

/** A client that gives back what it holds when it is detached. `join` makes it join, and resolves with the result. */
async function joining<T extends { readonly status: string; readonly lease?: number }>(
  { givingBack, world }: Crowd,
  { id, isEager, sid, ws }: { ws: string; sid: string; id: string; isEager: boolean },
  join: (client: TestClient) => Promise<T>,
): Promise<{ readonly client: TestClient; readonly result: T }> {
  let resolveLease: (lease: number | undefined) => void = () => undefined;
  const joined = new Promise<number | undefined>((resolve) => {
    resolveLease = resolve;
  });
  const client = createClient(isEager, (events) => {
    // It may be detached before the result of its join is here.
    const back = joined.then(async (lease) => {
      if (lease === undefined) return;
      const key = { workspaceId: ws, callSid: sid, subscriberId: id, lease };
      await world.handBack(key, events);
    });
    givingBack.push(back);
  });
  try {
    const result = await join(client);
    resolveLease(result.status === 'joined' ? result.lease : undefined);
    return { client, result };
  } catch (error) {
    resolveLease(undefined);
    throw error;
  }
}

/** Several things are done at once; resolves when all is done, and given back. */
export async function together(crowd: Crowd, doing: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all(doing);
  while (crowd.givingBack.length > 0) await Promise.all(crowd.givingBack.splice(0));
}

export const newLife = (): Life => ({ accepted: new Map(), created: [], said: new Map() });

/** Does one thing. */
export async function perform(crowd: Crowd, one: Act): Promise<void> {
  const { world } = crowd;
  const { ws } = one;
  const life = crowd.lives.get(ws) as Life;
  switch (one.what) {
    case 'place': {
      const { agents: subscribers, lengthSeconds, sid: callSid } = one;
      const timeline = [{ atSeconds: 2, state: 'second' }];
      await world.placeCall(ws, { callSid, lengthSeconds, subscribers, timeline });
      return;
    }
    case 'change':
      await world.changeCallState(ws, one.sid, `state ${crowd.states++}`);
      return;
    case 'end':
      await world.endCall(ws, one.sid);
      return;
    case 'inject': {
      const result = await world.inject(ws, one.sid, event('hi'));
      if ('eventId' in result) life.accepted.set(result.eventId, one.sid);
      return;
    }
    case 'attach':
      await world.attachSubscriber(ws, one.sid, {
        subscriberId: one.id,
        responseDelaySeconds: one.delay,
      });
      return;
    case 'subscribe': {
      const { client, result } = await joining(crowd, one, (joiner) =>
        world.subscribe(ws, one.sid, joiner, one.id),
      );
      if (result.status === 'joined') crowd.listeners.push({ ...one, client });
      return;
    }
    case 'resume': {
      const before = crowd.listeners.filter(
        (other) => other.ws === ws && other.sid === one.sid && other.id === one.id,
      );
      const eventId = before.flatMap((other) => other.client.passed).at(-1) ?? '0';
      const point = { subscriberId: one.id, eventId };
      const { client, result } = await joining(crowd, one, (joiner) =>
        world.resumeSubscription(ws, one.sid, joiner, point),
      );
      if (result.status !== 'joined') return;
      crowd.hasResumed = true;
      crowd.listeners.push({ ...one, client });
      return;
    }
    case 'leave':
      await world.detachSubscriber(ws, one.sid, one.id);
      return;
    case 'pass on':
      for (const { client, sid, ws } of crowd.listeners) {
        if (ws === one.ws && sid === one.sid) client.passOn();
      }
      return;
    case 'start': {
      const result = await world.startSession(ws, {
        serviceId: SERVICE,
        entity: { by: 'entity_id', entityId: one.entityId },
        channelKind: 'web',
        greeting: null,
      });
      if (result.status === 'created') life.created.push(result.session.conversationId);
      return;
    }
    case 'close':
      await world.closeConversation(ws, life.created[one.which] ?? 'none');
      return;
    case 'turn': {
      const conversationId = life.created[one.which] ?? 'none';
      const { status } = await world.takeTurn(ws, conversationId, one);
      if (status !== 'taken') return;
      life.said.set(conversationId, (life.said.get(conversationId) ?? 0) + 1);
      return;
    }
    case 'poll':
      await world.pollTurns(ws, life.created[one.which] ?? 'none');
      return;
    case 'advance':
      await world.advanceClock(ws, one.seconds);
      return;
    case 'advance all':
      await world.advanceClock(null, one.seconds);
      return;
    case 'reset':
      await world.resetWorkspace(ws);
      return;
    case 'remake':
      await world.removeWorkspace(ws);
      await world.freshWorkspace(fixtureOf(ws));
      return;
  }
}
