/** World events as events of the vendor's workspace stream: one event of the world may be several of theirs. */
import { durationSeconds } from '../../world/model/calls.ts';
import { idlesAt, type Turn, turnIdOf } from '../../world/model/conversations.ts';
import type { WorldEvent } from '../../world/model/events.ts';
import type { ConversationDetails } from '../../world/rules/turns.ts';
import type { World } from '../../world/world.ts';
import { type Shape, write } from '../documents/neighbours.ts';

/** An event of the stream. */
type StreamEvent = Shape<'WorkspaceSSEEvent'>;

/** The schema of each event. */
const schemas = {
  'call.started': 'CallStartedEvent',
  'call.ended': 'CallEndedEvent',
  'text.started': 'TextStartedEvent',
  'text.completed': 'TextCompletedEvent',
  'text.tool_started': 'TextToolStartedEvent',
  'text.background_result': 'TextBackgroundResultEvent',
  'text.agent_message': 'TextAgentMessageEvent',
} as const satisfies Record<StreamEvent['event_type'], string>;

/** The service of a call that has none: the schema requires one (decided). */
const NO_SERVICE = '00000000-0000-0000-0000-000000000000';

/** How deep a tool call is in others: no simulated tool calls another. */
const DEPTH = 0;

const told = [
  'call.placed',
  'call.ended',
  'session.created',
  'session.closed',
  'turn.taken',
  'turn.background_done',
] as const;

/** A world event that the stream tells. */
export type ToldEvent = Extract<WorldEvent, { readonly type: (typeof told)[number] }>;

/** Whether the stream tells a world event. */
export function isTold(event: WorldEvent): event is ToldEvent {
  return (told as readonly string[]).includes(event.type);
}

/** What the agent said in reply to the user's turn of an index; undefined if it said nothing. */
function replyOf({ turns }: ConversationDetails, turnIndex: number): Turn | undefined {
  const asked = turns.findLastIndex((one) => one.role === 'user' && one.turnIndex === turnIndex);
  const next = turns[asked + 1];
  return asked !== -1 && next?.role === 'agent' && next.turnIndex === turnIndex ? next : undefined;
}

function started(conversation: ConversationDetails): StreamEvent[] {
  const { conversationId, entityId, channelKind, serviceId, turns } = conversation;
  const [greeting] = turns;
  return [
    {
      event_type: 'text.started',
      session_id: conversationId,
      service_id: serviceId,
      channel_kind: channelKind,
      entity_id: entityId,
    },
    ...(greeting === undefined ? [] : said(conversationId, greeting)),
  ];
}

function said(conversationId: string, { text, toolCalls }: Turn): StreamEvent[] {
  return [
    ...toolCalls.map(({ callId, toolName }) => ({
      event_type: 'text.tool_started' as const,
      conversation_id: conversationId,
      tool_name: toolName,
      call_id: callId,
      depth: DEPTH,
    })),
    { event_type: 'text.agent_message', conversation_id: conversationId, text },
  ];
}

function completed(conversation: ConversationDetails, at: number): StreamEvent {
  const { channelKind, conversationId, createdAt, turnCount } = conversation;
  return {
    event_type: 'text.completed',
    session_id: conversationId,
    duration_seconds: Math.round(at - createdAt) / 1000,
    turn_count: turnCount,
    completion_reason: at >= idlesAt(conversation) ? 'timeout' : 'completed',
    final_state: '',
    channel_kind: channelKind,
  };
}

/**
 * The result of work in the background. It is named after the last tool that its turn called; without one its id is that
 * of the turn (decided).
 */
function resultOf(
  conversation: ConversationDetails,
  turnIndex: number,
  at: number,
): StreamEvent | undefined {
  const { background, conversationId, turns } = conversation;
  const waiting = background.find((one) => one.turnIndex === turnIndex);
  // It may have been delivered already.
  const delivered = turns.findLast((one) => one.turnIndex === turnIndex && one.at === at);
  const text = waiting?.text ?? delivered?.text;
  if (text === undefined) return undefined;
  const asked = replyOf(conversation, turnIndex);
  const tool = asked?.toolCalls.at(-1);
  return {
    event_type: 'text.background_result',
    conversation_id: conversationId,
    tool_name: tool?.toolName ?? 'background',
    call_id: tool?.callId ?? turnIdOf(conversationId, turnIndex),
    succeeded: true,
    result: text,
    depth: DEPTH,
    duration_ms: asked === undefined ? null : Math.round(at - asked.at),
  };
}

/** The events that tell one event of a call; none if the call is gone. */
async function ofCall(
  world: World,
  event: Extract<ToldEvent, { callSid: string }>,
): Promise<StreamEvent[]> {
  const call = await world.readCall(event.workspaceId, event.callSid);
  if (call === undefined) return [];
  const { callSid: call_sid, direction } = call;
  if (event.type === 'call.placed') {
    const service_id = call.serviceId ?? NO_SERVICE;
    return [
      { event_type: 'call.started', call_sid, direction, service_id, caller_id: call.callerId },
    ];
  }
  return [
    {
      event_type: 'call.ended',
      call_sid,
      direction,
      duration_seconds: durationSeconds(call, event.at),
      completion_reason: 'completed',
    },
  ];
}

/** The events that tell one event of a conversation; none if the conversation is gone. */
async function ofConversation(
  world: World,
  event: Exclude<ToldEvent, { callSid: string }>,
): Promise<StreamEvent[]> {
  const conversation = await world.peekConversation(event.workspaceId, event.conversationId);
  if (conversation === undefined) return [];
  switch (event.type) {
    case 'session.created':
      return started(conversation);
    case 'session.closed':
      return [completed(conversation, event.at)];
    case 'turn.taken': {
      const reply = replyOf(conversation, event.turnIndex);
      return reply === undefined ? [] : said(conversation.conversationId, reply);
    }
    case 'turn.background_done':
      return [resultOf(conversation, event.turnIndex, event.at) ?? []].flat();
  }
}

/** The frames that tell a world event. `id`: a time in milliseconds. The `event_type` is not in the data (contract). */
export async function eventFrames(world: World, event: ToldEvent, id: number): Promise<string> {
  const events =
    'callSid' in event ? await ofCall(world, event) : await ofConversation(world, event);
  const frames = await Promise.all(
    events.map(async (one) => {
      const { event_type: type } = one;
      const json = await write(schemas[type], one as never);
      const data = json.replace(`{"event_type":${JSON.stringify(type)},`, '{');
      return `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`;
    }),
  );
  return frames.join('');
}
