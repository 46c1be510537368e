/** The schemas of turns: requests, responses, stream frames (contract). */
import { z } from '@hono/zod-openapi';
import { constant, integer, nullable, type Published } from '../documents/zod-helpers.ts';
import {
  ContentPartPayload,
  ConversationPath,
  ConversationToolCallDetail,
  ConversationTurn,
  TurnConversationSnapshot,
  toolCallsQuery,
} from './conversation-schemas.ts';

/** The `event` field that identifies a frame. */
const named = <T extends string>(event: T) =>
  z
    .literal(event)
    .default(event as never)
    .openapi({ ...constant(event), default: event, title: 'Event' });

const POLL =
  'Poll for background results without sending a user message. Drains any background tool calls that completed since the last turn and reports them; returns empty output when nothing is pending. Must NOT be combined with a request-body ``message`` (422) or SSE streaming (422). Poll no more than once every ~5s per conversation \u2014 each poll loads session state.';

/** The query of a turn. */
export const TurnQuery = toolCallsQuery('Include tool call details in response').extend({
  poll: z
    .boolean()
    .default(false)
    .openapi({ title: 'Poll', description: POLL, param: { description: POLL } }),
});
/** A validated `TurnQuery`. */
export type TurnQuery = z.output<typeof TurnQuery>;

/** The user's message, and options for the response. */
export const TurnRequest = z
  .object({
    message: z.string().max(10000).default('').openapi({ title: 'Message' }),
    content: nullable(z.array(ContentPartPayload).max(20)).optional().openapi({ title: 'Content' }),
    media_url: nullable(z.string().max(2048)).optional().openapi({ title: 'Media Url' }),
    media_type: nullable(z.string().max(128)).optional().openapi({ title: 'Media Type' }),
    context: nullable(z.string().max(100000)).optional().openapi({
      title: 'Context',
      description: "Injected into the agent's prompt as caller/patient context for this turn.",
    }),
    viewport_width: nullable(integer().min(20).max(500))
      .optional()
      .openapi({ title: 'Viewport Width' }),
    viewport_height: nullable(integer().min(5).max(500))
      .optional()
      .openapi({ title: 'Viewport Height' }),
    wait_for_final: nullable(z.boolean()).optional().openapi({
      title: 'Wait For Final',
      description:
        'Synchronous callers only: when a turn hands work to a background tool (``background_pending``), await the real answer inline (bounded, ~30s) instead of returning the acknowledgement immediately. On completion the response carries the final answer with ``background_pending=false``; on timeout it returns ``background_pending=true`` — resolve it later with ``poll=true``. ``null`` (default) inherits the channel policy (web = do not wait). Ignored with ``poll=true`` (422).',
    }),
    suppress_filler: nullable(z.boolean()).optional().openapi({
      title: 'Suppress Filler',
      description:
        'Synchronous callers only: when a turn ends ``background_pending``, omit the filler/acknowledgement text from ``output`` so a batch caller never mistakes the ack for the answer (``output`` is empty; ``background_pending=true`` is the poll-later signal). ``null`` (default) inherits the channel policy. Ignored with ``poll=true`` (422).',
    }),
  })
  .openapi('TurnRequest', { title: 'TurnRequest' });

/** A validated `TurnRequest`. */
export type TurnRequest = z.output<typeof TurnRequest>;

/** The result of a turn or a poll. */
export const TurnResponse = z
  .object({
    turn_id: nullable(z.guid().openapi({ format: 'uuid' })).openapi({
      title: 'Turn Id',
      description:
        "Identifier of the user exchange this turn created — or, for ``poll=true`` and greeting-kickoff turns (empty ``message``), the latest exchange the returned messages attach to. Deterministic: matches the ``turn_id`` on this conversation's history turns, so it can anchor durable per-turn artifacts (e.g. feedback) across page reloads. Null only when the conversation has no user exchange yet (a poll or kickoff before the first user message).",
    }),
    input: ConversationTurn,
    output: z.array(ConversationTurn).openapi({ title: 'Output' }),
    tool_calls: z.array(ConversationToolCallDetail).default([]).openapi({ title: 'Tool Calls' }),
    conversation: TurnConversationSnapshot,
    background_pending: z.boolean().default(false).openapi({
      title: 'Background Pending',
      description:
        "Whether this turn's ``output`` is the final answer, or only an acknowledgement that\nwork is still running in the background.\n\n``false`` (default): ``output`` is the complete agent response for this turn.\n\n``true``: a tool crossed the server's blocking window and was handed to a background\ntask, so ``output`` is NOT the final answer — the definitive assistant answer is\nproduced later, out-of-band. It is **durable on the conversation**: drain it by\nre-issuing ``POST …/turns`` with ``poll=true`` (a no-message drain-and-report), by\nsending the next user turn, or by reading the conversation back\n(``GET …/conversations/{id}``). This is the per-conversation delivery contract — see\nthe web-integration paved path. (The workspace observer bus,\n``GET /v1/{workspace_id}/events/stream``, mirrors this activity as ``text.agent_message``\n/ ``text.tool_started`` / ``text.background_result`` for *dashboards* watching many\nconversations, but is not the per-chat delivery path.) A client that treats a\n``background_pending=true`` turn as complete without draining will miss the final answer.",
    }),
  })
  .openapi('TurnResponse', { title: 'TurnResponse' });

/** A token of the text. */
export const TurnTokenEvent = z
  .object({
    event: named('token'),
    text: z.string().openapi({ title: 'Text' }),
  })
  .openapi('TurnTokenEvent', { title: 'TurnTokenEvent' });

/** A tool call has started. */
export const TurnToolCallStartedEvent = z
  .object({
    event: named('tool_call_started'),
    tool_name: z.string().max(256).openapi({ title: 'Tool Name' }),
    call_id: z.string().max(256).openapi({ title: 'Call Id' }),
    input: z.string().openapi({ title: 'Input' }),
  })
  .openapi('TurnToolCallStartedEvent', { title: 'TurnToolCallStartedEvent' });

/** A tool call has completed. */
export const TurnToolCallCompletedEvent = z
  .object({
    event: named('tool_call_completed'),
    tool_name: z.string().max(256).openapi({ title: 'Tool Name' }),
    call_id: z.string().max(256).openapi({ title: 'Call Id' }),
    result: z.string().openapi({ title: 'Result' }),
    succeeded: z.boolean().openapi({ title: 'Succeeded' }),
    duration_ms: nullable(z.number().min(0).max(3600000)).default(null).openapi({
      title: 'Duration Ms',
      description:
        'Wall-clock tool execution time in milliseconds, measured at the engage_step call site. Null when the upstream did not report timing (legacy/test paths).',
    }),
  })
  .openapi('TurnToolCallCompletedEvent', { title: 'TurnToolCallCompletedEvent' });

/** The agent is thinking. */
export const TurnThinkingEvent = z
  .object({
    event: named('thinking'),
    tier: integer().openapi({ title: 'Tier' }),
    tier_name: z.string().openapi({ title: 'Tier Name' }),
  })
  .openapi('TurnThinkingEvent', { title: 'TurnThinkingEvent' });

/** The complete message, after its tokens. */
export const TurnMessageEvent = z
  .object({
    event: named('message'),
    role: z.string().openapi({ title: 'Role' }),
    text: z.string().openapi({ title: 'Text' }),
  })
  .openapi('TurnMessageEvent', { title: 'TurnMessageEvent' });

/** The end of a successful turn. */
export const TurnDoneEvent = z
  .object({
    event: named('done'),
    conversation_id: z.guid().openapi({ format: 'uuid', title: 'Conversation Id' }),
    status: z.string().openapi({ title: 'Status' }),
    turn_count: integer().openapi({ title: 'Turn Count' }),
    background_pending: z.boolean().default(false).openapi({
      title: 'Background Pending',
      description:
        'True when the streamed response is only an acknowledgement and the final assistant answer must be collected with the durable background-delivery protocol.',
    }),
    delivery_protocol_version: nullable(z.literal(2).openapi({ ...constant(2) }))
      .default(null)
      .openapi({
        title: 'Delivery Protocol Version',
        description:
          'Version of the durable background-delivery protocol supported by the serving agent. Clients may retry receipt-backed polls only after observing version 2.',
      }),
    turn_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .default(null)
      .openapi({
        title: 'Turn Id',
        description:
          "Identifier of the user exchange this turn belongs to — identical to the ``turn_id`` on the non-streaming ``POST /turns`` response and on this conversation's history turns, so a streaming client can anchor durable per-turn artifacts (e.g. feedback) without a follow-up read. Stamped by platform-api at the proxy boundary (agent-engine frames do not carry it). Null when the conversation has no user exchange yet (a greeting kickoff stream on a fresh conversation).",
      }),
    turn_index: nullable(integer().min(0)).default(null).openapi({
      title: 'Turn Index',
      description:
        'Zero-based ordinal of the user exchange (0 = first user turn). Derived server-side; null exactly when ``turn_id`` is null.',
    }),
  })
  .openapi('TurnDoneEvent', { title: 'TurnDoneEvent' });

/** The end of a failed turn. */
export const TurnErrorEvent = z
  .object({
    event: named('error'),
    message: z.string().openapi({ title: 'Message' }),
    code: z
      .enum(['upstream_error', 'stream_interrupted', 'client_error', 'unknown'])
      .default('unknown')
      .openapi({ title: 'Code' }),
    retryable: z.boolean().default(false).openapi({ title: 'Retryable' }),
    status_code: nullable(integer()).default(null).openapi({ title: 'Status Code' }),
  })
  .openapi('TurnErrorEvent', {
    title: 'TurnErrorEvent',
    description:
      'Terminal error frame on the turn stream.\n\nCarries a stable ``code`` so SDK consumers can branch deterministically\nwithout parsing free-form ``message`` text. ``retryable`` tells the\nconsumer whether issuing the same turn again is likely to succeed.\n``status_code`` is the upstream HTTP status when the error originated\nfrom a downstream service (agent-engine), and is otherwise omitted.',
  });

/** A frame of a stream, identified by its `event`. */
export const TurnStreamEvent = z
  .discriminatedUnion('event', [
    TurnTokenEvent,
    TurnToolCallStartedEvent,
    TurnToolCallCompletedEvent,
    TurnThinkingEvent,
    TurnMessageEvent,
    TurnDoneEvent,
    TurnErrorEvent,
  ])
  .openapi('TurnStreamEvent', {
    discriminator: {
      propertyName: 'event',
      mapping: {
        token: '#/components/schemas/TurnTokenEvent',
        tool_call_started: '#/components/schemas/TurnToolCallStartedEvent',
        tool_call_completed: '#/components/schemas/TurnToolCallCompletedEvent',
        thinking: '#/components/schemas/TurnThinkingEvent',
        message: '#/components/schemas/TurnMessageEvent',
        done: '#/components/schemas/TurnDoneEvent',
        error: '#/components/schemas/TurnErrorEvent',
      },
    },
  });

const tags = ['conversations'];

/** What the document says of the operations that take turns, by their names. */
export const publishedTurns: Readonly<Record<string, Published>> = {
  take_turn: {
    tags,
    summary: "Send a message and get the agent's response",
    description:
      "Send a user message and receive the agent's response. Set `Accept: text/event-stream` to receive an SSE stream of typed `TurnStreamEvent` frames (token, tool_call_started, tool_call_completed, thinking, message, done, error) instead of the synchronous JSON response. For new integrations prefer `POST /turns/stream`, which is always SSE.",
    operationId: 'create_turn_v1__workspace_id__conversations__conversation_id__turns_post',
    params: ConversationPath,
    query: TurnQuery,
    body: TurnRequest,
    success: {
      status: 200,
      content: { 'application/json': TurnResponse, 'text/event-stream': TurnStreamEvent },
    },
  },
  stream_turn: {
    tags,
    summary: 'Send a message and receive a streamed agent response',
    description:
      'Streaming variant of `POST /turns`. Always returns `text/event-stream` regardless of the `Accept` header — no JSON fallback. Each frame is a `TurnStreamEvent` discriminated by the `event` field (token, tool_call_started, tool_call_completed, thinking, message, done, error). Use this endpoint for new integrations; the `Accept`-sniffing variant remains for backward compatibility.',
    operationId:
      'create_turn_stream_v1__workspace_id__conversations__conversation_id__turns_stream_post',
    params: ConversationPath,
    query: toolCallsQuery('Include tool_call_started / tool_call_completed frames in the stream'),
    body: TurnRequest,
    success: {
      status: 200,
      description: 'SSE stream of TurnStreamEvent frames',
      content: { 'application/json': z.unknown(), 'text/event-stream': TurnStreamEvent },
    },
    refusals: [404, 409, 503],
    invalid: 'Conversation is missing or has corrupt service binding',
  },
};
