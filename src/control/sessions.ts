/** The text sessions of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { isSessionActive } from '../world/model/conversations.ts';
import { isoTime } from '../world/ports/clock.ts';
import {
  type ControlParts,
  controlApp,
  errors,
  json,
  missing,
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

const tags = ['Sessions'];

/** Routes of this resource. */
export function sessionRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{ws}/sessions',
      tags,
      summary: 'List text sessions: the latest for each service and entity',
      request: { params: WorkspaceParams },
      responses: { 200: json(z.array(Session)), ...errors },
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const sessions = await world.listSessions(ws);
      return c.json(
        sessions.map((one) => ({
          conversation_id: one.conversationId,
          service_id: one.serviceId,
          entity_id: one.entityId,
          channel_kind: one.channelKind,
          active: isSessionActive(one, world.now(ws)),
          created_at: isoTime(one.createdAt),
          closed_at: one.closedAt === null ? null : isoTime(one.closedAt),
        })),
        200,
      );
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
        summary,
        request: { params: WorkspaceParams.extend({ conversation_id: Uuid }) },
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
