/** The channel of a call of the model: who listens, what waits, who received what. */
import {
  hear,
  type ModelCall,
  type ModelEvent,
  type ModelSubscriber,
  type ModelWorkspace,
  type ModelWorld,
  timeOf,
} from './world.ts';

export const isOn = (call: ModelCall, now: number): boolean =>
  call.startedAt <= now && now < call.endsAt;

const seenKey = (ws: string, sid: string, id: string): string => `${ws} ${sid} ${id}`;

/** A client takes an event. */
function takes(world: ModelWorld, number: number, event: string): void {
  const client = world.clients[number];
  client?.held.push(event);
  if (client?.isEager) passesOn(world, number);
}

/** A client passes on what it holds. */
export function passesOn(world: ModelWorld, number: number): void {
  const client = world.clients[number];
  if (client === undefined) return;
  const last = client.held.at(-1);
  if (last !== undefined) world.seen.set(seenKey(client.workspaceId, client.sid, client.id), last);
  client.passed.push(...client.held.splice(0));
}

/** The event that a subscriber has seen last; `0` before the first. */
export const lastSeen = (world: ModelWorld, ws: string, sid: string, id: string): string =>
  world.seen.get(seenKey(ws, sid, id)) ?? '0';

export const forgetSeen = (world: ModelWorld, ws: string, sid: string, id: string): void =>
  void world.seen.delete(seenKey(ws, sid, id));

function deliver(
  world: ModelWorld,
  ws: ModelWorkspace,
  call: ModelCall,
  event: ModelEvent,
  to: readonly ModelSubscriber[],
): void {
  const now = timeOf(world, ws);
  call.received.push({ ...event, to });
  for (const { client, delayMs, id, join } of to) {
    if (client !== null) takes(world, client, event.id);
    if (delayMs === null) continue;
    call.pending.push({ at: now + delayMs, subscriber: id, join, event: event.id });
  }
}

/** A subscriber joins: what waits drains to it. */
export function joins(
  world: ModelWorld,
  ws: ModelWorkspace,
  call: ModelCall,
  newcomer: Omit<ModelSubscriber, 'join'>,
): number {
  const subscriber = { ...newcomer, join: ++call.joins };
  call.subscribers.push(subscriber);
  hear(world, ws.id, 'subscriber.joined', call.sid, newcomer.id);
  const waiting = call.queue.splice(0);
  for (const event of waiting) {
    hear(world, ws.id, 'injection.drained', call.sid, event.id, newcomer.id);
    deliver(world, ws, call, event, [subscriber]);
  }
  return waiting.length;
}

/** What an injection will be: its status, before its id is known. */
export function injectStatus(world: ModelWorld, ws: ModelWorkspace, call: ModelCall | undefined) {
  if (call === undefined || !isOn(call, timeOf(world, ws))) return 'not_found';
  return call.subscribers.length > 0 ? 'delivered' : 'queued_no_subscriber';
}

/** An accepted injection, under its id. */
export function inject(world: ModelWorld, ws: ModelWorkspace, call: ModelCall, id: string): void {
  if (call.subscribers.length === 0) {
    call.queue.push({ id, queued: true });
    hear(world, ws.id, 'injection.queued', call.sid, id);
    return;
  }
  const to = [...call.subscribers];
  hear(world, ws.id, 'injection.delivered', call.sid, id, ...to.map((one) => one.id));
  deliver(world, ws, call, { id, queued: false }, to);
}

/** A subscriber leaves; what its client holds is taken back. */
export function leaves(
  world: ModelWorld,
  ws: ModelWorkspace,
  call: ModelCall | undefined,
  id: string,
): string {
  const one = call?.subscribers.find((other) => other.id === id);
  if (call === undefined || one === undefined) return 'not_found';
  const now = timeOf(world, ws);
  call.subscribers = call.subscribers.filter((other) => other !== one);
  call.pending = call.pending.filter(({ at, join }) => join !== one.join || at <= now);
  hear(world, ws.id, 'subscriber.left', call.sid, id);
  const client = one.client === null ? undefined : world.clients[one.client];
  client?.ended.push('detached');
  takeBack(world, ws, call, id, client?.held.splice(0) ?? []);
  return 'left';
}

function takeBack(
  world: ModelWorld,
  ws: ModelWorkspace,
  call: ModelCall,
  subscriber: string,
  events: readonly string[],
): void {
  const back: ModelEvent[] = [];
  for (const id of events) {
    const entry = call.received.find((one) => one.id === id);
    if (entry === undefined) continue;
    entry.to = entry.to.filter((one) => one.id !== subscriber);
    if (entry.to.length === 0) back.push({ id, queued: true });
  }
  call.received = call.received.filter((one) => one.to.length > 0);
  const [next] = call.subscribers;
  const on = isOn(call, timeOf(world, ws));
  if (on && next !== undefined) {
    for (const event of back) {
      hear(world, ws.id, 'injection.drained', call.sid, event.id, next.id);
      deliver(world, ws, call, event, [next]);
    }
    return;
  }
  call.queue.unshift(...back);
  const what = on ? 'injection.requeued' : 'injection.expired';
  for (const { id } of back) hear(world, ws.id, what, call.sid, id);
}

/**
 * A live subscriber comes back after the event that it saw last, with the client of that number, if it may.
 * It receives again what it received since.
 */
export function resumes(
  world: ModelWorld,
  ws: ModelWorkspace,
  call: ModelCall | undefined,
  id: string,
  after: string,
  client: number,
): string {
  if (call === undefined) return 'not_found';
  const there = call.subscribers.find((one) => one.id === id);
  const mine = call.received.filter((event) =>
    event.to.some((one) => one.id === id && one.kind === 'live'),
  );
  const last = mine.findIndex((event) => event.id === after);
  const isKnown = after === '0' ? there !== undefined || mine.length > 0 : last !== -1;
  if (!isKnown) return 'unknown';
  if (!isOn(call, timeOf(world, ws))) {
    // Its other connection was stopped for nothing, and is over too.
    if (there?.kind === 'live') leaves(world, ws, call, id);
    return 'not_found';
  }
  if (there?.kind === 'simulated') return 'unknown';
  const missed = after === '0' ? mine : mine.slice(last + 1);
  if (there !== undefined && there.client !== null) {
    const other = world.clients[there.client];
    other?.held.splice(0);
    other?.ended.push('resumed_elsewhere');
    hear(world, ws.id, 'subscriber.left', call.sid, id);
    call.subscribers = call.subscribers.filter((one) => one !== there);
  }
  for (const event of missed) takes(world, client, event.id);
  joins(world, ws, call, { id, kind: 'live', delayMs: null, client });
  return 'joined';
}
