/**
 * The routes of the contract, and the document made from them. Paths and methods come from the served operations;
 * this file adds what only the document has. A test compares the result with `openapi.json`; the running emulator
 * reads that file instead.
 */
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { active } from '../sessions/active.ts';
import { inject } from '../sessions/inject.ts';
import {
  ActiveSession,
  CallPath,
  InjectRequest,
  InjectResponse,
  StartSessionRequest,
  StartSessionResponse,
  WorkspacePath,
} from '../sessions/session-schemas.ts';
import { start } from '../sessions/start.ts';
import { documentOf, invalid, refused, required, success } from './document-parts.ts';

const tags = ['Sessions'];

const activeRoute = createRoute({
  method: 'get',
  path: active.path,
  tags,
  summary: 'List active voice sessions',
  description: 'Real-time list of active voice sessions from Valkey (cross-pod).',
  operationId: 'list_active_sessions_v1__workspace_id__sessions_active_get',
  request: { params: WorkspacePath },
  responses: {
    200: success(
      z
        .array(ActiveSession)
        .openapi({ title: 'Response List Active Sessions V1  Workspace Id  Sessions Active Get' }),
    ),
  },
});

const injectRoute = createRoute({
  method: 'post',
  path: inject.path,
  tags,
  summary: 'Inject event into active session',
  description:
    "Inject an external event or guidance message into an active voice session. The agent incorporates it into its next response. Use event_type='guidance' for operator coaching, 'external_event' for system notifications.",
  operationId: 'inject_session_event_v1__workspace_id__sessions__call_sid__inject_post',
  request: { params: CallPath, body: required(InjectRequest) },
  responses: {
    200: success(InjectResponse),
    404: refused(inject.details[404]),
    422: invalid,
    503: refused(inject.details[503]),
  },
});

const startRoute = createRoute({
  method: 'post',
  path: start.path,
  tags,
  summary: 'Start a web text conversation session with an entity',
  description:
    'Start a web text session with a world model entity. Materializes the conversation and returns conversation_id for subsequent turns via POST /v1/{ws}/conversations/{id}/turns.',
  operationId: 'start_text_session_v1__workspace_id__sessions_start_post',
  request: { params: WorkspacePath, body: required(StartSessionRequest) },
  responses: {
    201: success(StartSessionResponse),
    404: refused(start.details[404]),
    422: invalid,
    503: refused(start.details[503]),
  },
});

/** The document made from the declarations. */
export const contractDocument = () => documentOf([activeRoute, injectRoute, startRoute]);
