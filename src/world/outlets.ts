/** Where live subscribers receive: hands each announced event to the clients it was delivered to. */
import type { CallSid } from './calls.ts';
import type { Injection } from './channel.ts';
import type { Store, WorkspaceId } from './store.ts';

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

/** Where live subscribers are heard of. An outlet closes when its subscriber is announced to have left. */
export interface Outlets {
  /** From now on the subscriber's events go to `receive`. */
  open(workspaceId: WorkspaceId, callSid: CallSid, subscriberId: string, receive: Receive): void;
}

/** The open outlets of a world, fed by what its store announces. */
export function createOutlets(store: Store): Outlets {
  const outletsOf = new Map<WorkspaceId, Map<string, Receive>>();
  // A subscriber's id is its own on its call alone.
  const keyOf = (callSid: CallSid, subscriberId: string) => JSON.stringify([callSid, subscriberId]);

  store.listen((event) => {
    if (event.workspaceId === null) return;
    const open = outletsOf.get(event.workspaceId);
    if (open === undefined) return;
    if (event.type === 'subscriber.left') open.delete(keyOf(event.callSid, event.subscriberId));
    if (event.type === 'workspace.removed' || open.size === 0) outletsOf.delete(event.workspaceId);
    if (event.type !== 'injection.delivered' && event.type !== 'injection.drained') return;
    const { eventId, message, sender, eventType, injectedAt, queued } = event.injection;
    for (const subscriberId of event.subscriberIds) {
      open.get(keyOf(event.callSid, subscriberId))?.({
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
    open(workspaceId, callSid, subscriberId, receive) {
      const open = outletsOf.get(workspaceId) ?? new Map<string, Receive>();
      outletsOf.set(workspaceId, open.set(keyOf(callSid, subscriberId), receive));
    },
  };
}
