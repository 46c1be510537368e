/**
 * The contract's schemas. The types of the handlers and the document are made from them. A test checks that the
 * published document equals them, and the validators are derived from that document, so zod is not loaded while the
 * emulator runs.
 */
import { z } from '@hono/zod-openapi';
import { CANONICAL_ID } from '../../world/resources/catalog.ts';
import { constant, nullable, type Published, uuid } from '../documents/zod-helpers.ts';

/** The path parameter of every operation. */
export const WorkspacePath = z.object({
  workspace_id: uuid('Workspace Id').openapi({ param: { name: 'workspace_id', in: 'path' } }),
});

/** The path parameters of a call. */
export const CallPath = WorkspacePath.extend({
  call_sid: z.string().openapi({ title: 'Call Sid', param: { name: 'call_sid', in: 'path' } }),
});

/** An active voice call, as listed. */
export const ActiveSession = z
  .object({
    call_sid: z.string().openapi({ title: 'Call Sid' }),
    service_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .optional()
      .openapi({ title: 'Service Id' }),
    workspace_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .optional()
      .openapi({ title: 'Workspace Id' }),
    caller_id: z.string().openapi({ title: 'Caller Id' }),
    direction: z.string().openapi({ title: 'Direction' }),
    duration_seconds: z.number().openapi({ title: 'Duration Seconds' }),
    current_state: z.string().default('').openapi({ title: 'Current State' }),
    scenario: z.string().default('').openapi({ title: 'Scenario' }),
  })
  .openapi('ActiveSession', { title: 'ActiveSession' });

/** An event to inject into a call. */
export const InjectRequest = z
  .object({
    message: z.string().min(1).max(5000).openapi({ title: 'Message' }),
    sender: z.string().max(200).default('System').openapi({ title: 'Sender' }),
    event_type: z.enum(['external_event', 'guidance']).default('external_event').openapi({
      title: 'Event Type',
      description: 'external_event (factual info) or guidance (instructional)',
    }),
  })
  .openapi('InjectRequest', { title: 'InjectRequest' });
/** A validated `InjectRequest`. */
export type InjectRequest = z.output<typeof InjectRequest>;

/** The response of an injection. */
export const InjectResponse = z
  .object({
    status: z.enum(['delivered', 'queued_no_subscriber']).openapi({ title: 'Status' }),
    call_sid: z.string().openapi({ title: 'Call Sid' }),
  })
  .openapi('InjectResponse', { title: 'InjectResponse' });

/** `source:resource_type:id`. */
export const CanonicalIdString = z
  .string()
  .min(3)
  .max(256)
  .regex(CANONICAL_ID)
  .openapi('CanonicalIdString');

const web = (title: string) => z.literal('web').openapi({ ...constant('web'), title });

/** The request to start a text session. */
export const StartSessionRequest = z
  .object({
    service_id: uuid('Service Id'),
    entity_id: nullable(z.guid().openapi({ format: 'uuid' }))
      .optional()
      .openapi({
        title: 'Entity Id',
        description: 'World model entity UUID. Provide either entity_id or canonical_id.',
      }),
    canonical_id: nullable(CanonicalIdString).optional().openapi({
      description:
        "World model canonical_id of the form 'source:resource_type:id' (e.g. 'charmhealth:Patient:67890'). The structural regex on CanonicalIdString blocks spaces, names, DOBs, and similar regulated content. Resolved against the SDP-projected world.entities table; a freshly-created entity may not be visible yet if the projection is lagging. Provide either entity_id or canonical_id, not both.",
    }),
    channel_kind: web('Channel Kind'),
    greeting: nullable(z.string().max(2000)).optional().openapi({
      title: 'Greeting',
      description: 'Custom greeting. Agent auto-greets if omitted.',
    }),
  })
  .openapi('StartSessionRequest', { title: 'StartSessionRequest' });
/** A validated `StartSessionRequest`. */
export type StartSessionRequest = z.output<typeof StartSessionRequest>;

/** The session that was started, or found. */
export const StartSessionResponse = z
  .object({
    conversation_id: uuid('Conversation Id'),
    session_status: z.enum(['created', 'already_active']).openapi({ title: 'Session Status' }),
    channel_kind: web('Channel Kind'),
    entity_id: uuid('Entity Id'),
    service_id: uuid('Service Id'),
    created_at: z.string().openapi({ title: 'Created At' }),
  })
  .openapi('StartSessionResponse', { title: 'StartSessionResponse' });

/** One entry of a 422. */
export const ValidationError = z
  .object({
    loc: z.array(z.union([z.string(), z.int().openapi({ type: 'integer' })])).openapi({
      title: 'Location',
    }),
    msg: z.string().openapi({ title: 'Message' }),
    type: z.string().openapi({ title: 'Error Type' }),
    input: z.unknown().optional().openapi({ title: 'Input' }),
    ctx: z.unknown().optional().openapi({ type: 'object', title: 'Context' }),
  })
  .openapi('ValidationError', { title: 'ValidationError' });

/** The body of a 422. */
export const HTTPValidationError = z
  .object({ detail: z.array(ValidationError).optional().openapi({ title: 'Detail' }) })
  .openapi('HTTPValidationError', { title: 'HTTPValidationError' });

const tags = ['Sessions'];

/** What the document says of the operations, by their names. */
export const publishedSessions: Readonly<Record<string, Published>> = {
  active: {
    tags,
    summary: 'List active voice sessions',
    description: 'Real-time list of active voice sessions from Valkey (cross-pod).',
    operationId: 'list_active_sessions_v1__workspace_id__sessions_active_get',
    params: WorkspacePath,
    success: {
      status: 200,
      content: z
        .array(ActiveSession)
        .openapi({ title: 'Response List Active Sessions V1  Workspace Id  Sessions Active Get' }),
    },
    invalid: null,
  },
  inject: {
    tags,
    summary: 'Inject event into active session',
    description:
      "Inject an external event or guidance message into an active voice session. The agent incorporates it into its next response. Use event_type='guidance' for operator coaching, 'external_event' for system notifications.",
    operationId: 'inject_session_event_v1__workspace_id__sessions__call_sid__inject_post',
    params: CallPath,
    body: InjectRequest,
    success: { status: 200, content: InjectResponse },
    refusals: [404, 503],
  },
  start: {
    tags,
    summary: 'Start a web text conversation session with an entity',
    description:
      'Start a web text session with a world model entity. Materializes the conversation and returns conversation_id for subsequent turns via POST /v1/{ws}/conversations/{id}/turns.',
    operationId: 'start_text_session_v1__workspace_id__sessions_start_post',
    params: WorkspacePath,
    body: StartSessionRequest,
    success: { status: 201, content: StartSessionResponse },
    refusals: [404, 503],
  },
};
