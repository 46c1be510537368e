/** Fault rules: which failures to inject, how often, and how often each fired. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionsSchema, shapeOf } from '../fixtures/field-schemas.ts';
import { word } from '../world/fields.ts';
import type { FaultRule } from '../world/model/faults.ts';
import {
  type FaultOptions,
  faultFields,
  faultOptions,
  hasEffect,
} from '../world/resources/faults.ts';
import { toJson } from '../world/to-json.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  missing,
  noRoom,
  removing,
  WorkspaceParams,
} from './control-schemas.ts';

const newFault = (operations: readonly string[]) =>
  optionsSchema<FaultOptions, Required<FaultOptions>>({
    ...faultFields,
    operation: { ...faultFields.operation, shape: word(operations).shape },
  })
    .refine(hasEffect, 'Set at least one of status, delay_ms, connection, rate_limit, socket.')
    .openapi('NewFault', { example: { operation: 'inject', status: 503, times: 1 } });

const FaultView = z
  .object({
    fault_id: z.string(),
    hits: z.number().describe('Number of times it fired.'),
    seen: z.number().describe('Number of matching requests.'),
    ...shapeOf(faultFields, 'view'),
  })
  .openapi('Fault');

const view = (rule: FaultRule) => ({
  fault_id: rule.faultId,
  hits: rule.hits,
  seen: rule.seen,
  ...toJson(faultFields, faultOptions(rule)),
});

const tags = ['Faults'];
const path = '/workspaces/{ws}/faults';

/** Routes of this resource. */
export function faultRoutes({ world, operations }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'post',
        path,
        tags,
        operationId: 'add_fault',
        summary: 'Add a fault rule',
        description: 'Rules are evaluated in the order of creation; the first that fires wins.',
        request: { params: WorkspaceParams, body: body(newFault(operations)) },
        responses: { 201: json(FaultView), ...errors },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const added = await world.addFault(ws, c.req.valid('json'));
        if (added.status === 'full') return c.json(noRoom(added), 422);
        if (added.status === 'not_found') return c.json(missing('Workspace'), 404);
        return c.json(view(added.rule), 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path,
        tags,
        operationId: 'list_faults',
        summary: 'List fault rules with their hits',
        request: {
          params: WorkspaceParams,
          query: z.object({
            never_fired: z.enum(['true', 'false']).optional().describe('Only rules without a hit.'),
          }),
        },
        responses: { 200: json(z.array(FaultView)), ...errors },
      }),
      async (c) => {
        const rules = await world.listFaults(c.req.valid('param').ws);
        const idle = c.req.valid('query').never_fired === 'true';
        return c.json(rules.filter((rule) => !idle || rule.hits === 0).map(view), 200);
      },
    )
    .openapi(
      removing(path, WorkspaceParams, {
        tags,
        operationId: 'remove_faults',
        summary: 'Remove all fault rules',
      }),
      async (c) => {
        await world.removeFaults(c.req.valid('param').ws);
        return c.body(null, 204);
      },
    )
    .openapi(
      removing(`${path}/{fault_id}`, WorkspaceParams.extend({ fault_id: z.string() }), {
        tags,
        operationId: 'remove_fault',
        summary: 'Remove a fault rule',
      }),
      async (c) => {
        const { ws, fault_id } = c.req.valid('param');
        const { status } = await world.removeFaults(ws, fault_id);
        return status === 'removed' ? c.body(null, 204) : c.json(missing('Fault'), 404);
      },
    );
}
