/** The world in numbers. */
import { createRoute, z } from '@hono/zod-openapi';
import { countCalls } from '../observe/world-counts.ts';
import { type ControlParts, controlApp, errors, json, missing, Uuid } from './control-schemas.ts';

const Figures = z
  .object({
    workspaces: z.number(),
    active_calls: z.number().describe('Calls that have begun and not ended.'),
    queued_events: z.number().describe('Events that wait for a subscriber of such a call.'),
    last_event_id: z.number().describe('Of the stream of events; 0 before the first.'),
  })
  .openapi('Figures');

/** The numbers as JSON. */
export type FiguresView = z.output<typeof Figures>;

/** Routes of this resource. */
export function figureRoutes({ world }: ControlParts) {
  return controlApp().openapi(
    createRoute({
      method: 'get',
      operationId: 'read_figures',
      path: '/figures',
      tags: ['Figures'],
      summary: 'Count workspaces, active calls and queued events',
      description: 'Events after `last_event_id` may change the numbers.',
      request: { query: z.object({ workspace_id: Uuid.optional().describe('Default: all.') }) },
      responses: { 200: json(Figures), ...errors },
    }),
    async (c) => {
      const { workspace_id: only } = c.req.valid('query');
      if (only !== undefined && (await world.readWorkspace(only)) === undefined) {
        return c.json(missing('Workspace'), 404);
      }
      await world.events.catchUp?.();
      const last_event_id = world.events.lastId;
      const ids = only === undefined ? await world.workspaces() : [only];
      const { activeCalls, queuedEvents } = await countCalls(world, ids);
      const figures = { workspaces: ids.length, active_calls: activeCalls, last_event_id };
      return c.json({ ...figures, queued_events: queuedEvents }, 200);
    },
  );
}
