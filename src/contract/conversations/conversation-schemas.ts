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
    description: 'How a person and the agent communicate.',
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
    description: 'A part of a message: a text, or media at a URL.',
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
      description: 'How long the tool took, in milliseconds. Null if it is not known.',
    }),
    error_message: nullable(z.string()).optional().openapi({
      title: 'Error Message',
      description: 'Why the call failed. Null if it succeeded, or if the reason is not known.',
    }),
  })
  .openapi('ConversationToolCallDetail', { title: 'ConversationToolCallDetail' });

/** A step in the context graph. */
export const ConversationTurnStateTransition = z
  .object({
    from: z.string().openapi({
      title: 'From',
      description: 'State before the turn.',
    }),
    to: z.string().openapi({
      title: 'To',
      description: 'State after the turn.',
    }),
  })
  .openapi('ConversationTurnStateTransition', { title: 'ConversationTurnStateTransition' });

/** An action that the state offered. */
export const ConversationTurnAvailableAction = z
  .object({
    description: z.string().openapi({
      title: 'Description',
      description: 'What the action does.',
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
          'Id of the user message that the message belongs to: the same in the response to the turn and in the history, for both sides. Null before the first user message, as for a greeting.',
      }),
    turn_index: nullable(integer().min(0)).optional().openapi({
      title: 'Turn Index',
      description: 'Index of the user message, from 0. Null if `turn_id` is null.',
    }),
    role: z.enum(['agent', 'user', 'system']).openapi({ title: 'Role' }),
    text: z.string().openapi({ title: 'Text' }),
    timestamp: nullable(z.string()).optional().openapi({ title: 'Timestamp' }),
    channel: nullable(ChannelKind).optional().openapi({
      description: 'Channel of the message. Null if it is not known.',
    }),
    content: z.array(ContentPartPayload).default([]).openapi({ title: 'Content' }),
    tool_calls: z.array(ConversationToolCallDetail).default([]).openapi({
      title: 'Tool Calls',
      description:
        'Tool calls of the agent for this message. Empty if there are none, or without `include_tool_calls=true`.',
    }),
    selected_action_description: nullable(z.string()).optional().openapi({
      title: 'Selected Action Description',
      description: 'What the action does that the agent chose. Always null in the emulator.',
    }),
    state_transition: nullable(ConversationTurnStateTransition).optional().openapi({
      description:
        'Deprecated: `state_transitions` has each step; this is from the first state to the last. Always null in the emulator.',
      deprecated: true,
    }),
    state_transitions: z.array(ConversationTurnStateTransition).default([]).openapi({
      title: 'State Transitions',
      description: 'Changes of state during the turn, in order. Always empty in the emulator.',
    }),
    available_actions: z.array(ConversationTurnAvailableAction).default([]).openapi({
      title: 'Available Actions',
      description: 'Actions that the state offers. Always empty in the emulator.',
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
    summary: 'Read a conversation with its turns',
    operationId: 'get_conversation_v1__workspace_id__conversations__conversation_id__get',
    params: ConversationPath,
    query: toolCallsQuery(
      'Whether turns have their tool calls. They can be long and private, so the default is false.',
    ),
    success: { status: 200, content: ConversationDetail },
  },
};
