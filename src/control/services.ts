/** The services of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionsSchema, shapeOf } from '../fixtures/field-schemas.ts';
import { serviceFields } from '../world/resources/catalog.ts';
import { toJson } from '../world/to-json.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  missing,
  noRoom,
  reading,
  removing,
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

const Service = z.object(shapeOf(serviceFields, 'view')).openapi('Service');

const { serviceId: _, ...bodyFields } = serviceFields;

const tags = ['Services'];

/** Routes of this resource. */
export function serviceRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/services/{service_id}',
      tags,
      summary: 'Add or replace a service',
      request: {
        params: WorkspaceParams.extend({ service_id: Uuid }),
        body: body(
          optionsSchema(bodyFields).openapi('NewService', { example: { name: 'Night desk' } }),
          false,
        ),
      },
      responses: { 201: json(Service), ...errors },
    }),
    async (c) => {
      const { ws, service_id } = c.req.valid('param');
      const service = { serviceId: service_id, ...c.req.valid('json') };
      const put = await world.putService(ws, service);
      if (put.status === 'full') return c.json(noRoom(put), 422);
      if (put.status !== 'put') return c.json(missing('Workspace'), 404);
      return c.json(toJson(serviceFields, put.service), 201);
    },
  );
  app.openapi(
    reading('/workspaces/{ws}/services', WorkspaceParams, z.array(Service), {
      tags,
      summary: 'List services',
    }),
    async (c) => {
      const services = await world.listServices(c.req.valid('param').ws);
      return c.json(
        services.map((one) => toJson(serviceFields, one)),
        200,
      );
    },
  );
  app.openapi(
    removing(
      '/workspaces/{ws}/services/{service_id}',
      WorkspaceParams.extend({ service_id: Uuid }),
      { tags, summary: 'Remove a service' },
    ),
    async (c) => {
      const { ws, service_id } = c.req.valid('param');
      const { status } = await world.removeService(ws, service_id);
      return status === 'removed' ? c.body(null, 204) : c.json(missing('Service'), 404);
    },
  );
  return app;
}
