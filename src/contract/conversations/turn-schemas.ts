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
  'Asks for results of background work, without a message. Those that are ready are added to the conversation and returned; without any, the output is empty. Cannot be combined with a message or a stream (422).';

/** The query of a turn. */
export const TurnQuery = toolCallsQuery('Whether the response has the tool calls.').extend({
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
      description:
        'What the agent should know about the person in this turn. The emulator ignores it.',
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
        'If work goes on in the background, waits for its result, up to 30 s. If the result comes, it is the output, and `background_pending` is false. Has no effect on a stream; with `poll` it is a 422. Null: the default of the channel; on `web` it does not wait.',
    }),
    suppress_filler: nullable(z.boolean()).optional().openapi({
      title: 'Suppress Filler',
      description:
        'If work goes on in the background, the output is empty instead of an acknowledgement. Has no effect on a stream; with `poll` it is a 422. Null: the default of the channel.',
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
        'Id of the user message of this turn, as in the history. For a poll, and without a message, that of the latest one. Null before the first user message.',
    }),
    input: ConversationTurn,
    output: z.array(ConversationTurn).openapi({ title: 'Output' }),
    tool_calls: z.array(ConversationToolCallDetail).default([]).openapi({ title: 'Tool Calls' }),
    conversation: TurnConversationSnapshot,
    background_pending: z.boolean().default(false).openapi({
      title: 'Background Pending',
      description:
        'Whether `output` is only an acknowledgement, because work goes on in the background. Its result is added to the conversation, and returned once: with a poll (`poll=true`), the next turn, or a read of the conversation. `GET …/events/stream` shows it, too, for those who watch many conversations.',
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
      description: 'How long the tool took, in milliseconds. Null if it is not known.',
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
        'Whether the text is only an acknowledgement. The result has to be asked for later, with a poll.',
    }),
    delivery_protocol_version: nullable(z.literal(2).openapi({ ...constant(2) }))
      .default(null)
      .openapi({
        title: 'Delivery Protocol Version',
        description:
          'Version of the protocol for background results. With 2, a poll may be repeated. Always null in the emulator.',
      }),
    turn_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .default(null)
      .openapi({
        title: 'Turn Id',
        description:
          'Id of the user message of this turn, as in the history. Null before the first one.',
      }),
    turn_index: nullable(integer().min(0)).default(null).openapi({
      title: 'Turn Index',
      description: 'Index of the user message, from 0. Null if `turn_id` is null.',
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
      'The last frame of a stream that failed. Programs read `code`; `message` is for people and may change. `retryable`: the same turn may succeed if it is sent again. `status_code` is left out if there is none.',
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
    summary: 'Take a turn',
    description:
      'Sends a message of the user, and returns the response of the agent. With `Accept: text/event-stream` it is a stream of frames (`TurnStreamEvent`). `POST …/turns/stream` is always a stream: use that for new clients.',
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
    summary: 'Take a turn as a stream',
    description:
      'The same as `POST …/turns`, but always a stream of frames (`TurnStreamEvent`), whatever `Accept` says. The field `event` says which kind a frame is.',
    operationId:
      'create_turn_stream_v1__workspace_id__conversations__conversation_id__turns_stream_post',
    params: ConversationPath,
    query: toolCallsQuery('Whether the stream has frames of tool calls.'),
    body: TurnRequest,
    success: {
      status: 200,
      description: 'Stream of frames',
      content: { 'application/json': z.unknown(), 'text/event-stream': TurnStreamEvent },
    },
    refusals: {
      404: 'No such conversation.',
      409: 'The conversation is closed.',
      503: 'The agent is not available.',
    },
    invalid: 'The request is not valid.',
  },
};
