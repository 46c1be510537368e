/** Waits for events of a world. */
import { callSidOf, conversationIdOf } from '../world/model/event-types.ts';
import type { EventLog, Gap, NumberedEvent, WorldEventType } from '../world/model/events.ts';
import type { OpenStreams } from './open-streams.ts';

/** A pattern of events. A field left out matches anything. */
export interface EventPattern {
  /** The workspace. */
  readonly workspaceId?: string | undefined;
  /** Type of the event, such as `injection.delivered`. */
  readonly type?: WorldEventType | undefined;
  /** The call that it is about. */
  readonly callSid?: string | undefined;
  /** The conversation that it is about. */
  readonly conversationId?: string | undefined;
}

/** Whether an event matches a pattern. */
export function matches({ event }: NumberedEvent, pattern: EventPattern): boolean {
  const { workspaceId, type, callSid, conversationId } = pattern;
  if (workspaceId !== undefined && event.workspaceId !== workspaceId) return false;
  if (type !== undefined && event.type !== type) return false;
  if (callSid !== undefined && callSidOf(event) !== callSid) return false;
  return conversationId === undefined || conversationIdOf(event) === conversationId;
}

/** How long to wait, and for how many events. */
export interface WaitOptions {
  /** Only events with a greater id; 0 for all kept events. */
  readonly after: number;
  readonly count: number;
  /** Milliseconds of the host. */
  readonly timeoutMs: number;
  /** Aborted when the caller has left; ends the wait at once. */
  readonly signal?: AbortSignal;
}

/** The result of waiting. */
export type WaitResult =
  | {
      readonly status: 'waited';
      /** Matching events; fewer than `count` after a timeout. */
      readonly events: NumberedEvent[];
      /** Events after `after` that are no longer kept; null if there are none. */
      readonly gap: Gap | null;
    }
  | { readonly status: 'too_many' };

/**
 * Resolves with the matching events: at once if enough are in the log; with fewer than `count` at the timeout,
 * if the caller leaves, or if the emulator closes. `too_many` if the limit of open streams and waits is reached.
 */
export async function waitForEvents(
  log: EventLog,
  streams: OpenStreams,
  pattern: EventPattern,
  { after, count, timeoutMs, signal }: WaitOptions,
): Promise<WaitResult> {
  const { workspaceId = null } = pattern;
  if (log.catchUp !== undefined) await log.catchUp();
  const gap = log.gapAfter(after, workspaceId);
  const events = log.after(after, workspaceId).filter((one) => matches(one, pattern));
  const result = { status: 'waited', events, gap } as const;
  if (events.length >= count || signal?.aborted === true) return result;
  return new Promise((resolve) => {
    function done(): void {
      stop();
      clearTimeout(timer);
      leave?.();
      signal?.removeEventListener('abort', done);
      resolve(result);
    }
    let stop = (): void => {};
    const timer = setTimeout(done, timeoutMs);
    // Deferred, because `enter` calls this at once if the emulator is already closed.
    const leave = streams.enter({ close: () => void setImmediate(done) });
    if (leave === undefined) {
      clearTimeout(timer);
      resolve({ status: 'too_many' });
      return;
    }
    stop = log.listen((one) => {
      if (matches(one, pattern) && events.push(one) === count) done();
    });
    signal?.addEventListener('abort', done);
  });
}
