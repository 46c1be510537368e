/** Steps of the walk over text sessions and their conversations. */
import { isDeepStrictEqual } from 'node:util';
import { faultStatus, type Model, takesTurns } from './model.ts';
import type { Random } from './random.ts';
import { type Ask, anything, type Expected } from './walk-ask.ts';

/** The steps over one workspace. */
export function conversationSteps(ws: string, model: Model, random: Random, ask: Ask) {
  const api = `/v1/${ws}`;
  let count = 0;

  async function start(): Promise<void> {
    const entity = random.chance(0.9) ? random.pick([...model.entities.values()]) : undefined;
    const byCanonical = random.chance(0.5);
    const serviceId = random.pick([...model.services, random.uuid()]);
    const named = byCanonical
      ? { canonical_id: entity?.canonical ?? 'charmhealth:Patient:none' }
      : { entity_id: entity?.id ?? random.uuid() };
    const body = { service_id: serviceId, ...named, channel_kind: 'web' };
    const fault = faultStatus(model, 'start');
    if (fault !== undefined) {
      await ask('POST', `${api}/sessions/start`, body, { status: fault, body: anything });
      return;
    }
    const isSeen = entity !== undefined && (!byCanonical || entity.projectedAt <= model.now);
    if (!isSeen || !model.services.has(serviceId)) {
      const detail = 'Service or entity not found.';
      await ask('POST', `${api}/sessions/start`, body, { status: 404, body: { detail } });
      return;
    }
    const at = `${serviceId} ${entity.id}`;
    // The newest one that goes on, whichever operation made it.
    const current = [...model.conversations.values()]
      .filter((one) => one.place === at && takesTurns(model, one))
      .at(-1);
    const isActive = current !== undefined;
    const found = await ask('POST', `${api}/sessions/start`, body, {
      status: 201,
      body: (response: Record<string, string>) =>
        response.session_status === (isActive ? 'already_active' : 'created') &&
        (!isActive || response.conversation_id === current.id) &&
        (isActive || !model.conversations.has(response.conversation_id as string)) &&
        response.entity_id === entity.id &&
        Date.parse(response.created_at as string) === (isActive ? current.createdAt : model.now),
    });
    if (isActive || typeof found?.conversation_id !== 'string') return;
    const { conversation_id: id } = found;
    model.conversations.set(id, {
      id,
      place: at,
      createdAt: model.now,
      lastAt: model.now,
      closed: false,
      texts: ['Hello! How can I help you today?'],
    });
  }

  const anyConversation = () =>
    model.conversations.size === 0
      ? undefined
      : random.pick([...model.conversations.values()].slice(-8));

  async function turn(): Promise<void> {
    const conversation = anyConversation();
    const message = `turn-${count++}`;
    const id = conversation?.id ?? random.uuid();
    let expected: Expected = { status: 404, body: anything };
    if (conversation !== undefined && !takesTurns(model, conversation))
      expected = { status: 409, body: anything };
    else if (conversation !== undefined) {
      const said = `You said: "${message}"`;
      conversation.texts.push(message, said);
      conversation.lastAt = model.now;
      const turns = conversation.texts.length;
      expected = {
        status: 200,
        body: (found: { output: { text: string }[]; conversation: { turn_count: number } }) =>
          found.output.length === 1 &&
          found.output[0]?.text === said &&
          found.conversation.turn_count === turns,
      };
    }
    await ask('POST', `${api}/conversations/${id}/turns`, { message }, expected);
  }

  async function readConversation(): Promise<void> {
    const conversation = anyConversation();
    if (conversation === undefined) return;
    const body = (found: { turns: { text: string }[]; turn_count: number }) =>
      isDeepStrictEqual(
        found.turns.map(({ text }) => text),
        conversation.texts,
      ) && found.turn_count === conversation.texts.length;
    await ask('GET', `${api}/conversations/${conversation.id}`, undefined, { status: 200, body });
  }

  async function close(): Promise<void> {
    const conversation = anyConversation();
    if (conversation === undefined) return;
    conversation.closed = true;
    await ask('DELETE', `${api}/conversations/${conversation.id}`, undefined, { status: 204 });
  }

  return [start, start, start, turn, turn, turn, readConversation, close];
}
