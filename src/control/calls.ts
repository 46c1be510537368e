/** Calls: place, list, read, change state, hang up. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionsSchema } from '../fixtures/field-schemas.ts';
import { anyText } from '../fixtures/fixture-parts.ts';
import { callsFields } from '../world/resources/calls.ts';
import { CallView, callView } from './control-json.ts';
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
  noRoom,
  reading,
  WorkspaceParams,
} from './control-schemas.ts';
import { jsonText, listText } from './long-list.ts';

const NewCalls = optionsSchema(callsFields).openapi('NewCall', {
  example: { caller_id: '+15550100009', scenario: 'refill', subscribers: 1 },
});

const tags = ['Calls'];
const notActive = missing('Active call');

/** Routes of this resource. */
export function callRoutes({ world }: ControlParts) {
  /** Views of calls as a JSON list, without calls that no longer exist. */
  async function viewsOf(ws: string, callSids: readonly string[]): Promise<string> {
    const calls = await Promise.all(callSids.map((callSid) => world.readCall(ws, callSid)));
    const now = world.now(ws);
    return listText(
      calls.filter((call) => call !== undefined),
      (call) => callView(call, now),
    );
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
        operationId: 'place_calls',
        summary: 'Place one or more calls',
        request: { params: WorkspaceParams, body: body(NewCalls, false) },
        responses: {
          201: json(z.union([CallView, z.array(CallView)])),
          409: json(ErrorBody, 'The call_sid is taken'),
          ...errors,
        },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const wanted = c.req.valid('json');
        const { callSid, count = 1 } = wanted;
        if (count > 1 && callSid !== undefined) {
          return c.json(
            invalid(
              ['call_sid'],
              'Leave out call_sid when count is given: each call needs its own.',
            ),
            422,
          );
        }
        const placed = await world.placeCalls(ws, wanted);
        switch (placed.status) {
          case 'not_found':
            return c.json(missing('Workspace'), 404);
          case 'duplicate':
            return c.json({ detail: `call_sid ${callSid} is taken.` }, 409);
          case 'unknown_service':
            return c.json(invalid(['service_id'], 'No such service in this workspace.'), 422);
          case 'duplicate_subscriber':
            return c.json(
              invalid(['subscribers', placed.index], 'Two subscribers have the same id.'),
              422,
            );
          case 'too_many':
            return c.json(invalid(['count'], placed.problem), 422);
          case 'full':
            return c.json(noRoom(placed), 422);
          case 'placed': {
            const list = await viewsOf(ws, placed.callSids);
            const text = wanted.count === undefined ? list.slice(1, -1) : list;
            return jsonText(c, text, 201);
          }
        }
      },
    )
    .openapi(
      reading('/workspaces/{ws}/calls', WorkspaceParams, z.array(CallView), {
        tags,
        operationId: 'list_calls',
        summary: 'List calls, including ended ones',
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const now = world.now(ws);
        const calls = await world.listCalls(ws);
        const list = await listText(calls, (call) => callView(call, now));
        return jsonText(c, list, 200);
      },
    )
    .openapi(
      reading('/workspaces/{ws}/calls/{call_sid}', CallParams, CallView, {
        tags,
        operationId: 'read_call',
        summary: 'Read a call: injections, queue, transcript',
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
        operationId: 'set_call_state',
        summary: 'Set the state of a call',
        request: {
          params: CallParams,
          body: body(
            z
              .strictObject({ state: anyText() })
              .openapi('CallChange', { example: { state: 'confirm' } }),
          ),
        },
        responses: { 200: json(CallView), ...errors },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const changed = await world.changeCallState(ws, call_sid, c.req.valid('json').state);
        if (changed.status === 'full') return c.json(noRoom(changed), 422);
        const call = changed.status === 'changed' ? await view(ws, call_sid) : undefined;
        return call === undefined ? c.json(notActive, 404) : c.json(call, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/workspaces/{ws}/calls/{call_sid}/end',
        tags,
        operationId: 'end_call',
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
