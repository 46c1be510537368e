/** Workspaces: make a fresh one for each test, reset, remove. */
import { createRoute, z } from '@hono/zod-openapi';
import { shapeOf } from '../fixtures/field-schemas.ts';
import { WorkspaceFixture } from '../fixtures/fixture-schema.ts';
import type { FreshResult } from '../world/operations/workspaces.ts';
import { entityFields, serviceFields } from '../world/resources/catalog.ts';
import type { Template } from '../world/rules/workspaces.ts';
import { FixtureError, markChecked } from '../world/seeding/seed.ts';
import { toJson } from '../world/to-json.ts';
import type { World } from '../world/world.ts';
import { CallView, callView } from './control-json.ts';
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
import { jsonText, listText } from './long-list.ts';

const WorkspaceView = z
  .object({
    workspace_id: Uuid,
    name: z.string(),
    services: z.array(z.object(shapeOf(serviceFields, 'view'))),
    entities: z.array(z.object(shapeOf(entityFields, 'view'))),
    calls: z.array(CallView),
  })
  .openapi('Workspace');
const NewWorkspaceView = WorkspaceView.extend({
  api_key: z.string().describe('An API key of the workspace; shown only in this response.'),
}).openapi('NewWorkspace');

const WorkspaceItem = z.object({ workspace_id: Uuid, name: z.string() });

/** A workspace in the list of all, as JSON. */
export type WorkspaceItem = z.output<typeof WorkspaceItem>;

const TemplateBody = z.union(
  [z.enum(['demo', 'empty']), WorkspaceFixture.partial({ workspace_id: true })],
  {
    error: ({ input }) =>
      typeof input === 'string'
        ? `Expected "demo", "empty" or a workspace as in a fixture, found ${JSON.stringify(input)}`
        : undefined,
  },
);
const NewWorkspace = z
  .object({
    template: TemplateBody.default('empty').describe('Contents: demo, empty, or a fixture.'),
  })
  .openapi({ example: { template: 'demo' } });

/** A workspace as JSON text. `more`: fields to add at the end. */
async function workspaceText(world: World, ws: string, more: object = {}): Promise<string> {
  const { name } = (await world.readWorkspace(ws)) ?? { name: '' };
  const now = world.now(ws);
  const calls = await listText(await world.listCalls(ws), (call) => callView(call, now));
  const entities = await listText(await world.listEntities(ws), (one) => toJson(entityFields, one));
  const services = await listText(await world.listServices(ws), (one) =>
    toJson(serviceFields, one),
  );
  const head = JSON.stringify({ workspace_id: ws, name }).slice(1, -1);
  const tail = Object.entries(more).map(([key, value]) => `,"${key}":${JSON.stringify(value)}`);
  return `{${head},"services":${services},"entities":${entities},"calls":${calls}${tail.join('')}}`;
}

const tags = ['Workspaces'];

/** Routes of this resource. */
export function workspaceRoutes({ world }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'post',
        path: '/workspaces',
        tags,
        operationId: 'create_workspace',
        summary: 'Create a fresh workspace',
        description: 'With a new id and a new API key, so that parallel tests do not share state.',
        request: { body: body(NewWorkspace, false) },
        responses: { 201: json(NewWorkspaceView), 409: json(ErrorBody), 422: errors[422] },
      }),
      async (c) => {
        const { template } = c.req.valid('json');
        let fresh: FreshResult;
        try {
          fresh = await world.freshWorkspace(
            (typeof template === 'object' ? markChecked(template) : template) as Template,
          );
        } catch (error) {
          if (!(error instanceof FixtureError)) throw error;
          const detail = error.problems.map(({ path, expected, found }) => ({
            type: 'value_error',
            loc: ['body', 'template', ...path],
            msg: `Expected ${expected}, found ${found}`,
          }));
          return c.json({ detail }, 422);
        }
        if (fresh.status === 'full') return c.json(noRoom(fresh), 422);
        const { workspaceId: ws } = fresh;
        if (fresh.status === 'duplicate') {
          return c.json({ detail: `Workspace ${ws} already exists.` }, 409);
        }
        const text = await workspaceText(world, ws, { api_key: fresh.apiKey });
        return jsonText(c, text, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/workspaces',
        tags,
        operationId: 'list_workspaces',
        summary: 'List workspaces',
        responses: { 200: json(z.array(WorkspaceItem)) },
      }),
      async (c) => {
        const ids = await world.workspaces();
        const all = await Promise.all(ids.map((ws) => world.readWorkspace(ws)));
        const list = await listText(
          all.filter((one) => one !== undefined),
          ({ workspaceId, name }) => ({ workspace_id: workspaceId, name }),
        );
        return jsonText(c, list, 200);
      },
    )
    .openapi(
      reading('/workspaces/{ws}', WorkspaceParams, WorkspaceView, {
        tags,
        operationId: 'read_workspace',
        summary: 'Read a workspace',
      }),
      async (c) => {
        const text = await workspaceText(world, c.req.valid('param').ws);
        return jsonText(c, text, 200);
      },
    )
    .openapi(
      removing('/workspaces/{ws}', WorkspaceParams, {
        tags,
        operationId: 'remove_workspace',
        summary: 'Remove a workspace and all its contents',
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const { status } = await world.removeWorkspace(ws);
        return status === 'removed' ? c.body(null, 204) : c.json(missing('Workspace'), 404);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/workspaces/{ws}/reset',
        tags,
        operationId: 'reset_workspace',
        summary: 'Reset a workspace to its initial contents',
        description: 'Also resets its clock, faults and journal.',
        request: { params: WorkspaceParams },
        responses: { 200: json(WorkspaceView), ...errors },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const { status } = await world.resetWorkspace(ws);
        if (status === 'not_found') return c.json(missing('Workspace'), 404);
        return jsonText(c, await workspaceText(world, ws), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/reset',
        tags,
        operationId: 'reset_world',
        summary: 'Reset every workspace to its initial contents',
        responses: { 200: json(z.object({ workspaces: z.number() })) },
      }),
      async (c) => {
        const all = await world.workspaces();
        for (const ws of all) await world.resetWorkspace(ws);
        return c.json({ workspaces: all.length }, 200);
      },
    );
}
