/** Who listens to a call: simulated agents, and live clients that hold a stream open. */
import { createRoute, z } from '@hono/zod-openapi';
import type { CallRecord } from '../world/calls.ts';
import { ranges } from '../world/checks.ts';
import { number, someText } from '../world/fixture-parts.ts';
import type { ReceivedEvent } from '../world/outlets.ts';
import {
  body,
  CallParams,
  type ControlParts,
  controlApp,
  ErrorBody,
  errors,
  json,
  missing,
  noRoom,
} from './shared.ts';
import { eventStream } from './sse.ts';
import { receivedView } from './views.ts';

const NewSubscriber = z
  .strictObject({
    subscriber_id: someText().optional().describe('Generated when left out.'),
    response_delay_seconds: number(ranges.seconds)
      .default(1)
      .describe('Seconds from a delivery to the response that incorporates it.'),
  })
  .openapi('NewSubscriber');

const tags = ['Subscribers'];

/** What `Last-Event-ID` holds: whose stream it was, and what it saw last. */
function resumePoint(header: string | undefined): { subscriberId: string; eventId: string } | null {
  const [subscriberId, eventId] = header?.split('/') ?? [];
  return subscriberId && eventId ? { subscriberId, eventId } : null;
}

/** What was delivered to a subscriber after the event that it saw last; null when that is not kept. */
function missed(call: CallRecord, subscriberId: string, eventId: string): ReceivedEvent[] | null {
  const last = call.received.findIndex((one) => one.eventId === eventId);
  if (last === -1) return null;
  return call.received
    .slice(last + 1)
    .filter(({ deliveries }) => deliveries.some((one) => one.subscriberId === subscriberId))
    .map((injection) => ({ ...injection, callSid: call.callSid }));
}

/** The routes. */
export function subscriberRoutes({ world, closing }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'post',
        path: '/workspaces/{ws}/calls/{call_sid}/subscribers',
        tags,
        summary: 'Attach a simulated agent',
        description: 'What waits in the queue drains to it at once.',
        request: { params: CallParams, body: body(NewSubscriber, false) },
        responses: {
          201: json(z.object({ subscriber_id: z.string(), drained: z.number() })),
          409: json(ErrorBody, 'The subscriber_id is taken'),
          ...errors,
        },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const { subscriber_id, response_delay_seconds } = NewSubscriber.parse(c.req.valid('json'));
        const joined = await world.attachSubscriber(ws, call_sid, {
          ...(subscriber_id !== undefined && { subscriberId: subscriber_id }),
          responseDelaySeconds: response_delay_seconds,
        });
        if (joined.status === 'not_found') return c.json(missing('Active call'), 404);
        if (joined.status === 'full') return c.json(noRoom(joined), 422);
        if (joined.status === 'duplicate') {
          return c.json({ detail: `subscriber_id ${subscriber_id} is taken.` }, 409);
        }
        return c.json({ subscriber_id: joined.subscriberId, drained: joined.drained }, 201);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/workspaces/{ws}/calls/{call_sid}/subscribers/{subscriber_id}',
        tags,
        summary: 'Detach a subscriber',
        request: { params: CallParams.extend({ subscriber_id: z.string() }) },
        responses: { 204: { description: 'Detached' }, ...errors },
      }),
      async (c) => {
        const { ws, call_sid, subscriber_id } = c.req.valid('param');
        const { status } = await world.detachSubscriber(ws, call_sid, subscriber_id);
        return status === 'left' ? c.body(null, 204) : c.json(missing('Subscriber'), 404);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/workspaces/{ws}/calls/{call_sid}/events',
        tags,
        summary: 'Be a live subscriber: a stream of injections',
        description:
          'Each event is `event: injection` with what a subscriber receives. While the stream is open, its holder listens to the call; `Last-Event-ID` resumes without loss or repetition.',
        request: {
          params: CallParams,
          headers: z.object({ 'last-event-id': z.string().optional() }),
        },
        responses: {
          200: {
            description: 'The stream',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...errors,
        },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const resume = resumePoint(c.req.header('last-event-id'));
        // The old connection may not have noticed that it is gone.
        if (resume !== null) await world.detachSubscriber(ws, call_sid, resume.subscriberId);
        const call = await world.readCall(ws, call_sid);
        if (call === undefined) return c.json(missing('Active call'), 404);

        const before = resume === null ? null : missed(call, resume.subscriberId, resume.eventId);
        const subscriberId =
          before === null || resume === null
            ? world.ids.scope(ws).tagged('sub')
            : resume.subscriberId;
        const waiting: ReceivedEvent[] = before ?? [];
        let receive = (event: ReceivedEvent): void => void waiting.push(event);
        const joined = await world.subscribe(ws, call_sid, (one) => receive(one), subscriberId);
        if (joined.status === 'full') return c.json(noRoom(joined), 422);
        if (joined.status !== 'joined') return c.json(missing('Active call'), 404);

        return eventStream(
          c,
          closing,
          (stream) => {
            stream.comment(`subscriber ${subscriberId}`);
            receive = (event) =>
              stream.send({
                id: `${subscriberId}/${event.eventId}`,
                event: 'injection',
                data: receivedView(event),
              });
            for (const event of waiting) receive(event);
          },
          () => void world.detachSubscriber(ws, call_sid, subscriberId),
        ) as never;
      },
    );
}
