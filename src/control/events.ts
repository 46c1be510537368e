/** What happens, as it happens: a stream of events, and a wait for one. */
import { createRoute, z } from '@hono/zod-openapi';
import type { NumberedEvent } from '../world/event-log.ts';
import { eventTypes, type WorldEventType } from '../world/events.ts';
import { body, type ControlParts, controlApp, errors, json, Uuid } from './shared.ts';
import { eventStream } from './sse.ts';
import { eventView } from './views.ts';
import { type EventPattern, matches, waitForEvents } from './wait.ts';

const LONGEST_WAIT_MS = 600_000;
const SEEN_SHOWN = 20;

const Type = z.string().refine((type) => (eventTypes as string[]).includes(type), {
  error: `Expected one of ${eventTypes.join(', ')}`,
});
const Wait = z
  .strictObject({
    workspace_id: Uuid.optional(),
    type: Type.optional(),
    call_sid: z.string().optional(),
    conversation_id: Uuid.optional(),
    after: z.int().min(0).default(0).describe('Only events with a greater id; 0 is all kept.'),
    count: z.int().min(1).default(1),
    timeout_ms: z.int().min(0).max(LONGEST_WAIT_MS).default(5000),
  })
  .openapi('Wait');
const Event = z
  .looseObject({ id: z.number(), type: z.string(), at: z.string(), workspace_id: Uuid.nullable() })
  .openapi('Event');
const Waited = z.object({ count: z.number(), events: z.array(Event) });

/** The names of a query as the world has them. */
function patternOf(query: {
  workspace_id?: string | undefined;
  type?: string | undefined;
  call_sid?: string | undefined;
  conversation_id?: string | undefined;
}): EventPattern {
  return {
    workspaceId: query.workspace_id,
    type: query.type as WorldEventType | undefined,
    callSid: query.call_sid,
    conversationId: query.conversation_id,
  };
}

const view = ({ id, event }: NumberedEvent) => eventView(id, event) as z.output<typeof Event>;
const tags = ['Events'];

/** The routes. */
export function eventRoutes({ world, closing }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'get',
        path: '/events',
        tags,
        summary: 'Stream everything that happens, in order',
        description: '`Last-Event-ID` (or `after`) goes on after an event that is still kept.',
        request: {
          query: z.object({
            workspace_id: Uuid.optional(),
            type: Type.optional(),
            call_sid: z.string().optional(),
            after: z.coerce.number().int().min(0).optional(),
          }),
        },
        responses: {
          200: {
            description: 'The stream',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...errors,
        },
      }),
      (c) => {
        const { after, ...query } = c.req.valid('query');
        const wanted = patternOf(query);
        const last = Number(c.req.header('last-event-id') ?? after ?? world.events.lastId);
        let stop = (): void => {};
        return eventStream(
          c,
          closing,
          (stream) => {
            const send = (one: NumberedEvent): void => {
              if (!matches(one, wanted)) return;
              stream.send({ id: String(one.id), event: one.event.type, data: view(one) });
            };
            stream.comment('listening');
            for (const one of world.events.after(Number.isNaN(last) ? 0 : last)) send(one);
            stop = world.events.listen(send);
          },
          () => stop(),
        ) as never;
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/wait',
        tags,
        summary: 'Wait until something has happened',
        description: 'Answers at once when it has happened already and is still kept.',
        request: { body: body(Wait) },
        responses: {
          200: json(Waited),
          408: json(
            z.object({
              detail: z.string(),
              count: z.number(),
              events: z.array(Event),
              seen: z.array(Event),
            }),
            'It did not happen in time; `seen` is what did',
          ),
          422: errors[422],
        },
      }),
      async (c) => {
        const { after, count, timeout_ms, ...rest } = c.req.valid('json');
        const wanted = patternOf(rest);
        const patience = { after, count, timeoutMs: timeout_ms };
        const found = await waitForEvents(world, closing, wanted, patience);
        const events = found.map(view);
        if (found.length >= count) return c.json({ count: found.length, events }, 200);
        const seen = world.events
          .after(after)
          .filter(
            ({ event }) =>
              wanted.workspaceId === undefined || event.workspaceId === wanted.workspaceId,
          )
          .slice(-SEEN_SHOWN)
          .map(view);
        const detail = `${found.length} of ${count} happened within ${timeout_ms} ms.`;
        return c.json({ detail, count: found.length, events, seen }, 408);
      },
    );
}
