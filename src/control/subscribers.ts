/** Subscribers of a call: simulated agents, and live clients with an open stream. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionsSchema } from '../fixtures/field-schemas.ts';
import { tooManyStreams } from '../observe/open-streams.ts';
import { limits } from '../world/limits.ts';
import type { EndReason, LiveClient, ReceivedEvent } from '../world/live-subscribers.ts';
import { isActive } from '../world/model/calls.ts';
import { type ResumePoint, START } from '../world/model/channel.ts';
import { subscriberFields } from '../world/resources/calls.ts';
import { receivedView } from './control-json.ts';
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
  removing,
} from './control-schemas.ts';
import { commentBlock, type EventStream, eventBlock, type Feed, openStream } from './sse.ts';

const NewSubscriber = optionsSchema(subscriberFields).openapi('NewSubscriber', {
  example: { response_delay_seconds: 2 },
});

/** Estimated size of an event besides its message, in bytes. */
const EVENT_BYTES = 256;

const tags = ['Subscribers'];

/** Maximum length of a `Last-Event-ID` header that is parsed, in characters. */
const LAST_EVENT_ID_LENGTH = 1_000;

/** Parses `Last-Event-ID`: the subscriber, and the last event it saw. */
function resumePoint(header: string | undefined): ResumePoint | null {
  if (header === undefined || header.length > LAST_EVENT_ID_LENGTH) return null;
  const slash = header.lastIndexOf('/');
  if (slash < 1 || slash === header.length - 1) return null;
  return { subscriberId: header.slice(0, slash), eventId: header.slice(slash + 1) };
}

/** The last comment of a stream, by the reason of its end. */
const endings: Record<EndReason, string> = {
  call_ended: 'the call ended',
  detached: 'the subscriber was detached',
  resumed_elsewhere: 'the subscriber resumed on another connection',
  workspace_gone: 'the workspace was removed, reset or replaced',
};

/** A live client that buffers events until its stream can take them. */
interface Outbox extends LiveClient {
  /** Why the subscription is over; undefined while it is active. */
  readonly why: EndReason | undefined;
  /** The feed of the stream, made once the subscriber is known. */
  feed(greeting: string, subscriberId: string, over: () => void): Feed;
}

/**
 * The events of one connection, from delivery to socket. When the connection is over, events that the
 * socket has not taken are given back.
 */
function createOutbox(stream: EventStream): Outbox {
  const waiting: ReceivedEvent[] = [];
  /** Handed to the stream and not yet taken by the socket. */
  let sending: ReceivedEvent | undefined;
  let why: EndReason | undefined;
  let isOver = false;
  let isStopped = false;
  let bytes = 0;
  /** Bytes of events that did not come from the call's queue, which has a limit of its own. */
  let newBytes = 0;

  function count(event: ReceivedEvent, sign: 1 | -1): void {
    const size = sign * (EVENT_BYTES + event.message.length);
    bytes += size;
    if (!event.queued) newBytes += size;
  }
  return {
    receive(event) {
      waiting.push(event);
      count(event, 1);
      if (newBytes > limits.streamReaderBytes) stream.cut();
      else stream.wake();
    },
    stop() {
      isStopped = true;
      const unread = waiting.splice(0);
      // While the stream is open, the socket may still take it.
      if (isOver && sending !== undefined) {
        unread.unshift(sending);
        sending = undefined;
      }
      for (const one of unread) count(one, -1);
      return unread;
    },
    ended(reason) {
      why = reason;
      stream.end(endings[reason]);
    },
    get why() {
      return why;
    },
    failed(error) {
      throw error;
    },
    feed(greeting, subscriberId, over) {
      let first: string | undefined = greeting;
      return {
        next() {
          if (first !== undefined) {
            const text = first;
            first = undefined;
            return text;
          }
          // One at a time, to know for each event whether the socket has taken all of it.
          sending = isStopped ? undefined : waiting.shift();
          if (sending === undefined) return undefined;
          return eventBlock(
            `${subscriberId}/${sending.eventId}`,
            'injection',
            receivedView(sending),
          );
        },
        accepted() {
          if (sending !== undefined) count(sending, -1);
          sending = undefined;
        },
        waitingBytes: () => bytes,
        heartbeat: () => commentBlock('still here'),
        over() {
          isOver = true;
          over();
        },
      };
    },
  };
}

/** Routes of this resource. */
export function subscriberRoutes({ world, streams }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'post',
        path: '/workspaces/{ws}/calls/{call_sid}/subscribers',
        tags,
        operationId: 'attach_subscriber',
        summary: 'Attach a simulated agent',
        description: 'Queued events are delivered to it at once.',
        request: { params: CallParams, body: body(NewSubscriber, false) },
        responses: {
          201: json(z.object({ subscriber_id: z.string(), drained: z.number() })),
          409: json(ErrorBody, 'The subscriber_id is taken'),
          ...errors,
        },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const wanted = c.req.valid('json');
        const joined = await world.attachSubscriber(ws, call_sid, wanted);
        if (joined.status === 'not_found') return c.json(missing('Active call'), 404);
        if (joined.status === 'full') return c.json(noRoom(joined), 422);
        if (joined.status === 'duplicate') {
          return c.json({ detail: `subscriber_id ${wanted.subscriberId} is taken.` }, 409);
        }
        return c.json({ subscriber_id: joined.subscriberId, drained: joined.drained }, 201);
      },
    )
    .openapi(
      removing(
        '/workspaces/{ws}/calls/{call_sid}/subscribers/{subscriber_id}',
        CallParams.extend({ subscriber_id: z.string() }),
        { tags, operationId: 'detach_subscriber', summary: 'Detach a subscriber' },
      ),
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
        operationId: 'subscribe',
        summary: 'Subscribe to a call: a stream of injections',
        description: [
          'Sends each injection as `event: injection`. While the stream is open, its client is a subscriber of',
          'the call. An event counts as received when the socket has taken it. Events that a client had not',
          'received when it left, or was disconnected, are queued again. `Last-Event-ID` resumes without loss',
          'or repetition; with an id that was not sent to a live subscriber of this call, a new subscription',
          'starts, and the first comment says so. The stream ends, with a comment that gives the reason, when',
          'the call ends, the workspace is removed or the subscriber is detached. A client is disconnected if',
          'it reads nothing for 30 s while 1 MiB is waiting for it.',
        ].join(' '),
        request: {
          params: CallParams,
          headers: z.object({ 'last-event-id': z.string().optional() }),
        },
        responses: {
          200: {
            description: 'The event stream',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          503: json(ErrorBody, 'The limit of open streams and waits is reached'),
          ...errors,
        },
      }),
      async (c) => {
        const { ws, call_sid } = c.req.valid('param');
        const call = await world.readCall(ws, call_sid);
        if (call === undefined || !isActive(call, world.now(ws))) {
          return c.json(missing('Active call'), 404);
        }
        const stream = openStream(c, streams);
        if (stream === undefined) return c.json(tooManyStreams(streams), 503);
        // A HEAD request only checks that the stream exists. It does not subscribe.
        if (c.req.raw.method === 'HEAD') return stream.respond(noFeed);

        const outbox = createOutbox(stream);
        const header = c.req.header('last-event-id');
        const point = resumePoint(header);
        const join = async () => {
          const resumed =
            point === null
              ? ({ status: 'unknown' } as const)
              : await world.resumeSubscription(ws, call_sid, outbox, point);
          const isKnown = resumed.status !== 'unknown';
          return {
            isKnown,
            joined: isKnown ? resumed : await world.subscribe(ws, call_sid, outbox),
          };
        };
        const { isKnown, joined } = await join().catch((error: unknown) => {
          stream.discard();
          throw error;
        });
        if (joined.status !== 'joined') {
          stream.discard();
          if (joined.status === 'full') return c.json(noRoom(joined), 422);
          return c.json(missing('Active call'), 404);
        }

        const { subscriberId, lease } = joined;
        async function leave(): Promise<void> {
          // Let the other callbacks see the event that announced the end first.
          await Promise.resolve();
          await world.detachSubscriber(ws, call_sid, subscriberId, lease);
          // It may have been detached before the socket failed to take the last event.
          if (outbox.why !== 'detached') return;
          const key = { workspaceId: ws, callSid: call_sid, subscriberId, lease };
          await world.handBack(key, outbox.stop());
        }
        const isNew = !isKnown && header !== undefined;
        const greeting = commentBlock(
          isNew
            ? `subscriber ${subscriberId}, a new one: Last-Event-ID is not a kept event of a live subscriber of this call`
            : `subscriber ${subscriberId}`,
          isKnown ? header : `${subscriberId}/${START}`,
        );
        // If the store is unavailable, the world detaches the subscriber later.
        const over = (): void => {
          leave().catch(() => undefined);
        };
        const feed = outbox.feed(greeting, subscriberId, over);
        return stream.respond(() => feed);
      },
    );
}

/** The feed of a HEAD request, which is never read. */
const noFeed = (): never => {
  throw new Error('a HEAD request has no stream to feed');
};
