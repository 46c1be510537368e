/** Text sessions of the model, and their turns. */
import type { EntityName } from '../../../src/world/rules/catalog.ts';
import {
  hear,
  type ModelConversation,
  type ModelWorkspace,
  type ModelWorld,
  timeOf,
} from './world.ts';

/** What `start` asks for. */
export interface ModelStart {
  readonly serviceId: string;
  readonly entity: EntityName;
}

export const conversationOf = (ws: ModelWorkspace, id: string): ModelConversation | undefined =>
  ws.conversations.find((one) => one.id === id);

/** The place that a start is about; undefined when there is no such service or entity, or not yet. */
function placeOf(world: ModelWorld, ws: ModelWorkspace, { entity, serviceId }: ModelStart) {
  const found = ws.entities.find((one) =>
    entity.by === 'entity_id'
      ? one.id === entity.entityId
      : one.canonicalId === entity.canonicalId && one.foundFrom <= timeOf(world, ws),
  );
  if (found === undefined || !ws.services.some((one) => one.id === serviceId)) return undefined;
  return `${serviceId} ${found.id}`;
}

/** The session that a start finds; null when it makes one; undefined when it may not. */
export function sessionFor(world: ModelWorld, ws: ModelWorkspace, start: ModelStart) {
  const place = placeOf(world, ws, start);
  if (place === undefined) return undefined;
  return ws.conversations.find((one) => one.isOpen && one.place === place) ?? null;
}

/** A session that was made, under its id. */
export function openSession(
  world: ModelWorld,
  ws: ModelWorkspace,
  start: ModelStart,
  id: string,
): void {
  const now = timeOf(world, ws);
  ws.conversations.push({
    id,
    place: placeOf(world, ws, start) as string,
    idlesAt: now + ws.idleMs,
    idleMs: ws.idleMs,
    isOpen: true,
    turns: [{ role: 'agent', text: 'Hello! How can I help you today?', at: now }],
    exchanges: 0,
    background: [],
  });
  hear(world, ws.id, 'session.created', id);
}

export function closeSession(
  world: ModelWorld,
  ws: ModelWorkspace,
  one: ModelConversation | undefined,
  at = timeOf(world, ws),
): string {
  if (!one?.isOpen) return 'not_found';
  one.isOpen = false;
  hear(world, ws.id, 'session.closed', one.id, at);
  return 'closed';
}

/** Takes in what has come in the background. Returns its texts. */
function takeIn(one: ModelConversation, now: number): string[] {
  const come = one.background.filter((result) => result.at <= now).sort((a, b) => a.at - b.at);
  one.background = one.background.filter((result) => result.at > now);
  for (const { at, text } of come) one.turns.push({ role: 'agent', text, at });
  return come.map(({ text }) => text);
}

/** The conversation is read. */
export const readSession = (world: ModelWorld, ws: ModelWorkspace, one: ModelConversation) =>
  takeIn(one, timeOf(world, ws));

/** The texts that a poll returns, or why it does not. */
export function pollSession(
  world: ModelWorld,
  ws: ModelWorkspace,
  one: ModelConversation | undefined,
): string[] | string {
  if (one === undefined) return 'not_found';
  return one.isOpen ? takeIn(one, timeOf(world, ws)) : 'closed';
}

/** Messages that make the agent work in the background, and for how long. */
const WORK_MS: Readonly<Record<string, number>> = { look: 4000, 'look fast': 0 };

/** The texts that the agent says to a message, or why it does not. */
export function saySomething(
  world: ModelWorld,
  ws: ModelWorkspace,
  one: ModelConversation | undefined,
  message: string,
): string[] | string {
  if (one === undefined) return 'not_found';
  if (!one.isOpen) return 'closed';
  const now = timeOf(world, ws);
  one.idlesAt = now + one.idleMs;
  const come = takeIn(one, now);
  if (message === '') return come.length > 0 ? come : [one.turns[0]?.text as string];
  const workMs = WORK_MS[message];
  const text = workMs === undefined ? `You said: "${message}"` : 'looking';
  one.turns.push({ role: 'user', text: message, at: now }, { role: 'agent', text, at: now });
  const turnIndex = one.exchanges++;
  if (workMs !== undefined) {
    one.background.push({ at: now + workMs, text: 'found', turnIndex, isHeard: false });
  }
  hear(world, ws.id, 'turn.taken', one.id, turnIndex);
  return [...come, text];
}
