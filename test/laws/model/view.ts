/** What can be seen of the model: the same form as `visible` has of a world. */

import { stateOf } from './calls.ts';
import { isOn } from './channel.ts';
import { type ModelCall, type ModelWorkspace, type ModelWorld, timeOf } from './world.ts';

/** Everything that the model expects to be visible, by workspace. */
export function expected(world: ModelWorld) {
  return {
    workspaces: [...world.workspaces.keys()].sort(),
    time: world.time,
    inside: [...world.workspaces.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((ws) => inside(ws, timeOf(world, ws))),
    clients: world.clients.map(({ ended, held, passed }) => ({ ended, held, passed })),
  };
}

function inside(ws: ModelWorkspace, now: number) {
  const places = [...new Set(ws.conversations.map((one) => one.place))];
  return {
    time: now,
    isOwnTime: ws.ownTime !== null,
    services: ws.services,
    entities: ws.entities.map(({ id, canonicalId }) => ({ id, canonicalId })),
    keys: ws.keys.map(({ token, lastUsedAt }) => ({ token, lastUsedAt })),
    faults: ws.faults.map(({ id, seen, hits }) => ({ id, seen, hits })),
    active: ws.calls
      .filter((call) => isOn(call, now))
      .sort((a, b) => a.startedAt - b.startedAt || (a.sid < b.sid ? -1 : 1))
      .map((call) => ({
        callSid: call.sid,
        durationSeconds: (now - call.startedAt) / 1000,
        currentState: stateOf(call, now),
      })),
    calls: ws.calls.map(channel),
    sessions: places.map((place) => {
      const last = ws.conversations.findLast((one) => one.place === place);
      return { id: last?.id, isActive: last?.isOpen };
    }),
    conversations: ws.conversations.map(({ id, background, exchanges, turns }) => ({
      id,
      exchanges,
      waiting: background.map((one) => one.at),
      turns,
    })),
  };
}

function channel({ queue, received, responses, sid, subscribers }: ModelCall) {
  return {
    sid,
    subscribers: subscribers.map(({ id, kind }) => `${kind} ${id}`),
    queued: queue.length,
    queue,
    received: received.map(({ id, queued, to }) => ({ id, queued, to: to.map((one) => one.id) })),
    responses: responses.map(({ at, event, subscriber }) => `${at} ${subscriber} ${event}`).sort(),
  };
}
