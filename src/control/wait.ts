/** Waiting for something to happen in a world. */
import type { NumberedEvent } from '../world/event-log.ts';
import type { WorldEventType } from '../world/events.ts';
import type { World } from '../world/world.ts';

/** What an event is held against. What is left out may be anything. */
export interface EventPattern {
  readonly workspaceId?: string | undefined;
  readonly type?: WorldEventType | undefined;
  readonly callSid?: string | undefined;
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

/** How long, and for how many. */
export interface WaitOptions {
  /** Only events with a greater number; 0 is all that are kept. */
  readonly after: number;
  readonly count: number;
  /** Milliseconds of the host. */
  readonly timeoutMs: number;
}

/**
 * Resolves with the events that fit, at once when enough have happened already and are still kept;
 * with fewer than `count` when the time is up, or the emulator closes.
 */
export async function waitForEvents(
  world: World,
  closing: AbortSignal,
  pattern: EventPattern,
  { after, count, timeoutMs }: WaitOptions,
): Promise<NumberedEvent[]> {
  const found = world.events.after(after).filter((one) => matches(one, pattern));
  if (found.length >= count || closing.aborted) return found;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stop();
      clearTimeout(timer);
      closing.removeEventListener('abort', done);
      resolve();
    };
    const stop = world.events.listen((one) => {
      if (matches(one, pattern) && found.push(one) === count) done();
    });
    const timer = setTimeout(done, timeoutMs);
    closing.addEventListener('abort', done);
  });
  return found;
}
