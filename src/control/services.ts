/** The services of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionsSchema, shapeOf } from '../fixtures/field-schemas.ts';
import { serviceFields } from '../world/resources/catalog.ts';
import { newServiceFields } from '../world/resources/catalog-options.ts';
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
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

const Service = z.object(shapeOf(serviceFields, 'view')).openapi('Service');

const { serviceId: _, ...bodyFields } = newServiceFields;

const tags = ['Services'];

/** Routes of this resource. */
export function serviceRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    createRoute({
      method: 'post',
      path: '/workspaces/{ws}/services',
      tags,
      operationId: 'add_service',
      summary: 'Add a service',
      request: {
        params: WorkspaceParams,
        body: body(
          optionsSchema(newServiceFields).openapi('AddedService', {
            example: { name: 'Day desk' },
          }),
          false,
        ),
      },
      responses: { 201: json(Service), 409: json(ErrorBody, 'The id is taken'), ...errors },
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const wanted = c.req.valid('json');
      const added = await world.addService(ws, wanted);
      if (added.status === 'full') return c.json(noRoom(added), 422);
      if (added.status === 'not_found') return c.json(missing('Workspace'), 404);
      if (added.status === 'duplicate') {
        return c.json({ detail: `service_id ${wanted.serviceId} is taken.` }, 409);
      }
      return c.json(toJson(serviceFields, added.service), 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/services/{service_id}',
      tags,
      operationId: 'put_service',
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
      operationId: 'list_services',
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
      { tags, operationId: 'remove_service', summary: 'Remove a service' },
    ),
    async (c) => {
      const { ws, service_id } = c.req.valid('param');
      const { status } = await world.removeService(ws, service_id);
      return status === 'removed' ? c.body(null, 204) : c.json(missing('Service'), 404);
    },
  );
  return app;
}
