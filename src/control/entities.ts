/** The entities of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { anyText, number } from '../fixtures/fixture-parts.ts';
import { ranges } from '../world/checks.ts';
import { CANONICAL_ID, type EntityRecord, isProjected } from '../world/model/catalog.ts';
import {
  body,
  type ControlParts,
  controlApp,
  ErrorBody,
  errors,
  json,
  missing,
  noRoom,
  removed,
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

const Entity = z
  .object({
    entity_id: Uuid,
    canonical_id: z.string().nullable(),
    name: z.string(),
    projection_lag_seconds: z.number(),
    projected: z.boolean().describe('Whether its canonical id can be found now.'),
  })
  .openapi('Entity');

const entityView = (entity: EntityRecord, now: number) => ({
  entity_id: entity.entityId,
  canonical_id: entity.canonicalId,
  name: entity.name,
  projection_lag_seconds: entity.projectionLagSeconds,
  projected: isProjected(entity, now),
});

const tags = ['Entities'];

/** Routes of this resource. */
export function entityRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/entities/{entity_id}',
      tags,
      summary: 'Add or replace an entity',
      request: {
        params: WorkspaceParams.extend({ entity_id: Uuid }),
        body: body(
          z
            .strictObject({
              canonical_id: z.string().min(3).max(256).regex(CANONICAL_ID).nullable().default(null),
              name: anyText().default(''),
              projection_lag_seconds: number(ranges.seconds).default(0),
            })
            .openapi('NewEntity'),
          false,
        ),
      },
      responses: {
        201: json(Entity),
        409: json(ErrorBody, 'The canonical id is taken'),
        ...errors,
      },
    }),
    async (c) => {
      const { ws, entity_id } = c.req.valid('param');
      const wanted = c.req.valid('json');
      const canonicalId = wanted.canonical_id ?? null;
      const put = await world.putEntity(ws, {
        entityId: entity_id,
        canonicalId,
        name: wanted.name ?? '',
        projectionLagSeconds: wanted.projection_lag_seconds ?? 0,
      });
      if (put.status === 'full') return c.json(noRoom(put), 422);
      if (put.status === 'not_found') return c.json(missing('Workspace'), 404);
      if (put.status === 'duplicate') {
        return c.json({ detail: `canonical_id ${canonicalId} is taken.` }, 409);
      }
      return c.json(entityView(put.entity, world.now(ws)), 201);
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
      const entities = await world.listEntities(ws);
      const now = world.now(ws);
      return c.json(
        entities.map((one) => entityView(one, now)),
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
  return app;
}
