/** The script of a workspace's agent: rules for its replies. */
import { createRoute } from '@hono/zod-openapi';
import { AgentScript } from '../fixtures/fixture-schema.ts';
import { fromJson } from '../world/input.ts';
import { scriptFields } from '../world/resources/script.ts';
import { toJson } from '../world/to-json.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  missing,
  reading,
  removing,
  WorkspaceParams,
} from './control-schemas.ts';

const path = '/workspaces/{ws}/script';
const tags = ['Agent'];
const request = { params: WorkspaceParams };

const example = { rules: [{ match: { contains: 'refill' }, reply: { text: 'It is ordered.' } }] };

/** Routes of this resource. */
export function scriptRoutes({ world }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'put',
        path,
        tags,
        operationId: 'put_script',
        summary: "Script the workspace's agent",
        description: 'Replaces the script. Applies to later turns.',
        request: { ...request, body: body(AgentScript, true, example) },
        responses: { 200: json(AgentScript), ...errors },
      }),
      async (c) => {
        const script = fromJson(scriptFields, c.req.valid('json'));
        const put = await world.putScript(c.req.valid('param').ws, script);
        if (put.status === 'not_found') return c.json(missing('Workspace'), 404);
        return c.json(toJson(scriptFields, script), 200);
      },
    )
    .openapi(
      reading(path, WorkspaceParams, AgentScript, {
        tags,
        operationId: 'read_script',
        summary: 'Read the script',
      }),
      async (c) => {
        const script = await world.readScript(c.req.valid('param').ws);
        return script === undefined
          ? c.json(missing('Script'), 404)
          : c.json(toJson(scriptFields, script), 200);
      },
    )
    .openapi(
      removing(path, WorkspaceParams, {
        tags,
        operationId: 'remove_script',
        summary: 'Remove the script; the agent then quotes every message',
      }),
      async (c) => {
        await world.putScript(c.req.valid('param').ws, undefined);
        return c.body(null, 204);
      },
    );
}
