/** World events: a stream of them, and a wait for some. */
import { createRoute, z } from '@hono/zod-openapi';
import { tooManyStreams } from '../observe/open-streams.ts';
import { type EventPattern, matches, waitForEvents } from '../observe/wait.ts';
import { limits } from '../world/limits.ts';
import { eventTypes } from '../world/model/event-types.ts';
import type { EventLog, Gap, NumberedEvent, WorldEventType } from '../world/model/events.ts';
import { eventView } from './control-json.ts';
import {
  body,
  type ControlParts,
  controlApp,
  ErrorBody,
  errors,
  json,
  Uuid,
} from './control-schemas.ts';
import { commentBlock, type EventStream, eventBlock, type Feed, openStream } from './sse.ts';

const SEEN_SHOWN = 20;
/** Approximate size of one block of a stream in bytes, and the maximum number of events read for it. */
const BLOCK_BYTES = 16 * 1024;
const BLOCK_EVENTS = 1_000;

const Type = z.enum(eventTypes, { error: `Expected one of ${eventTypes.join(', ')}` });
const Wait = z
  .strictObject({
    workspace_id: Uuid.optional(),
    type: Type.optional(),
    call_sid: z.string().optional(),
    conversation_id: Uuid.optional(),
    after: z.int().min(0).default(0).describe('Only events with a greater id; 0 is all kept.'),
    count: z.int().min(1).max(limits.events).default(1),
    timeout_ms: z.int().min(0).max(limits.waitMs).default(5000),
  })
  .openapi('Wait', { example: { type: 'workspace.created', timeout_ms: 1000 } });
const Event = z
  .looseObject({ id: z.number(), type: Type, at: z.string(), workspace_id: Uuid.nullable() })
  .openapi('Event');
const GapView = z
  .object({
    after: z.number().describe('The id in the request.'),
    next: z.number().describe('Id of the first event that is still kept.'),
    lost: z.number().describe('Maximum number of lost events.'),
  })
  .openapi('Gap');
const gap = GapView.nullable().describe(
  'Events after `after` that were evicted before they could be checked; null if there are none.',
);
const Waited = z.object({ count: z.number(), events: z.array(Event), gap });

/** A query with the field names of the world. */
function patternOf(query: {
  workspace_id?: string | undefined;
  type?: WorldEventType | undefined;
  call_sid?: string | undefined;
  conversation_id?: string | undefined;
}): EventPattern {
  return {
    workspaceId: query.workspace_id,
    type: query.type,
    callSid: query.call_sid,
    conversationId: query.conversation_id,
  };
}

const gapView = (lost: Gap | null) =>
  lost && { after: lost.after, next: lost.next, lost: lost.lost };
const view = ({ id, event }: NumberedEvent) => eventView(id, event);

/** The id to continue after, and whether the requested id is invalid. */
function startOf(
  log: EventLog,
  header: string | undefined,
  query: { readonly after?: number | undefined; readonly last?: number | undefined },
): { after: number; unknown: boolean } {
  const { after, last } = query;
  const position = last === undefined ? after : Math.max(log.lastId - last, 0);
  const asked = header === undefined ? position : /^\d{1,15}$/.test(header) ? Number(header) : NaN;
  if (asked === undefined) return { after: log.lastId, unknown: false };
  return asked <= log.lastId
    ? { after: asked, unknown: false }
    : { after: log.lastId, unknown: true };
}

/** A feed of the log from an id on. It keeps only the reader's position, no events. */
function logFeed(
  log: EventLog,
  stream: EventStream,
  wanted: EventPattern,
  { after, unknown }: { after: number; unknown: boolean },
): Feed {
  const opened = log.lastId;
  let cursor = after;
  let isGone = false;
  let greeting = commentBlock(
    unknown
      ? `the requested id is not an event id; starting now, after event ${after}`
      : `starting after event ${after}`,
    String(after),
  );
  const { workspaceId: only = null } = wanted;
  const stop = log.listen(() => stream.wake());
  /** The last lost event that a gap has reported. */
  let reported = 0;

  function gapBlock(): string {
    const missing = log.gapAfter(Math.max(cursor, reported), only);
    if (missing === null) return '';
    reported = missing.upTo;
    const { next, lost } = missing;
    const gap = { after: cursor, next, lost };
    cursor = Math.max(cursor, next - 1);
    return eventBlock(String(cursor), 'gap', gap);
  }

  /** Reads the next events. Returns the text of those that match. */
  function block(): string {
    let text = gapBlock();
    for (let looked = 0; looked < BLOCK_EVENTS && text.length < BLOCK_BYTES && !isGone; looked++) {
      const one = log.next(cursor, only);
      if (one === undefined) {
        cursor = log.lastId;
        break;
      }
      cursor = one.id;
      const { type, workspaceId } = one.event;
      if (matches(one, wanted)) text += eventBlock(String(one.id), type, view(one));
      // Ignore a workspace that was removed before this stream began.
      isGone =
        type === 'workspace.removed' && workspaceId === wanted.workspaceId && one.id > opened;
    }
    if (isGone) stream.end('the workspace was removed, reset or replaced');
    return text;
  }

  return {
    next() {
      let text = greeting;
      greeting = '';
      while (text === '' && cursor < log.lastId && !isGone) text = block();
      return text === '' ? undefined : text;
    },
    accepted() {},
    waitingBytes: () => log.bytesAfter(cursor, only),
    heartbeat: () => commentBlock('still here', String(cursor)),
    over: stop,
  };
}

const tags = ['Events'];
const tooMany = json(ErrorBody, 'The limit of open streams and waits is reached');

/** Routes of this resource. */
export function eventRoutes({ world, streams }: ControlParts) {
  const log = world.events;
  return controlApp()
    .openapi(
      createRoute({
        method: 'get',
        path: '/events',
        tags,
        operationId: 'stream_events',
        summary: 'Stream all events, in order',
        description: [
          '`Last-Event-ID` (or `after`) resumes after an event. With an unknown id the stream starts now;',
          'its first comment says so. If events after the id were evicted, `event: gap` gives the number of',
          'lost events. The stream of a workspace ends when the workspace is removed, reset or replaced by a',
          'snapshot. A client is disconnected if it reads nothing for 30 s while 1 MiB is waiting for it.',
        ].join(' '),
        request: {
          query: z.object({
            workspace_id: Uuid.optional(),
            type: Type.optional(),
            call_sid: z.string().optional(),
            after: z.coerce.number().int().min(0).optional(),
            last: z.coerce
              .number()
              .int()
              .min(0)
              .optional()
              .describe('Start this many events before now, instead of `after`.'),
          }),
        },
        responses: {
          200: {
            description: 'The event stream',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          503: tooMany,
          ...errors,
        },
      }),
      async (c) => {
        const { after, last, ...query } = c.req.valid('query');
        // The id to continue after may be one that only another process knows yet.
        await log.catchUp?.();
        const stream = openStream(c, streams);
        if (stream === undefined) return c.json(tooManyStreams(streams), 503);
        const start = startOf(log, c.req.header('last-event-id'), { after, last });
        const wanted = patternOf(query);
        return stream.respond(() => logFeed(log, stream, wanted, start));
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/wait',
        tags,
        operationId: 'wait_for_events',
        summary: 'Wait for events',
        description:
          'Responds at once if matching events are already in the log. `gap` describes evicted events, which could have matched.',
        request: { body: body(Wait) },
        responses: {
          200: json(Waited),
          408: json(
            z.object({
              detail: z.string(),
              count: z.number(),
              events: z.array(Event),
              seen: z.array(Event),
              gap,
            }),
            'Timeout; `seen` holds the events that did match',
          ),
          422: errors[422],
          503: tooMany,
        },
      }),
      async (c) => {
        const { after, count, timeout_ms, ...rest } = c.req.valid('json');
        const wanted = patternOf(rest);
        const { signal } = c.req.raw;
        const waited = await waitForEvents(log, streams, wanted, {
          after,
          count,
          timeoutMs: timeout_ms,
          signal,
        });
        if (waited.status === 'too_many') return c.json(tooManyStreams(streams), 503);
        const events = waited.events.map(view);
        const found = { count: events.length, events, gap: gapView(waited.gap) };
        if (events.length >= count) return c.json(found, 200);
        const seen = lastEvents(log, after, wanted.workspaceId).map(view);
        const detail = `${events.length} of ${count} events happened within ${timeout_ms} ms.`;
        return c.json({ detail, ...found, seen }, 408);
      },
    );
}

/** The last events after an id, oldest first, of one workspace or of all. */
function lastEvents(log: EventLog, after: number, workspaceId: string | undefined) {
  return log.after(after, workspaceId ?? null).slice(-SEEN_SHOWN);
}
