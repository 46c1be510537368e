/** A conversation over a WebSocket: the same that REST reads and continues. */
import {
  type ConversationRecord,
  idlesAt,
  isSessionActive,
  type TakenTurnResult,
  type Turn,
} from '../../world/model/conversations.ts';
import { fullText } from '../../world/model/results.ts';
import { StoreUnavailable } from '../../world/ports/store.ts';
import type { World } from '../../world/world.ts';
import { tokens } from '../conversations/frames.ts';
import {
  type Connection,
  closeCodes,
  closeFailed,
  type SocketCall,
  UNAVAILABLE,
} from './socket-operation.ts';

/** What a client asks for. */
interface WantedConversation {
  readonly serviceId: string;
  readonly entityId: string | null;
  /** The conversation to resume; null for the active one of the service and entity, or a new one. */
  readonly conversationId: string | null;
  /** Whether to tell of tool calls. */
  readonly toolEvents: boolean;
}

/** A conversation to serve, or why there is none. */
type Opened =
  | { readonly conversation: ConversationRecord; readonly greeting: string | null }
  | { readonly code: number; readonly reason: string };

const bad = (reason: string): Opened => ({ code: closeCodes.badParameters, reason });

async function resume(
  world: World,
  workspaceId: string,
  conversationId: string,
  { entityId, serviceId }: WantedConversation,
): Promise<Opened> {
  const conversation = await world.peekConversation(workspaceId, conversationId);
  const isOther =
    conversation?.serviceId !== serviceId ||
    (entityId !== null && conversation.entityId !== entityId);
  if (conversation === undefined || isOther) return bad('Conversation not found.');
  if (!isSessionActive(conversation, world.now(workspaceId))) {
    return bad('Conversation is closed.');
  }
  return { conversation, greeting: null };
}

/** A new conversation without an entity. */
async function beginAlone(world: World, workspaceId: string, serviceId: string): Promise<Opened> {
  const about = { serviceId, entityId: null, channelKind: 'web', outbound: null } as const;
  const made = await world.createConversation(workspaceId, about);
  if (made.status === 'not_found') return bad('Service or entity not found.');
  if (made.status === 'full') return { code: closeCodes.tryLater, reason: fullText(made) };
  return { conversation: made.conversation, greeting: made.turn.text };
}

async function begin(
  world: World,
  workspaceId: string,
  { entityId, serviceId }: WantedConversation,
): Promise<Opened> {
  if (entityId === null) return beginAlone(world, workspaceId, serviceId);
  const started = await world.startSession(workspaceId, {
    serviceId,
    entity: { by: 'entity_id', entityId },
    channelKind: 'web',
    greeting: null,
  });
  if (started.status === 'not_found') return bad('Service or entity not found.');
  if (started.status === 'full') return { code: closeCodes.tryLater, reason: fullText(started) };
  const { session: conversation, status } = started;
  if (status === 'already_active') return { conversation, greeting: null };
  const told = await world.peekConversation(workspaceId, conversation.conversationId);
  return { conversation, greeting: told?.turns[0]?.text ?? null };
}

/** The text of a client's message; undefined when it asks to stop; an `Error` that says what is wrong with its frame. */
function readFrame(text: string | undefined): string | undefined | Error {
  let frame: unknown;
  try {
    frame = JSON.parse(text ?? '');
  } catch {
    return new Error('A frame must be a JSON text.');
  }
  if (typeof frame !== 'object' || frame === null) return new Error('A frame must be an object.');
  const { type, text: message } = frame as { readonly type?: unknown; readonly text?: unknown };
  if (type === 'stop') return undefined;
  if (type !== 'message') return new Error('type must be "message" or "stop".');
  if (typeof message !== 'string' || message === '') {
    return new Error('text must be a text that is not empty.');
  }
  return message;
}

/** Serves the conversation that the query of a socket names. */
export function serveConversationOf(
  { query, workspaceId, world }: SocketCall,
  connection: Connection,
): Promise<void> {
  const wanted = {
    serviceId: query.uuid('service_id') as string,
    entityId: query.uuid('entity_id'),
    conversationId: query.uuid('conversation_id'),
    toolEvents: query.flag('tool_events'),
  };
  return serveConversation(world, workspaceId, wanted, connection);
}

/** Serves a conversation until one side ends it. A client that only leaves does not end it. */
async function serveConversation(
  world: World,
  workspaceId: string,
  wanted: WantedConversation,
  connection: Connection,
): Promise<void> {
  const { closed } = connection;
  const opened = await (wanted.conversationId === null
    ? begin(world, workspaceId, wanted)
    : resume(world, workspaceId, wanted.conversationId, wanted));
  if ('code' in opened) return connection.close(opened.code, opened.reason);
  const { conversationId } = opened.conversation;

  const send = (frame: { readonly type: string; readonly [field: string]: unknown }): void =>
    connection.send(JSON.stringify(frame));
  const message = (text: string): void => send({ type: 'message', text });

  /** One thing after the other, whoever causes it. */
  let last = Promise.resolve();
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    last = last.then(() => (closed.aborted ? undefined : work()));
    return last;
  };

  let stopped = false;
  async function end(at: number): Promise<void> {
    const conversation = await world.peekConversation(workspaceId, conversationId);
    const isIdle = conversation !== undefined && at >= idlesAt(conversation);
    send({
      type: 'session_ended',
      reason: stopped ? 'stopped' : isIdle ? 'timeout' : 'completed',
    });
    connection.close(closeCodes.normal, 'The session has ended.');
  }

  /** Waits as long as the tokens of a text take. */
  async function say({ text }: Turn, delayMs: number): Promise<void> {
    const ms = delayMs * tokens(text).length;
    if (ms === 0 || (await world.sleep(workspaceId, ms, closed))) message(text);
  }

  async function tell({ output, reply }: TakenTurnResult): Promise<void> {
    send({ type: 'typing' });
    for (const turn of output) {
      for (const call of wanted.toolEvents ? turn.toolCalls : []) {
        const named = { tool_name: call.toolName, call_id: call.callId };
        const { input, result, succeeded } = call;
        send({ type: 'tool_call_started', ...named, input });
        send({ type: 'tool_call_completed', ...named, result, succeeded });
      }
      await say(turn, reply?.tokenDelayMs ?? 0);
    }
    if (reply?.error != null) send({ type: 'error', message: reply.error.message });
  }

  async function handle(text: string | undefined): Promise<void> {
    const said = readFrame(text);
    if (said instanceof Error) return send({ type: 'error', message: said.message });
    if (said === undefined) {
      stopped = true;
      const result = await world.closeConversation(workspaceId, conversationId);
      // Otherwise its event ends the connection.
      if (result.status === 'not_found') await end(world.now(workspaceId));
      return;
    }
    const taken = await world.takeTurn(workspaceId, conversationId, { message: said });
    if (taken.status === 'taken') await tell(taken);
    else if (taken.status === 'full') send({ type: 'error', message: fullText(taken) });
    else await end(world.now(workspaceId));
  }

  /** Tells the client that the store is unavailable. It may say its message again. */
  function unavailable(error: unknown): void {
    if (!(error instanceof StoreUnavailable)) throw error;
    send({ type: 'error', message: UNAVAILABLE });
  }

  /** Delivers finished work of the background, unless another client was faster. */
  async function deliver(): Promise<void> {
    const polled = await world.pollTurns(workspaceId, conversationId);
    if (polled.status === 'taken') for (const { text } of polled.output) message(text);
  }

  const failed = (error: unknown): void => void closeFailed(connection, error);
  const stop = world.events.listen(({ event }) => {
    if (event.workspaceId !== workspaceId || !('conversationId' in event)) return;
    if (event.conversationId !== conversationId) return;
    if (event.type === 'session.closed') end(event.at).catch(failed);
    if (event.type === 'turn.background_done') inOrder(deliver).catch(failed);
  });
  closed.addEventListener('abort', stop);
  send({ type: 'session_started', session_id: conversationId, conversation_id: conversationId });
  if (opened.greeting !== null) message(opened.greeting);
  connection.receive((text) => inOrder(() => handle(text).catch(unavailable)));
}
