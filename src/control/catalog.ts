/** Services, entities, keys and text sessions of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { CANONICAL_ID, isProjected } from '../world/catalog.ts';
import { isoTime } from '../world/clock.ts';
import { isSessionActive } from '../world/conversations.ts';
import { type KeyRecord, redactKey } from '../world/keys.ts';
import {
  body,
  type ControlParts,
  controlApp,
  ErrorBody,
  errors,
  json,
  missing,
  Time,
  Uuid,
  WorkspaceParams,
} from './shared.ts';

const Service = z.object({ service_id: Uuid, name: z.string() }).openapi('Service');
const Entity = z
  .object({
    entity_id: Uuid,
    canonical_id: z.string().nullable(),
    name: z.string(),
    projection_lag_seconds: z.number(),
    projected: z.boolean().describe('Whether its canonical id is found by now.'),
  })
  .openapi('Entity');
const Key = z
  .object({
    key_id: z.string(),
    name: z.string().nullable(),
    api_key: z.string().describe('Redacted.'),
    expires_at: Time.nullable(),
  })
  .openapi('ApiKey');
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

const keyView = ({ keyId, name, expiresAt }: KeyRecord, shown: string) => ({
  key_id: keyId,
  name,
  api_key: shown,
  expires_at: expiresAt === null ? null : isoTime(expiresAt),
});

const name = z.string().default('');
const tags = ['Catalogue'];
const taken = json(ErrorBody, 'The id is taken');
const removed = { description: 'Removed' };

/** The routes. */
export function catalogRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/services/{service_id}',
      tags,
      summary: 'Put a service',
      request: {
        params: WorkspaceParams.extend({ service_id: Uuid }),
        body: body(z.strictObject({ name }).openapi('NewService'), false),
      },
      responses: { 201: json(Service), ...errors },
    }),
    async (c) => {
      const { ws, service_id } = c.req.valid('param');
      const service = { serviceId: service_id, name: c.req.valid('json').name ?? '' };
      await world.removeService(ws, service_id);
      await world.addService(ws, service);
      return c.json({ service_id, name: service.name }, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{ws}/services',
      tags,
      summary: 'List services',
      request: { params: WorkspaceParams },
      responses: { 200: json(z.array(Service)), ...errors },
    }),
    async (c) => {
      const services = await world.store.list('service', c.req.valid('param').ws);
      return c.json(
        services.map((one) => ({ service_id: one.serviceId, name: one.name })),
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/workspaces/{ws}/services/{service_id}',
      tags,
      summary: 'Remove a service',
      request: { params: WorkspaceParams.extend({ service_id: Uuid }) },
      responses: { 204: removed, ...errors },
    }),
    async (c) => {
      const { ws, service_id } = c.req.valid('param');
      const { status } = await world.removeService(ws, service_id);
      return status === 'removed' ? c.body(null, 204) : c.json(missing('Service'), 404);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/entities/{entity_id}',
      tags,
      summary: 'Put an entity',
      request: {
        params: WorkspaceParams.extend({ entity_id: Uuid }),
        body: body(
          z
            .strictObject({
              canonical_id: z.string().min(3).max(256).regex(CANONICAL_ID).nullable().default(null),
              name,
              projection_lag_seconds: z.number().min(0).default(0),
            })
            .openapi('NewEntity'),
          false,
        ),
      },
      responses: { 201: json(Entity), 409: taken, ...errors },
    }),
    async (c) => {
      const { ws, entity_id } = c.req.valid('param');
      const wanted = c.req.valid('json');
      const lag = wanted.projection_lag_seconds ?? 0;
      const canonicalId = wanted.canonical_id ?? null;
      const holder = canonicalId && (await world.store.get('canonical', ws, canonicalId));
      if (holder && holder.entityId !== entity_id) {
        return c.json({ detail: `canonical_id ${canonicalId} is taken.` }, 409);
      }
      await world.removeEntity(ws, entity_id);
      await world.addEntity(ws, {
        entityId: entity_id,
        canonicalId,
        name: wanted.name ?? '',
        projectionLagSeconds: lag,
      });
      const answer = { entity_id, canonical_id: canonicalId, name: wanted.name ?? '' };
      return c.json({ ...answer, projection_lag_seconds: lag, projected: lag === 0 }, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{ws}/entities',
      tags,
      summary: 'List entities',
      request: { params: WorkspaceParams },
      responses: { 200: json(z.array(Entity)), ...errors },
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const entities = await world.store.list('entity', ws);
      return c.json(
        entities.map((one) => ({
          entity_id: one.entityId,
          canonical_id: one.canonicalId,
          name: one.name,
          projection_lag_seconds: one.projectionLagSeconds,
          projected: isProjected(one, world.now(ws)),
        })),
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/workspaces/{ws}/entities/{entity_id}',
      tags,
      summary: 'Remove an entity',
      request: { params: WorkspaceParams.extend({ entity_id: Uuid }) },
      responses: { 204: removed, ...errors },
    }),
    async (c) => {
      const { ws, entity_id } = c.req.valid('param');
      const { status } = await world.removeEntity(ws, entity_id);
      return status === 'removed' ? c.body(null, 204) : c.json(missing('Entity'), 404);
    },
  );

  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/api-keys',
      tags,
      summary: 'Put an API key',
      description: 'A key of your own, or a new one. It is shown in this answer only.',
      request: {
        params: WorkspaceParams,
        body: body(
          z
            .strictObject({
              api_key: z.string().min(1).optional(),
              name: z.string().nullable().default(null),
              expires_in_seconds: z.number().min(0).nullable().default(null),
            })
            .openapi('NewApiKey'),
          false,
        ),
      },
      responses: { 201: json(Key), 409: taken, ...errors },
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const wanted = c.req.valid('json');
      const added = await world.addKey(ws, {
        ...(wanted.api_key !== undefined && { token: wanted.api_key }),
        name: wanted.name ?? null,
        lifeSeconds: wanted.expires_in_seconds ?? null,
      });
      if (added.status === 'duplicate')
        return c.json({ detail: 'That key is there already.' }, 409);
      return c.json(keyView(added.key, added.key.token), 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{ws}/api-keys',
      tags,
      summary: 'List API keys, redacted',
      request: { params: WorkspaceParams },
      responses: { 200: json(z.array(Key)), ...errors },
    }),
    async (c) => {
      const keys = await world.listKeys(c.req.valid('param').ws);
      return c.json(
        keys.map((one) => keyView(one, redactKey(one.token))),
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/workspaces/{ws}/api-keys/{key_id}',
      tags,
      summary: 'Remove an API key',
      request: { params: WorkspaceParams.extend({ key_id: z.string() }) },
      responses: { 204: removed, ...errors },
    }),
    async (c) => {
      const { ws, key_id } = c.req.valid('param');
      const { status } = await world.removeKey(ws, key_id);
      return status === 'removed' ? c.body(null, 204) : c.json(missing('API key'), 404);
    },
  );

  app.openapi(
    createRoute({
      method: 'get',
      path: '/workspaces/{ws}/sessions',
      tags,
      summary: 'List text sessions: the last of each service and entity',
      request: { params: WorkspaceParams },
      responses: { 200: json(z.array(Session)), ...errors },
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const sessions = await world.store.list('session', ws);
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
    ['close', 'Close a text session, as its client would'],
    ['expire', 'End a text session as if it had idled out'],
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
