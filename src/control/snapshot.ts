/** Snapshots: take one, load one. */
import { createRoute, z } from '@hono/zod-openapi';
import { loadSnapshot, takeSnapshot } from '../fixtures/snapshot.ts';
import { SnapshotError, SnapshotSchema } from '../fixtures/snapshot-format.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  invalid,
  json,
  missing,
  WorkspaceParams,
} from './control-schemas.ts';
import { jsonText } from './long-list.ts';

const tags = ['Snapshots'];
const secrets = z.object({
  secrets: z.enum(['true', 'false']).optional().describe('Whether to include credentials.'),
});

/** Routes of this resource. */
export function snapshotRoutes({ world }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'get',
        path: '/snapshot',
        tags,
        operationId: 'take_snapshot',
        summary: 'Take a snapshot of the world',
        request: { query: secrets },
        responses: { 200: json(SnapshotSchema), 422: errors[422] },
      }),
      async (c) => {
        const withSecrets = c.req.valid('query').secrets === 'true';
        return jsonText(
          c,
          JSON.stringify(await takeSnapshot(world, { secrets: withSecrets })),
          200,
        );
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/snapshot',
        tags,
        operationId: 'load_snapshot',
        summary: 'Load a snapshot',
        description:
          'Replaces the world. A snapshot of one workspace replaces only that workspace.',
        request: { body: body(z.record(z.string(), z.unknown())) },
        responses: { 200: json(z.object({ workspaces: z.number() })), 422: errors[422] },
      }),
      async (c) => {
        try {
          return c.json({ workspaces: await loadSnapshot(world, c.req.valid('json')) }, 200);
        } catch (error) {
          if (!(error instanceof SnapshotError)) throw error;
          return c.json(invalid([...error.path], error.message), 422);
        }
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/workspaces/{ws}/snapshot',
        tags,
        operationId: 'take_workspace_snapshot',
        summary: 'Take a snapshot of one workspace',
        request: { params: WorkspaceParams, query: secrets },
        responses: { 200: json(SnapshotSchema), ...errors },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const withSecrets = c.req.valid('query').secrets === 'true';
        try {
          const taken = await takeSnapshot(world, { secrets: withSecrets, workspaceId: ws });
          return jsonText(c, JSON.stringify(taken), 200);
        } catch (error) {
          if (!(error instanceof SnapshotError)) throw error;
          return c.json(missing('Workspace'), 404);
        }
      },
    );
}
