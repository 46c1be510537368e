/** What happens in a workspace, as server-sent events: `GET /v1/{workspace_id}/events/stream`. */
import type { NumberedEvent } from '../../world/model/events.ts';
import { hostTime } from '../../world/ports/clock.ts';
import { StoreUnavailable } from '../../world/ports/store.ts';
import type { World } from '../../world/world.ts';
import type { Operation } from '../operation.ts';
import { streamed } from '../outcome.ts';
import type { Frames } from '../response.ts';
import type { StreamPlaces } from '../stream-places.ts';
import { eventFrames, isTold } from './event-json.ts';
import { type Position, positionAfter, resumeId } from './position.ts';

/** The first frame: how long a client waits before it connects again, in milliseconds (contract). */
const RETRY = 'retry: 3000\n\n';

/** Sent at intervals while nothing happens. It is a comment, not an event. */
const STILL_HERE = ': still here\n\n';

/** A frame that says why the stream ends. */
function errorFrame(code: 'too_many_streams' | 'stream_error', message: string): string {
  return `event: error\ndata: ${JSON.stringify({ code, message })}\n\n`;
}

/** Frames from a position on, until the client leaves, the workspace is removed, or the emulator closes. */
function framesFrom(
  position: Position,
  world: World,
  workspaceId: string,
  streams: StreamPlaces,
): Frames {
  /** The frames of an event: empty if the stream does not tell it, undefined while the store is unavailable. */
  async function told(one: NumberedEvent): Promise<string | undefined> {
    if (!isTold(one.event)) return '';
    try {
      return await eventFrames(world, one.event, position.idOf(one));
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined;
      throw error;
    }
  }
  return async function* (signal) {
    let isOver = signal.aborted;
    let isSilent = false;
    let sentAt = hostTime();
    let wake = (): void => {};
    const end = (): void => {
      isOver = true;
      wake();
    };
    yield RETRY;
    const leave = streams.enter({
      close: end,
      check(now) {
        if (now - sentAt < streams.settings.heartbeatMs) return;
        isSilent = true;
        wake();
      },
    });
    if (leave === undefined) {
      yield errorFrame('too_many_streams', 'The limit of open streams is reached.');
      return;
    }
    signal.addEventListener('abort', end);
    const stop = world.events.listen(({ event }) => {
      if (event.workspaceId === workspaceId) wake();
    });
    try {
      while (!isOver && !signal.aborted) {
        if (position.hasLost()) {
          yield errorFrame('stream_error', 'Events were lost, because they were not read in time.');
          return;
        }
        const one = position.next();
        if (one?.event.type === 'workspace.removed') return;
        const text = one === undefined ? (isSilent ? STILL_HERE : '') : await told(one);
        if (text === undefined) {
          yield errorFrame('stream_error', 'Service Unavailable');
          return;
        }
        if (text !== '') {
          isSilent = false;
          yield text;
          sentAt = hostTime();
        } else if (one === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', end);
      stop();
      leave();
    }
  };
}

/** Begins now, or after `Last-Event-ID`. One reader costs a position, however slowly it reads. */
export const streamEvents: Operation = {
  name: 'stream_events',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/events/stream',
  body: null,
  details: { 429: 'Rate limit exceeded' },
  async run(call) {
    const { streams, workspaceId, world } = call;
    const lastEventId = call.header('last-event-id');
    // The id to continue after may be one that only another process knows yet.
    await world.events.catchUp?.();
    const now = world.now(workspaceId);
    // Before the response begins, so that a client that has seen its head misses nothing.
    const position = positionAfter(world.events, workspaceId, resumeId(lastEventId), now);
    return streamed(framesFrom(position, world, workspaceId, streams), '(a stream of events)');
  },
};
