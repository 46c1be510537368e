/** The script of a workspace's agent: rules for its replies. */
import { createRoute } from '@hono/zod-openapi';
import { AgentScript } from '../fixtures/script-fixture.ts';
import type { AgentScript as AgentScriptData } from '../world/seeding/fixture-types.ts';
import { scriptData, scriptOf } from '../world/seeding/script-data.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  missing,
  removed,
  WorkspaceParams,
} from './control-schemas.ts';

const path = '/workspaces/{ws}/script';
const tags = ['Agent'];
const request = { params: WorkspaceParams };

/** Routes of this resource. */
export function scriptRoutes({ world }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'put',
        path,
        tags,
        summary: "Script the workspace's agent",
        description: 'Replaces the script. Applies to later turns.',
        request: { ...request, body: body(AgentScript) },
        responses: { 200: json(AgentScript), ...errors },
      }),
      async (c) => {
        const script = scriptOf(c.req.valid('json') as AgentScriptData);
        const put = await world.putScript(c.req.valid('param').ws, script);
        if (put.status === 'not_found') return c.json(missing('Workspace'), 404);
        return c.json(scriptData(script), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path,
        tags,
        summary: 'Read the script',
        request,
        responses: { 200: json(AgentScript), ...errors },
      }),
      async (c) => {
        const script = await world.readScript(c.req.valid('param').ws);
        return script === undefined
          ? c.json(missing('Script'), 404)
          : c.json(scriptData(script), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path,
        tags,
        summary: 'Remove the script; the agent then quotes every message',
        request,
        responses: { 204: removed, ...errors },
      }),
      async (c) => {
        await world.putScript(c.req.valid('param').ws, undefined);
        return c.body(null, 204);
      },
    );
}
