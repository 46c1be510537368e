/** Where live subscribers receive: hands each announced event to the clients it was delivered to. */
import type { CallSid } from './calls.ts';
import type { Injection } from './channel.ts';
import type { Store } from './store.ts';

/** An event as a subscriber receives it. */
export interface ReceivedEvent
  extends Pick<Injection, 'eventId' | 'message' | 'sender' | 'eventType'> {
  readonly callSid: CallSid;
  /** Milliseconds since the epoch. */
  readonly injectedAt: number;
  /** Whether it waited in the queue. */
  readonly queued: boolean;
}

/** Takes one event, at once. It must not throw. */
export type Receive = (event: ReceivedEvent) => void;

/** Where live subscribers are heard of. */
export interface Outlets {
  /** From now on the subscriber's events go to `receive`. */
  open(subscriberId: string, receive: Receive): void;
  /** The subscriber receives no more. */
  close(subscriberId: string): void;
}

/** The open outlets of a world, fed by what its store announces. */
export function createOutlets(store: Store): Outlets {
  const open = new Map<string, Receive>();

  store.listen((event) => {
    if (open.size === 0) return;
    if (event.type !== 'injection.delivered' && event.type !== 'injection.drained') return;
    const { eventId, message, sender, eventType, injectedAt, queued } = event.injection;
    for (const subscriberId of event.subscriberIds) {
      open.get(subscriberId)?.({
        eventId,
        callSid: event.callSid,
        message,
        sender,
        eventType,
        injectedAt,
        queued,
      });
    }
  });

  return {
    open: (subscriberId, receive) => void open.set(subscriberId, receive),
    close: (subscriberId) => void open.delete(subscriberId),
  };
}
