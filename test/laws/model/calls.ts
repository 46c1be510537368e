/** Calls of the model, and who is on their channels. */
import { isOn, joins } from './channel.ts';
import { hear, type ModelCall, type ModelWorkspace, type ModelWorld, timeOf } from './world.ts';

/** A call to be placed. */
export interface ModelPlacing {
  readonly sid: string;
  readonly serviceId: string | null;
  readonly startedSecondsAgo: number;
  readonly lengthSeconds: number | null;
  readonly steps: readonly { readonly atSeconds: number; readonly state: string }[];
  readonly agents: readonly string[];
  readonly delaySeconds: number;
}

export const callOf = (ws: ModelWorkspace, sid: string): ModelCall | undefined =>
  ws.calls.find((one) => one.sid === sid);

export function placeCall(world: ModelWorld, ws: ModelWorkspace, wanted: ModelPlacing): string {
  const { agents, lengthSeconds, serviceId, sid } = wanted;
  const now = timeOf(world, ws);
  if (serviceId !== null && !ws.services.some((one) => one.id === serviceId)) {
    return 'unknown_service';
  }
  if (callOf(ws, sid) !== undefined) return 'duplicate';
  const startedAt = now - wanted.startedSecondsAgo * 1000;
  const endsAt = lengthSeconds === null ? Infinity : startedAt + lengthSeconds * 1000;
  const call: ModelCall = {
    sid,
    startedAt,
    endsAt,
    // What is past when the call is placed is not announced.
    isEndHeard: endsAt <= now,
    steps: wanted.steps
      .map(({ atSeconds, state }) => ({ at: startedAt + atSeconds * 1000, state }))
      .map((step) => ({ ...step, isHeard: step.at <= now }))
      .sort((a, b) => a.at - b.at),
    joins: 0,
    subscribers: [],
    queue: [],
    received: [],
    pending: [],
    responses: [],
  };
  if (isOn(call, now) && new Set(agents).size < agents.length) return 'duplicate_subscriber';
  hear(world, ws.id, 'call.placed', sid);
  ws.calls.push(call);
  if (!isOn(call, now)) return 'placed';
  for (const id of agents) {
    joins(world, ws, call, {
      id,
      kind: 'simulated',
      delayMs: wanted.delaySeconds * 1000,
      client: null,
    });
  }
  return 'placed';
}

export function changeState(
  world: ModelWorld,
  ws: ModelWorkspace,
  sid: string,
  state: string,
): string {
  const now = timeOf(world, ws);
  const call = callOf(ws, sid);
  if (call === undefined || !isOn(call, now)) return 'not_found';
  const later = call.steps.findIndex((step) => step.at > now);
  const place = later === -1 ? call.steps.length : later;
  call.steps.splice(place, 0, { at: now, state, isHeard: true });
  hear(world, ws.id, 'call.state_changed', sid, state, now);
  return 'changed';
}

export function endCall(world: ModelWorld, ws: ModelWorkspace, sid: string): string {
  const now = timeOf(world, ws);
  const call = callOf(ws, sid);
  if (call === undefined || !isOn(call, now)) return 'not_found';
  call.endsAt = now;
  callIsOver(world, ws, call);
  return 'ended';
}

/** The call has reached its end: what waits is expired, who has not responded yet does not. */
export function callIsOver(world: ModelWorld, ws: ModelWorkspace, call: ModelCall): void {
  call.isEndHeard = true;
  call.pending = [];
  hear(world, ws.id, 'call.ended', call.sid, call.endsAt);
  for (const { id } of call.queue) hear(world, ws.id, 'injection.expired', call.sid, id);
  for (const { client } of call.subscribers) {
    if (client !== null) world.clients[client]?.ended.push('call_ended');
  }
}

/** The state that a call is in. */
export function stateOf(call: ModelCall, now: number): string {
  const reached = call.steps.filter((step) => step.at <= Math.min(now, call.endsAt));
  return reached.at(-1)?.state ?? '';
}
