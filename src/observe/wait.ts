/** Waiting for something to happen in a world. */
import type { EventLog, Gap, NumberedEvent, WorldEventType } from '../world/model/events.ts';
import type { OpenStreams } from './open-streams.ts';

/** What an event is compared with. What is left out matches anything. */
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

/** Whether an event fits a pattern. */
export function matches({ event }: NumberedEvent, pattern: EventPattern): boolean {
  const { workspaceId, type, callSid, conversationId } = pattern;
  if (workspaceId !== undefined && event.workspaceId !== workspaceId) return false;
  if (type !== undefined && event.type !== type) return false;
  if (callSid !== undefined && !('callSid' in event && event.callSid === callSid)) return false;
  return (
    conversationId === undefined ||
    ('conversationId' in event && event.conversationId === conversationId)
  );
}

/** How long to wait, and for how many events. */
export interface WaitOptions {
  /** Only events with a greater id; 0 is all that are kept. */
  readonly after: number;
  readonly count: number;
  /** Milliseconds of the host. */
  readonly timeoutMs: number;
  /** Ends the wait at once: whoever waits has left. */
  readonly signal?: AbortSignal;
}

/** The result of waiting. */
export type WaitResult =
  | {
      readonly status: 'waited';
      /** The events that fit, fewer than `count` when the time was up. */
      readonly events: NumberedEvent[];
      /** Events after `after` that were not kept any more; null when none. */
      readonly gap: Gap | null;
    }
  | { readonly status: 'too_many' };

/**
 * Resolves with the events that fit, at once when enough have happened already and are still kept;
 * with fewer than `count` when the time is up, the waiter left, or the emulator closes. `too_many` when as
 * many streams and waits are open as may be.
 */
export async function waitForEvents(
  log: EventLog,
  streams: OpenStreams,
  pattern: EventPattern,
  { after, count, timeoutMs, signal }: WaitOptions,
): Promise<WaitResult> {
  const { workspaceId = null } = pattern;
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
    // Later, because an emulator that is closed already says so while this enters.
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
