/**
 * What happens in a world, in order. A store announces each event together with the change that
 * caused it, so that whoever listens sees the same order as whoever reads.
 */
import type { CallSid } from './calls.ts';
import type { Injection } from './channel.ts';
import type { WorkspaceId } from './store.ts';

/** What every event has: a time of the workspace's clock (milliseconds) and where it happened. */
interface Happening {
  readonly at: number;
  readonly workspaceId: WorkspaceId;
}

interface OnCall extends Happening {
  readonly callSid: CallSid;
}

/** Everything that can happen, by its type. */
export type WorldEvent =
  | (OnCall & { readonly type: 'call.placed' | 'call.ended' })
  | (OnCall & {
      readonly type: 'subscriber.joined' | 'subscriber.left';
      readonly subscriberId: string;
    })
  | (OnCall & {
      readonly type: 'injection.delivered' | 'injection.queued' | 'injection.drained';
      readonly injection: Injection;
      /** Who received it at this moment. */
      readonly subscriberIds: readonly string[];
    })
  | (Happening & {
      readonly type: 'session.created' | 'session.closed';
      readonly conversationId: string;
    });

/** The name of an event. */
export type WorldEventType = WorldEvent['type'];

/** Hears every event, in order, at once. It must not throw and must not wait. */
export type Listener = (event: WorldEvent) => void;
