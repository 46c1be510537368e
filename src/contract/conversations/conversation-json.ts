/** Conversations as JSON text: fields in the order of the schemas, floats always with a point. */

import {
  type ContentPart,
  type ConversationRecord,
  type Turn,
  type TurnToolCall,
  turnIdOf,
  updatedAt,
} from '../../world/model/conversations.ts';
import { isoTime } from '../../world/ports/clock.ts';
import type { ConversationDetails } from '../../world/rules/turns.ts';
import { floatText } from '../pydantic/float-text.ts';
import { writeList, writeObject } from '../pydantic/object.ts';

const json = JSON.stringify as (value: string | number | boolean | null | object) => string;

/** A duration as a float; null if it is not known. */
export const durationText = (ms: number | null): string => (ms === null ? 'null' : floatText(ms));

/** `turn_id` and `turn_index` of a turn; null before the first user message. */
export function turnFields(conversationId: string, turnIndex: number | null) {
  return {
    turn_id: turnIndex === null ? null : turnIdOf(conversationId, turnIndex),
    turn_index: turnIndex,
  };
}

/** Index of the latest turn of a conversation; null before the first user message. */
export function latestTurnIndex({ exchanges }: ConversationRecord): number | null {
  return exchanges === 0 ? null : exchanges - 1;
}

/** The `status` of a conversation. */
export function statusOf({ closedAt }: ConversationRecord): 'active' | 'closed' {
  return closedAt === null ? 'active' : 'closed';
}

/** A `ConversationToolCallDetail`. */
export function toolCallJson(call: TurnToolCall): string {
  return writeObject({
    tool_name: json(call.toolName),
    call_id: json(call.callId),
    input: json(call.input),
    result: json(call.result),
    succeeded: json(call.succeeded),
    duration_ms: durationText(call.durationMs),
    error_message: json(call.succeeded ? null : call.result),
  });
}

/** A `ContentPartPayload`. */
function contentPart(part: ContentPart) {
  return {
    type: part.type,
    text: part.text,
    url: part.url,
    media_type: part.mediaType,
    provider_id: part.providerId,
    metadata: part.metadata,
  };
}

/** A `ConversationTurn`. */
export function turnJson(
  { channelKind, conversationId }: Pick<ConversationRecord, 'channelKind' | 'conversationId'>,
  turn: Turn,
  withToolCalls: boolean,
): string {
  const { turn_id, turn_index } = turnFields(conversationId, turn.turnIndex);
  return writeObject({
    turn_id: json(turn_id),
    turn_index: json(turn_index),
    role: json(turn.role),
    text: json(turn.text),
    timestamp: json(isoTime(turn.at)),
    channel: json(channelKind),
    content: json(turn.content.map(contentPart)),
    tool_calls: writeList(withToolCalls ? turn.toolCalls.map(toolCallJson) : []),
    selected_action_description: 'null',
    state_transition: 'null',
    state_transitions: '[]',
    available_actions: '[]',
  });
}

/** A `TurnConversationSnapshot`. */
export function snapshotJson(conversation: ConversationRecord): string {
  return json({
    id: conversation.conversationId,
    status: statusOf(conversation),
    turn_count: conversation.turnCount,
    updated_at: isoTime(updatedAt(conversation)),
    context_graph_state: null,
  });
}

/** What a list and a read show of a conversation. Fields that only voice calls have are null. */
function summaryFields(conversation: ConversationRecord, turnCount: number) {
  const { conversationId, outbound } = conversation;
  const status = statusOf(conversation);
  return {
    id: conversationId,
    channel_kind: conversation.channelKind,
    status,
    lifecycle: status,
    entity_id: conversation.entityId,
    service_id: conversation.serviceId,
    direction: outbound === null ? null : 'outbound',
    turn_count: turnCount,
    duration_seconds: null,
    created_at: isoTime(conversation.createdAt),
    updated_at: isoTime(updatedAt(conversation)),
    call_sid: null,
    caller_id: null,
    phone_number: outbound?.recipient ?? null,
    quality_score: null,
    has_recording: null,
    completion_reason: null,
    escalation_status: null,
    final_state: null,
    source: null,
  };
}

/** A conversation in a list: a `ConversationDetail` without turns, plan and voice. */
export const summaryJson = (conversation: ConversationRecord): string =>
  json(summaryFields(conversation, conversation.turnCount));

/** A `ConversationDetail` of a conversation. */
export function detailJson(conversation: ConversationDetails, withToolCalls: boolean): string {
  const { turns } = conversation;
  const before = json(summaryFields(conversation, turns.length));
  const list = writeList(turns.map((turn) => turnJson(conversation, turn, withToolCalls)));
  return `${before.slice(0, -1)},"turns":${list},"plan":null,"voice":null}`;
}
