/** The entities of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionsSchema, shapeOf } from '../fixtures/field-schemas.ts';
import { type EntityRecord, isProjected, projectedAt } from '../world/model/catalog.ts';
import { isoTime } from '../world/ports/clock.ts';
import { type Entity as EntityFields, entityFields } from '../world/resources/catalog.ts';
import { newEntityFields } from '../world/resources/catalog-options.ts';
import { toJson } from '../world/to-json.ts';
import {
  body,
  type ControlParts,
  controlApp,
  ErrorBody,
  errors,
  json,
  missing,
  noRoom,
  reading,
  removing,
  Time,
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

const Entity = z
  .object({
    ...shapeOf(entityFields, 'view'),
    projected: z.boolean().describe('Whether lists, searches and its canonical id find it now.'),
    projected_at: Time.describe('From when on they find it.'),
  })
  .openapi('Entity');

const entityView = (entity: EntityRecord, now: number) => ({
  ...toJson(entityFields, entity),
  projected: isProjected(entity, now),
  projected_at: isoTime(projectedAt(entity)),
});

const { entityId: _, ...bodyFields } = newEntityFields;

const taken = (of: 'entity_id' | 'canonical_id', wanted: Partial<EntityFields>) => ({
  detail: `${of} ${of === 'entity_id' ? wanted.entityId : wanted.canonicalId} is taken.`,
});

const tags = ['Entities'];

/** Routes of this resource. */
export function entityRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{ws}/entities',
      tags,
      operationId: 'add_entity',
      summary: 'Add an entity',
      request: {
        params: WorkspaceParams,
        body: body(
          optionsSchema(newEntityFields).openapi('AddedEntity', {
            example: { name: 'Sam Demo', canonical_id: 'charmhealth:Patient:67893' },
          }),
          false,
        ),
      },
      responses: {
        201: json(Entity),
        409: json(ErrorBody, 'The id or the canonical id is taken'),
        ...errors,
      },
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const wanted = c.req.valid('json');
      const added = await world.addEntity(ws, wanted);
      if (added.status === 'full') return c.json(noRoom(added), 422);
      if (added.status === 'not_found') return c.json(missing('Workspace'), 404);
      if (added.status === 'duplicate') return c.json(taken(added.of, wanted), 409);
      return c.json(entityView(added.entity, world.now(ws)), 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/entities/{entity_id}',
      tags,
      operationId: 'put_entity',
      summary: 'Add or replace an entity',
      request: {
        params: WorkspaceParams.extend({ entity_id: Uuid }),
        body: body(
          optionsSchema(bodyFields).openapi('NewEntity', {
            example: { name: 'Robin Demo', canonical_id: 'charmhealth:Patient:67892' },
          }),
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
      const wanted = { entityId: entity_id, ...c.req.valid('json') };
      const put = await world.putEntity(ws, wanted);
      if (put.status === 'full') return c.json(noRoom(put), 422);
      if (put.status === 'not_found') return c.json(missing('Workspace'), 404);
      if (put.status === 'duplicate') {
        return c.json(taken(put.of, wanted), 409);
      }
      return c.json(entityView(put.entity, world.now(ws)), 201);
    },
  );
  app.openapi(
    reading('/workspaces/{ws}/entities', WorkspaceParams, z.array(Entity), {
      tags,
      operationId: 'list_entities',
      summary: 'List entities',
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
    removing('/workspaces/{ws}/entities/{entity_id}', WorkspaceParams.extend({ entity_id: Uuid }), {
      tags,
      operationId: 'remove_entity',
      summary: 'Remove an entity',
    }),
    async (c) => {
      const { ws, entity_id } = c.req.valid('param');
      const { status } = await world.removeEntity(ws, entity_id);
      return status === 'removed' ? c.body(null, 204) : c.json(missing('Entity'), 404);
    },
  );
  return app;
}
