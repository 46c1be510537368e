/** The text sessions of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { jsonView } from '../observe/views.ts';
import {
  type ConversationInfo,
  conversationInfo,
  type SessionInfo,
  sessionInfo,
} from '../observe/workspace-info.ts';
import { isSession } from '../world/model/conversations.ts';
import {
  type ControlParts,
  controlApp,
  errors,
  missing,
  reading,
  Time,
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

const Session = z
  .object({
    conversation_id: Uuid,
    service_id: Uuid,
    entity_id: Uuid,
    channel_kind: z.literal('web'),
    active: z.boolean(),
    created_at: Time,
    closed_at: Time.nullable(),
  })
  .openapi('Session');

const Conversation = z
  .object({
    conversation_id: Uuid,
    closed_at: Time.nullable(),
    turns: z
      .array(z.object({ role: z.enum(['agent', 'user']), text: z.string(), at: Time }))
      .describe('What both sides said, oldest first.'),
  })
  .openapi('Conversation');
const SessionDetails = Session.extend({ turns: Conversation.shape.turns }).openapi(
  'SessionDetails',
);

/** A text session, as JSON. */
export type SessionView = z.output<typeof Session>;

/** A text session with its turns, as JSON. */
export type SessionDetailsView = z.output<typeof SessionDetails>;

const tags = ['Sessions'];
const ConversationParams = WorkspaceParams.extend({ conversation_id: Uuid });

/** Routes of this resource. */
export function sessionRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    reading('/workspaces/{ws}/sessions', WorkspaceParams, z.array(Session), {
      tags,
      operationId: 'list_sessions',
      summary: 'List text sessions: the latest for each service and entity',
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const sessions = await world.listSessions(ws);
      return c.json(
        sessions.map((one) => jsonView<SessionInfo>(sessionInfo(one, world.now(ws)))),
        200,
      );
    },
  );
  app.openapi(
    reading('/workspaces/{ws}/conversations/{conversation_id}', ConversationParams, Conversation, {
      tags,
      operationId: 'read_conversation',
      summary: 'Read a conversation with its turns',
    }),
    async (c) => {
      const { ws, conversation_id } = c.req.valid('param');
      const found = await world.readConversation(ws, conversation_id);
      return found === undefined
        ? c.json(missing('Conversation'), 404)
        : c.json(jsonView<ConversationInfo>(conversationInfo(found)), 200);
    },
  );
  app.openapi(
    reading('/workspaces/{ws}/sessions/{conversation_id}', ConversationParams, SessionDetails, {
      tags,
      operationId: 'read_session',
      summary: 'Read a text session with its turns; nothing changes',
    }),
    async (c) => {
      const { ws, conversation_id } = c.req.valid('param');
      const found = await world.peekConversation(ws, conversation_id);
      if (found === undefined || !isSession(found)) return c.json(missing('Text session'), 404);
      const { turns } = jsonView<ConversationInfo>(conversationInfo(found));
      const session = jsonView<SessionInfo>(sessionInfo(found, world.now(ws)));
      return c.json({ ...session, turns }, 200);
    },
  );
  for (const [verb, summary] of [
    ['close', 'Close a text session, as a client does'],
    ['expire', 'End a text session as if it had been idle too long'],
  ] as const) {
    app.openapi(
      createRoute({
        method: 'post',
        path: `/workspaces/{ws}/sessions/{conversation_id}/${verb}`,
        tags,
        operationId: `${verb}_session`,
        summary,
        request: { params: ConversationParams },
        responses: { 204: { description: 'Over' }, ...errors },
      }),
      async (c) => {
        const { ws, conversation_id } = c.req.valid('param');
        const { status } = await world.closeConversation(ws, conversation_id);
        return status === 'closed' ? c.body(null, 204) : c.json(missing('Active session'), 404);
      },
    );
  }
  return app;
}
