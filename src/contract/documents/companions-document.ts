/**
 * The document of the companion operations, which a started session uses. A test compares it with
 * `openapi.companions.json`; the running emulator reads that file instead.
 */
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { issueKey } from '../api-keys/issue.ts';
import {
  CreateApiKeyRequest,
  CreateApiKeyResponse,
  KeyPath,
  ListKeysQuery,
  PaginatedApiKeys,
} from '../api-keys/key-schemas.ts';
import { listKeys } from '../api-keys/list.ts';
import { removeKey } from '../api-keys/remove.ts';
import { closeConversation } from '../conversations/close.ts';
import { ConversationDetail, ConversationPath } from '../conversations/conversation-schemas.ts';
import { readConversation } from '../conversations/read.ts';
import { streamTurn } from '../conversations/stream-turn.ts';
import { takeTurn } from '../conversations/take-turn.ts';
import {
  TurnQuery,
  TurnRequest,
  TurnResponse,
  TurnStreamEvent,
  toolCallsQuery,
} from '../conversations/turn-schemas.ts';
import { WorkspacePath } from '../sessions/session-schemas.ts';
import { documentOf, invalid, refused, required, success } from './document-parts.ts';

const keys = ['API Keys'];
const conversations = ['conversations'];
const done = { description: 'Successful Response' };
const stream = { 'text/event-stream': { schema: TurnStreamEvent } };

const routes = [
  createRoute({
    method: 'get',
    path: listKeys.path,
    tags: keys,
    summary: 'List API keys',
    description:
      'List all API keys for a workspace with pagination. Requires `ApiKey.view` permission.',
    operationId: 'list-api-keys',
    request: { params: WorkspacePath, query: ListKeysQuery },
    responses: {
      200: success(PaginatedApiKeys),
      401: refused(listKeys.details[401]),
      403: refused(listKeys.details[403]),
      422: invalid,
    },
  }),
  createRoute({
    method: 'post',
    path: issueKey.path,
    tags: keys,
    summary: 'Create an API key',
    description:
      'Create a new API key for a workspace. The response includes the plaintext `api_key` — store it securely, it cannot be retrieved again.',
    operationId: 'create-api-key',
    request: { params: WorkspacePath, body: required(CreateApiKeyRequest) },
    responses: {
      201: success(CreateApiKeyResponse),
      401: refused(issueKey.details[401]),
      403: refused(issueKey.details[403]),
      422: refused('Invalid request body or role.'),
    },
  }),
  createRoute({
    method: 'delete',
    path: closeConversation.path,
    tags: conversations,
    summary: 'Close a conversation',
    operationId: 'close_conversation_v1__workspace_id__conversations__conversation_id__delete',
    request: { params: ConversationPath },
    responses: { 204: done, 422: invalid },
  }),
  createRoute({
    method: 'get',
    path: readConversation.path,
    tags: conversations,
    summary: 'Get conversation detail (voice or text)',
    operationId: 'get_conversation_v1__workspace_id__conversations__conversation_id__get',
    request: {
      params: ConversationPath,
      query: toolCallsQuery(
        'Include per-turn tool_calls[] in the returned turns. Off by default so the payload stays small and (potentially PHI-bearing) tool output is opt-in, matching POST /turns?include_tool_calls=true.',
      ),
    },
    responses: { 200: success(ConversationDetail), 422: invalid },
  }),
  createRoute({
    method: 'post',
    path: takeTurn.path,
    tags: conversations,
    summary: "Send a message and get the agent's response",
    description:
      "Send a user message and receive the agent's response. Set `Accept: text/event-stream` to receive an SSE stream of typed `TurnStreamEvent` frames (token, tool_call_started, tool_call_completed, thinking, message, done, error) instead of the synchronous JSON response. For new integrations prefer `POST /turns/stream`, which is always SSE.",
    operationId: 'create_turn_v1__workspace_id__conversations__conversation_id__turns_post',
    request: { params: ConversationPath, query: TurnQuery, body: required(TurnRequest) },
    responses: {
      200: {
        description: 'Successful Response',
        content: { 'application/json': { schema: TurnResponse }, ...stream },
      },
      422: invalid,
    },
  }),
  createRoute({
    method: 'post',
    path: streamTurn.path,
    tags: conversations,
    summary: 'Send a message and receive a streamed agent response',
    description:
      'Streaming variant of `POST /turns`. Always returns `text/event-stream` regardless of the `Accept` header — no JSON fallback. Each frame is a `TurnStreamEvent` discriminated by the `event` field (token, tool_call_started, tool_call_completed, thinking, message, done, error). Use this endpoint for new integrations; the `Accept`-sniffing variant remains for backward compatibility.',
    operationId:
      'create_turn_stream_v1__workspace_id__conversations__conversation_id__turns_stream_post',
    request: {
      params: ConversationPath,
      query: toolCallsQuery('Include tool_call_started / tool_call_completed frames in the stream'),
      body: required(TurnRequest),
    },
    responses: {
      200: {
        description: 'SSE stream of TurnStreamEvent frames',
        content: { 'application/json': { schema: z.unknown() }, ...stream },
      },
      404: refused(streamTurn.details[404]),
      409: refused(streamTurn.details[409]),
      422: refused('Conversation is missing or has corrupt service binding'),
      503: refused(streamTurn.details[503]),
    },
  }),
  createRoute({
    method: 'delete',
    path: removeKey.path,
    tags: keys,
    summary: 'Delete an API key',
    description: 'Revoke an API key. Requires `ApiKey.delete` permission.',
    operationId: 'delete-api-key',
    request: { params: KeyPath },
    responses: {
      204: done,
      401: refused(removeKey.details[401]),
      403: refused(removeKey.details[403]),
      404: refused(removeKey.details[404]),
      422: invalid,
    },
  }),
];

/** The document made from the declarations. */
export const companionsDocument = () => documentOf(routes);
