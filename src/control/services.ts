/** The services of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { anyText } from '../fixtures/fixture-parts.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  missing,
  noRoom,
  removed,
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

const Service = z.object({ service_id: Uuid, name: z.string() }).openapi('Service');

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
        body: body(z.strictObject({ name: anyText().default('') }).openapi('NewService'), false),
      },
      responses: { 201: json(Service), ...errors },
    }),
    async (c) => {
      const { ws, service_id } = c.req.valid('param');
      const service = { serviceId: service_id, name: c.req.valid('json').name ?? '' };
      const put = await world.putService(ws, service);
      if (put.status === 'full') return c.json(noRoom(put), 422);
      if (put.status === 'not_found') return c.json(missing('Workspace'), 404);
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
      const services = await world.listServices(c.req.valid('param').ws);
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
  return app;
}
