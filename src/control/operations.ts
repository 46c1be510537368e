/** The operations that respond, and which of them are simulated. */
import { createRoute, z } from '@hono/zod-openapi';
import { contractNames } from '../world/model/operation-names.ts';
import { type ControlParts, controlApp, json } from './control-schemas.ts';

const OperationView = z
  .object({
    name: z.string().describe('As fault rules and the journal call it.'),
    kind: z
      .enum(['simulated', 'shaped', 'own'])
      .describe('Simulated, only shaped from the platform document, or a route of your own.'),
  })
  .openapi('Operation');

const simulated: ReadonlySet<string> = new Set(contractNames);

/** Routes of this resource. */
export function operationRoutes({ operations, shapedNames = [] }: ControlParts) {
  const shaped = new Set(shapedNames);
  const views = operations.map((name) => ({
    name,
    kind: simulated.has(name)
      ? ('simulated' as const)
      : shaped.has(name)
        ? ('shaped' as const)
        : ('own' as const),
  }));
  return controlApp().openapi(
    createRoute({
      method: 'get',
      path: '/operations',
      tags: ['Operations'],
      operationId: 'list_operations',
      summary: 'List the operations, and which of them are simulated',
      responses: { 200: json(z.array(OperationView)) },
    }),
    (c) => c.json(views, 200),
  );
}
