/** What happens next by time alone, on the clock of the world or of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import type { WorldEventType } from '../world/model/events.ts';
import { isoTime } from '../world/ports/clock.ts';
import type { Planned, Task, WorkspaceId } from '../world/ports/store.ts';
import type { World } from '../world/world.ts';
import {
  type ControlParts,
  controlApp,
  errors,
  json,
  Time,
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

/** How many are listed. */
const LISTED = 100;

const events = {
  respond: 'injection.incorporated',
  state: 'call.state_changed',
  end: 'call.ended',
  idle: 'session.closed',
  background: 'turn.background_done',
} as const satisfies Record<Task['kind'], WorldEventType>;

const Due = z.object({
  at: Time,
  event: z.enum(Object.values(events)).describe('The event that it makes.'),
  workspace_id: Uuid,
  call_sid: z.string().nullable(),
  conversation_id: z.string().nullable(),
});
const DuePage = z
  .object({
    due: z.array(Due),
    count: z.number().describe('Number of all that is planned, also of what is not listed.'),
  })
  .openapi('Due');

/** What is planned on a clock, as JSON. */
export type DueView = z.output<typeof DuePage>;

interface PlannedThere extends Planned {
  readonly workspaceId: WorkspaceId;
}

function view({ at, task, workspaceId }: PlannedThere) {
  return {
    at: isoTime(at),
    event: events[task.kind],
    workspace_id: workspaceId,
    call_sid: 'callSid' in task ? task.callSid : null,
    conversation_id: 'callSid' in task ? null : task.conversationId,
  };
}

/** The workspaces on a clock; with undefined, on the world's. */
async function workspacesOn(world: World, ws: string | undefined) {
  if (ws !== undefined) return [ws];
  return (await world.workspaces()).filter((one) => !world.hasOwnClock(one));
}

/** Puts one into the list of the soonest, if it belongs there. Sorting all would take long in a world of many calls. */
function keep(soonest: PlannedThere[], one: PlannedThere): void {
  let place = soonest.length;
  while (place > 0 && (soonest[place - 1] as Planned).at > one.at) place--;
  if (place === LISTED) return;
  soonest.splice(place, 0, one);
  if (soonest.length > LISTED) soonest.pop();
}

/** Routes of this resource. */
export function dueRoutes({ world }: ControlParts) {
  const app = controlApp();
  const places = [
    {
      id: 'list_world_clock_due',
      prefix: '',
      whose: 'of the world',
      params: z.object({ ws: Uuid.optional() }),
    },
    {
      id: 'list_clock_due',
      prefix: '/workspaces/{ws}',
      whose: 'of one workspace',
      params: WorkspaceParams,
    },
  ];
  for (const { id, prefix, whose, params } of places) {
    app.openapi(
      createRoute({
        method: 'get',
        operationId: id,
        path: `${prefix}/clock/due`,
        tags: ['Clock'],
        summary: `List what is due next on the clock ${whose}`,
        description: `The soonest ${LISTED}. Those of the world are of all workspaces without a clock of their own.`,
        request: { params },
        responses: { 200: json(DuePage), ...errors },
      }),
      async (c) => {
        const soonest: PlannedThere[] = [];
        let count = 0;
        for (const workspaceId of await workspacesOn(world, c.req.valid('param').ws)) {
          for (const planned of await world.listPlanned(workspaceId)) {
            count++;
            keep(soonest, { ...planned, workspaceId });
          }
        }
        return c.json({ due: soonest.map(view), count }, 200);
      },
    );
  }
  return app;
}
