/** Clocks: of the world, and of single workspaces. */
import { createRoute, z } from '@hono/zod-openapi';
import { number } from '../fixtures/fixture-parts.ts';
import { isIn, ranges } from '../world/checks.ts';
import { type ClockState, isoTime } from '../world/ports/clock.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  invalid,
  json,
  missing,
  Time,
  Uuid,
  WorkspaceParams,
} from './control-schemas.ts';

const ClockView = z
  .object({
    mode: z.enum(['real', 'frozen']),
    now: Time,
    speed: z.number().describe('1 is the speed of the host clock; 0 is stopped.'),
  })
  .openapi('Clock');
const ClockChange = z
  .strictObject({
    mode: z.enum(['real', 'frozen']).optional(),
    now: z.iso
      .datetime({ offset: true })
      .refine((now) => isIn(Date.parse(now), ranges.clockMs), {
        error: `Expected a time from ${isoTime(ranges.clockMs.least)} to ${isoTime(ranges.clockMs.most)}`,
      })
      .optional()
      .describe('An ISO time.'),
    speed: number(ranges.speed).optional().describe('60: one hour passes per minute. 0: stopped.'),
  })
  .openapi('ClockChange', { example: { mode: 'frozen' } });
const Advance = z
  .strictObject({ seconds: number(ranges.seconds) })
  .openapi('Advance', { example: { seconds: 3600 } });

/** A clock as JSON. */
export type ClockView = z.output<typeof ClockView>;

const view = ({ mode, now, speed }: ClockState) => ({ mode, now: isoTime(now), speed });
const tags = ['Clock'];

/** Routes of this resource. */
export function clockRoutes({ world }: ControlParts) {
  const app = controlApp();
  const places = [
    {
      prefix: '',
      name: 'world_clock',
      whose: 'of the world',
      params: z.object({ ws: Uuid.optional() }),
    },
    {
      prefix: '/workspaces/{ws}',
      name: 'clock',
      whose: 'of one workspace',
      params: WorkspaceParams,
    },
  ];
  for (const { prefix, name, whose, params } of places) {
    app.openapi(
      createRoute({
        method: 'get',
        path: `${prefix}/clock`,
        tags,
        operationId: `read_${name}`,
        summary: `Read the clock ${whose}`,
        request: { params },
        responses: { 200: json(ClockView), ...errors },
      }),
      (c) => c.json(view(world.readClock(c.req.valid('param').ws ?? null)), 200),
    );
    app.openapi(
      createRoute({
        method: 'put',
        path: `${prefix}/clock`,
        tags,
        operationId: `set_${name}`,
        summary: `Set the clock ${whose}`,
        description: 'Responds after everything due by then has happened.',
        request: { params, body: body(ClockChange) },
        responses: { 200: json(ClockView), ...errors },
      }),
      async (c) => {
        const { mode, now, speed } = c.req.valid('json');
        const state = await world.setClock(c.req.valid('param').ws ?? null, {
          ...(mode !== undefined && { mode }),
          ...(speed === 0 && { mode: 'frozen' as const }),
          ...(now !== undefined && { now: Date.parse(now) }),
          ...(speed !== undefined && speed > 0 && { speed, mode: mode ?? 'real' }),
        });
        if (state.status === 'not_found') return c.json(missing('Workspace'), 404);
        return state.status === 'moved'
          ? c.json(view(state), 200)
          : c.json(invalid(['now'], state.problem), 422);
      },
    );
    app.openapi(
      createRoute({
        method: 'post',
        path: `${prefix}/clock/advance`,
        tags,
        operationId: `advance_${name}`,
        summary: `Advance the clock ${whose}`,
        description: 'Responds after everything due by then has happened.',
        request: { params, body: body(Advance) },
        responses: { 200: json(ClockView), ...errors },
      }),
      async (c) => {
        const { seconds } = c.req.valid('json');
        const state = await world.advanceClock(c.req.valid('param').ws ?? null, seconds);
        if (state.status === 'not_found') return c.json(missing('Workspace'), 404);
        return state.status === 'moved'
          ? c.json(view(state), 200)
          : c.json(invalid(['seconds'], state.problem), 422);
      },
    );
  }
  return app;
}
