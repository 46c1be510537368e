/** Calls: placed, watched, moved on, hung up. */
import { createRoute, z } from '@hono/zod-openapi';
import { DEFAULT_CALLER } from '../world/calls.ts';
import {
  body,
  CallParams,
  type ControlParts,
  controlApp,
  ErrorBody,
  errors,
  invalid,
  json,
  missing,
  Uuid,
  WorkspaceParams,
} from './shared.ts';
import { CallView, callView } from './views.ts';

const MOST_AT_ONCE = 100_000;

const NewCall = z
  .strictObject({
    call_sid: z.string().min(1).optional().describe('Generated when left out.'),
    caller_id: z.string().min(1).default(DEFAULT_CALLER),
    direction: z.enum(['inbound', 'outbound']).default('inbound'),
    service_id: Uuid.nullable().default(null),
    scenario: z.string().default(''),
    subscribers: z.int().min(0).max(1000).default(0).describe('How many simulated agents listen.'),
    response_delay_seconds: z.number().min(0).optional(),
    timeline: z
      .array(z.strictObject({ at_seconds: z.number().min(0), state: z.string() }))
      .default([]),
    length_seconds: z.number().positive().nullable().default(null),
    started_seconds_ago: z.number().min(0).default(0),
    count: z
      .int()
      .min(1)
      .max(MOST_AT_ONCE)
      .optional()
      .describe('Places so many alike; the answer is a list.'),
  })
  .openapi('NewCall');

const tags = ['Calls'];
const notActive = missing('Active call');

/** The routes. */
export function callRoutes({ world }: ControlParts) {
  async function place(ws: string, wanted: z.output<typeof NewCall>) {
    const placed = await world.placeCall(ws, {
      ...(wanted.call_sid !== undefined && { callSid: wanted.call_sid }),
      callerId: wanted.caller_id,
      direction: wanted.direction,
      serviceId: wanted.service_id,
      scenario: wanted.scenario,
      lengthSeconds: wanted.length_seconds,
      startedAt: world.now(ws) - wanted.started_seconds_ago * 1000,
      timeline: wanted.timeline.map((one) => ({ atSeconds: one.at_seconds, state: one.state })),
    });
    if (placed.status !== 'placed') return placed;
    const { response_delay_seconds: delay } = wanted;
    for (let i = 0; i < wanted.subscribers; i++) {
      const agent = delay === undefined ? {} : { responseDelaySeconds: delay };
      await world.attachSubscriber(ws, placed.callSid, agent);
    }
    return placed;
  }

  async function view(ws: string, callSid: string) {
    const call = await world.readCall(ws, callSid);
    return call && callView(call, world.now(ws));
  }

  return controlApp()
    .openapi(
      createRoute({
        method: 'post',
        path: '/workspaces/{ws}/calls',
        tags,
        summary: 'Place a call, or many',
        request: { params: WorkspaceParams, body: body(NewCall, false) },
        responses: {
          201: json(z.union([CallView, z.array(CallView)])),
          409: json(ErrorBody, 'The call_sid is taken'),
          ...errors,
        },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const { count, ...wanted } = NewCall.parse(c.req.valid('json'));
        if (count !== undefined && count > 1 && wanted.call_sid !== undefined) {
          return c.json(invalid(['call_sid'], 'Many calls cannot share one call_sid.'), 422);
        }
        const views = [];
        for (let i = 0; i < (count ?? 1); i++) {
          const placed = await place(ws, wanted);
          if (placed.status === 'not_found') return c.json(missing('Workspace'), 404);
          if (placed.status === 'duplicate') {
            return c.json({ detail: `call_sid ${wanted.call_sid} is taken.` }, 409);
          }
          if (placed.status === 'unknown_service') {
            return c.json(invalid(['service_id'], 'No such service in this workspace.'), 422);
          }
          views.push(await view(ws, placed.callSid));
        }
        const calls = views as z.output<typeof CallView>[];
        return c.json(count === undefined ? (calls[0] as z.output<typeof CallView>) : calls, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/workspaces/{ws}/calls',
        tags,
        summary: 'List calls, ended ones too',
        request: { params: WorkspaceParams },
        responses: { 200: json(z.array(CallView)), ...errors },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const now = world.now(ws);
        const calls = await world.store.list('call', ws);
        return c.json(
          calls.map((call) => callView(call, now)),
          200,
        );
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/workspaces/{ws}/calls/{call_sid}',
        tags,
        summary: 'Read a call: injections, queue, transcript',
        request: { params: CallParams },
        responses: { 200: json(CallView), ...errors },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const call = await view(ws, call_sid);
        return call === undefined ? c.json(missing('Call'), 404) : c.json(call, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'patch',
        path: '/workspaces/{ws}/calls/{call_sid}',
        tags,
        summary: 'Put a call into a state, from now on',
        request: {
          params: CallParams,
          body: body(z.strictObject({ state: z.string() }).openapi('CallChange')),
        },
        responses: { 200: json(CallView), ...errors },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const { status } = await world.changeCallState(ws, call_sid, c.req.valid('json').state);
        const call = status === 'changed' ? await view(ws, call_sid) : undefined;
        return call === undefined ? c.json(notActive, 404) : c.json(call, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/workspaces/{ws}/calls/{call_sid}/end',
        tags,
        summary: 'Hang up',
        request: { params: CallParams },
        responses: { 200: json(CallView), ...errors },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const { status } = await world.endCall(ws, call_sid);
        const call = status === 'ended' ? await view(ws, call_sid) : undefined;
        return call === undefined ? c.json(notActive, 404) : c.json(call, 200);
      },
    );
}
