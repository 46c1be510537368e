/** What can be seen of a world. */
import { transcript } from '../../../src/world/model/agent-responses.ts';
import { isSessionActive } from '../../../src/world/model/conversations.ts';
import type { WorldEvent } from '../../../src/world/model/events.ts';
import type { World } from '../../../src/world/world.ts';
import { activeCalls } from '../../helpers/world.ts';

/** Everything that is visible, by workspace. */
export async function visible(world: World) {
  const workspaces = [...(await world.workspaces())].sort();
  const inside = [];
  for (const ws of workspaces) inside.push(await insideOf(world, ws));
  return { workspaces, time: world.now(null), inside };
}

async function insideOf(world: World, ws: string) {
  const now = world.now(ws);
  const contents = await world.readContents(ws);
  const turns = new Map(contents?.logs.turns ?? []);
  return {
    time: now,
    isOwnTime: world.hasOwnClock(ws),
    services: (await world.listServices(ws)).map(({ serviceId: id, name }) => ({ id, name })),
    entities: (await world.listEntities(ws)).map(({ entityId: id, canonicalId }) => ({
      id,
      canonicalId,
    })),
    keys: (await world.listKeys(ws)).map(({ token, lastUsedAt }) => ({ token, lastUsedAt })),
    faults: (await world.listFaults(ws)).map(({ faultId: id, seen, hits }) => ({ id, seen, hits })),
    active: await activeCalls(world, ws),
    calls: (await world.listCalls(ws)).map((call) => ({
      sid: call.callSid,
      subscribers: call.subscribers.map((one) => `${one.kind} ${one.subscriberId}`),
      queued: call.channel.queued,
      queue: call.queue.map(({ eventId: id, queued }) => ({ id, queued })),
      received: call.received.map(({ eventId: id, queued, to }) => ({
        id,
        queued,
        to: to.map((one) => one.subscriberId),
      })),
      responses: transcript(call, now)
        .flatMap(({ at, incorporated, subscriberId }) =>
          incorporated.map((event) => `${at} ${subscriberId} ${event}`),
        )
        .sort(),
    })),
    sessions: (await world.listSessions(ws)).map((one) => ({
      id: one.conversationId,
      isActive: isSessionActive(one, now),
    })),
    conversations: (contents?.records.conversation ?? []).map(([id, one]) => ({
      id,
      exchanges: one.exchanges,
      waiting: one.background.map((result) => result.dueAt),
      turns: (turns.get(id) ?? []).map(({ role, text, at }) => ({ role, text, at })),
    })),
  };
}

/** An event as the model hears it; undefined for one that it does not know. */
export function lineOf(event: WorldEvent): string | undefined {
  const words = wordsOf(event);
  return words && [event.workspaceId?.slice(0, 1), event.type, ...words].join(' ');
}

function wordsOf(event: WorldEvent): (string | number)[] | undefined {
  switch (event.type) {
    case 'workspace.created':
    case 'workspace.removed':
      return [];
    case 'call.placed':
      return [event.callSid];
    case 'call.ended':
      return [event.callSid, event.at];
    case 'call.state_changed':
      return [event.callSid, event.state, event.at];
    case 'subscriber.joined':
    case 'subscriber.left':
      return [event.callSid, event.subscriberId];
    case 'injection.delivered':
    case 'injection.drained':
    case 'injection.queued':
    case 'injection.requeued':
      return [event.callSid, event.injection.eventId, ...event.subscriberIds];
    case 'injection.expired':
      return [event.callSid, event.eventId];
    case 'injection.incorporated':
      return [event.callSid, event.eventId, event.subscriberId, event.at];
    case 'session.created':
      return [event.conversationId];
    case 'session.closed':
      return [event.conversationId, event.at];
    case 'turn.taken':
      return [event.conversationId, event.turnIndex];
    case 'turn.background_done':
      return [event.conversationId, event.turnIndex, event.at];
    case 'fault.fired':
      return [event.faultId, event.operation];
    default:
      return undefined;
  }
}
