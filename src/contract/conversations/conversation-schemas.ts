/** The schemas of conversations and their messages (contract). */
import { z } from '@hono/zod-openapi';
import { anything, integer, nullable, type Published } from '../documents/zod-helpers.ts';
import { WorkspacePath } from '../sessions/session-schemas.ts';

/** The path of a conversation. */
export const ConversationPath = WorkspacePath.extend({
  conversation_id: z.guid().openapi({
    format: 'uuid',
    title: 'Conversation Id',
    param: { name: 'conversation_id', in: 'path' },
  }),
});

/** Query that includes tool calls. The description differs between operations. */
export const toolCallsQuery = (description: string) =>
  z.object({
    include_tool_calls: z
      .boolean()
      .default(false)
      .openapi({ title: 'Include Tool Calls', description, param: { description } }),
  });
/** A validated query of an operation that may show tool calls. */
export type ToolCallsQuery = z.output<ReturnType<typeof toolCallsQuery>>;

/** How people and agents talk. */
export const ChannelKind = z
  .enum(['voice', 'sms', 'whatsapp', 'email', 'web', 'imessage'])
  .openapi('ChannelKind', {
    title: 'ChannelKind',
    description:
      'HSM execution channel type.\n\nDetermines how the HSM engine communicates with end users.\nEach kind maps to one or more providers.',
  });

/** A part of a message that is more than text. */
export const ContentPartPayload = z
  .object({
    type: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[a-z][a-z0-9._-]*$/)
      .default('text')
      .openapi({ title: 'Type' }),
    text: nullable(z.string().max(10000)).optional().openapi({ title: 'Text' }),
    url: nullable(z.string().max(2048)).optional().openapi({ title: 'Url' }),
    media_type: nullable(z.string().max(128)).optional().openapi({ title: 'Media Type' }),
    provider_id: nullable(z.string().max(256)).optional().openapi({ title: 'Provider Id' }),
    metadata: anything().optional().openapi({ maxProperties: 50, title: 'Metadata' }),
  })
  .openapi('ContentPartPayload', {
    title: 'ContentPartPayload',
    description: 'HTTP/WebSocket shape for a modality-neutral conversation content part.',
  });

/** A tool call within a turn. */
export const ConversationToolCallDetail = z
  .object({
    tool_name: z.string().openapi({ title: 'Tool Name' }),
    call_id: z.string().openapi({ title: 'Call Id' }),
    input: anything().optional().openapi({ title: 'Input' }),
    result: z.string().default('').openapi({ title: 'Result' }),
    succeeded: z.boolean().default(true).openapi({ title: 'Succeeded' }),
    duration_ms: nullable(z.number().min(0).max(3600000)).optional().openapi({
      title: 'Duration Ms',
      description:
        'Wall-clock tool execution time in milliseconds, measured at the engage_step call site. Omitted (null) on legacy turns that did not capture timing.',
    }),
    error_message: nullable(z.string()).optional().openapi({
      title: 'Error Message',
      description:
        'Failure detail recorded for the tool call when ``succeeded`` is false. Null on successful calls or when no message was captured.',
    }),
  })
  .openapi('ConversationToolCallDetail', { title: 'ConversationToolCallDetail' });

/** A step in the context graph. */
export const ConversationTurnStateTransition = z
  .object({
    from: z.string().openapi({
      title: 'From',
      description: "Source context-graph state before the turn's state transition.",
    }),
    to: z.string().openapi({
      title: 'To',
      description: "Destination context-graph state after the turn's state transition.",
    }),
  })
  .openapi('ConversationTurnStateTransition', { title: 'ConversationTurnStateTransition' });

/** An action that the state offered. */
export const ConversationTurnAvailableAction = z
  .object({
    description: z.string().openapi({
      title: 'Description',
      description: "Human-readable description of an action available in the turn's state.",
    }),
  })
  .openapi('ConversationTurnAvailableAction', { title: 'ConversationTurnAvailableAction' });

/** One message of a conversation. */
export const ConversationTurn = z
  .object({
    turn_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .optional()
      .openapi({
        title: 'Turn Id',
        description:
          'Stable identifier of the user exchange this message belongs to, derived deterministically from (conversation_id, turn_index) — identical across ``POST /turns`` responses and re-reads of the conversation history. User and agent messages from the same exchange share this value. Null on messages that precede the first user turn (proactive greetings, channel-event preludes).',
      }),
    turn_index: nullable(integer().min(0)).optional().openapi({
      title: 'Turn Index',
      description:
        "Zero-based ordinal of the user exchange this message belongs to (0 = first user turn). Derived server-side from the conversation's user-turn count — never stored. Null exactly when ``turn_id`` is null.",
    }),
    role: z.enum(['agent', 'user', 'system']).openapi({ title: 'Role' }),
    text: z.string().openapi({ title: 'Text' }),
    timestamp: nullable(z.string()).optional().openapi({ title: 'Timestamp' }),
    channel: nullable(ChannelKind).optional().openapi({
      description:
        'Channel this turn occurred on. A conversation that switched channels has a self-describing per-turn history; null on turns written before per-turn attribution or on channel-less internal turns.',
    }),
    content: z.array(ContentPartPayload).default([]).openapi({ title: 'Content' }),
    tool_calls: z.array(ConversationToolCallDetail).default([]).openapi({
      title: 'Tool Calls',
      description:
        'Tool calls executed during this (agent) turn. Populated only when the request opts in via ``include_tool_calls=true``; empty otherwise and on turns that did not invoke tools.',
    }),
    selected_action_description: nullable(z.string()).optional().openapi({
      title: 'Selected Action Description',
      description:
        'Description of the context-graph action selected for this turn. Null means no action was selected or no selected action was recorded.',
    }),
    state_transition: nullable(ConversationTurnStateTransition).optional().openapi({
      description:
        'Context-graph state transition that occurred during this turn. Null means no transition took place or no transition was recorded. Deprecated: use state_transitions instead. If multiple transitions were recorded, this field reports the first source state and final destination state.',
      deprecated: true,
    }),
    state_transitions: z.array(ConversationTurnStateTransition).default([]).openapi({
      title: 'State Transitions',
      description: 'Ordered context-graph state transitions that occurred during this turn.',
    }),
    available_actions: z.array(ConversationTurnAvailableAction).default([]).openapi({
      title: 'Available Actions',
      description:
        "Action choices available in the turn's resolved context-graph state. Empty when actions cannot be resolved or the resolved state is not an action state.",
    }),
  })
  .openapi('ConversationTurn', { title: 'ConversationTurn' });

/** Details of a voice conversation. */
export const VoiceDetail = z
  .object({
    recording_path: nullable(z.string()).optional().openapi({ title: 'Recording Path' }),
    twilio_recording_sid: nullable(z.string())
      .optional()
      .openapi({ title: 'Twilio Recording Sid' }),
    twilio_recording_duration: nullable(z.number())
      .optional()
      .openapi({ title: 'Twilio Recording Duration' }),
    has_recording: z.boolean().default(false).openapi({ title: 'Has Recording' }),
    verified_transcript: nullable(z.string()).optional().openapi({ title: 'Verified Transcript' }),
    transcript_accuracy: nullable(z.number()).optional().openapi({ title: 'Transcript Accuracy' }),
    emotional_summary: nullable(anything()).optional().openapi({ title: 'Emotional Summary' }),
    barge_in_events: z.array(anything()).default([]).openapi({ title: 'Barge In Events' }),
    states_visited: z.array(z.string()).default([]).openapi({ title: 'States Visited' }),
    participants: z.array(anything()).default([]).openapi({ title: 'Participants' }),
    config: nullable(anything()).optional().openapi({ title: 'Config' }),
    call_analysis: nullable(anything()).optional().openapi({ title: 'Call Analysis' }),
    forwarding: nullable(anything()).optional().openapi({ title: 'Forwarding' }),
    escalation: nullable(anything()).optional().openapi({ title: 'Escalation' }),
    safety: nullable(anything()).optional().openapi({ title: 'Safety' }),
    quality_breakdown: nullable(anything()).optional().openapi({ title: 'Quality Breakdown' }),
    risk_summary: nullable(anything()).optional().openapi({ title: 'Risk Summary' }),
    latency_summary: nullable(anything()).optional().openapi({ title: 'Latency Summary' }),
    conversation_metrics: nullable(anything())
      .optional()
      .openapi({ title: 'Conversation Metrics' }),
    tool_summary: nullable(anything()).optional().openapi({ title: 'Tool Summary' }),
    safety_summary: nullable(anything()).optional().openapi({ title: 'Safety Summary' }),
    operator_summary: nullable(anything()).optional().openapi({ title: 'Operator Summary' }),
  })
  .openapi('VoiceDetail', { title: 'VoiceDetail' });

/** A conversation with its turns. */
export const ConversationDetail = z
  .object({
    id: z.guid().openapi({ format: 'uuid', title: 'Id' }),
    channel_kind: ChannelKind,
    status: z
      .enum(['active', 'closed', 'completed', 'in-progress', 'failed', 'paused'])
      .openapi({ title: 'Status' }),
    lifecycle: z.enum(['active', 'dormant', 'closed']).openapi({ title: 'Lifecycle' }),
    entity_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .optional()
      .openapi({ title: 'Entity Id' }),
    service_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .optional()
      .openapi({ title: 'Service Id' }),
    direction: nullable(z.string()).optional().openapi({ title: 'Direction' }),
    turn_count: integer().default(0).openapi({ title: 'Turn Count' }),
    duration_seconds: nullable(z.number()).optional().openapi({ title: 'Duration Seconds' }),
    created_at: z.string().openapi({ title: 'Created At' }),
    updated_at: z.string().openapi({ title: 'Updated At' }),
    call_sid: nullable(z.string()).optional().openapi({ title: 'Call Sid' }),
    caller_id: nullable(z.string()).optional().openapi({ title: 'Caller Id' }),
    phone_number: nullable(z.string()).optional().openapi({ title: 'Phone Number' }),
    quality_score: nullable(z.number()).optional().openapi({ title: 'Quality Score' }),
    has_recording: nullable(z.boolean()).optional().openapi({ title: 'Has Recording' }),
    completion_reason: nullable(z.string()).optional().openapi({ title: 'Completion Reason' }),
    escalation_status: nullable(z.string()).optional().openapi({ title: 'Escalation Status' }),
    final_state: nullable(z.string()).optional().openapi({ title: 'Final State' }),
    source: nullable(z.string()).optional().openapi({ title: 'Source' }),
    turns: z.array(ConversationTurn).default([]).openapi({ title: 'Turns' }),
    plan: nullable(z.string()).optional().openapi({ title: 'Plan' }),
    voice: nullable(VoiceDetail).optional(),
  })
  .openapi('ConversationDetail', { title: 'ConversationDetail' });

/** A conversation after a turn. */
export const TurnConversationSnapshot = z
  .object({
    id: z.guid().openapi({ format: 'uuid', title: 'Id' }),
    status: z
      .enum(['active', 'closed', 'completed', 'in-progress', 'failed', 'paused'])
      .openapi({ title: 'Status' }),
    turn_count: integer().default(0).openapi({ title: 'Turn Count' }),
    updated_at: z.string().openapi({ title: 'Updated At' }),
    context_graph_state: nullable(anything()).optional().openapi({
      title: 'Context Graph State',
      description: 'Always null in the emulator. The published fields are left out here.',
      'x-pruned': true,
    }),
  })
  .openapi('TurnConversationSnapshot', { title: 'TurnConversationSnapshot' });

const tags = ['conversations'];

/** What the document says of the operations on a conversation as a whole, by their names. */
export const publishedConversations: Readonly<Record<string, Published>> = {
  close_conversation: {
    tags,
    summary: 'Close a conversation',
    operationId: 'close_conversation_v1__workspace_id__conversations__conversation_id__delete',
    params: ConversationPath,
    success: { status: 204 },
  },
  read_conversation: {
    tags,
    summary: 'Get conversation detail (voice or text)',
    operationId: 'get_conversation_v1__workspace_id__conversations__conversation_id__get',
    params: ConversationPath,
    query: toolCallsQuery(
      'Include per-turn tool_calls[] in the returned turns. Off by default so the payload stays small and (potentially PHI-bearing) tool output is opt-in, matching POST /turns?include_tool_calls=true.',
    ),
    success: { status: 200, content: ConversationDetail },
  },
};
