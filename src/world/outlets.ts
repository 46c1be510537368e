/** Callbacks of live subscribers: each event that was delivered to one is passed on to its client. */
import type { CallSid } from './calls.ts';
import type { Injection } from './channel.ts';
import type { WorldEvent } from './events.ts';
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

/** Takes one event, at once. */
export type Receive = (event: ReceivedEvent) => void;

/** Why a client's subscription is over. */
export type EndReason = 'call_ended' | 'detached' | 'resumed_elsewhere' | 'workspace_gone';

/** A client that subscribes to a call. A client that only receives is a `Receive`. */
export interface LiveClient {
  /** Takes one event, at once. */
  receive: Receive;
  /**
   * Passes nothing more on, and returns the events that it took and has not passed on, oldest first. When
   * it is called again it returns what came since.
   */
  stop(): readonly ReceivedEvent[];
  /** The subscription is over: nothing more will come. */
  ended(why: EndReason): void;
  /** `receive` threw this. The event counts as received. */
  failed(error: unknown): void;
}

/** An event that a client took and did not pass on. */
export interface UnreadEvent extends ReceivedEvent {
  /** Whether no other subscriber got it, or all who got it have given it back. */
  readonly alone: boolean;
}

/** Whose events go to a client. */
export interface OutletKey {
  readonly workspaceId: WorkspaceId;
  readonly callSid: CallSid;
  readonly subscriberId: string;
  /** The number of this connection: the same subscriber may come back on another one. */
  readonly lease: number;
}

/** The clients of live subscribers. */
export interface Outlets {
  /** The number of one more connection. */
  newLease(): number;
  /**
   * From the announcement that the subscriber joined, its events go to the client: `first` and then what
   * is announced.
   */
  open(key: OutletKey, client: LiveClient, first?: readonly UnreadEvent[]): void;
  /** Forgets a client whose subscriber did not join. */
  forget(key: OutletKey): void;
  /** Stops a client. Returns what it has not passed on; nothing when it is not here. */
  stop(key: OutletKey): readonly UnreadEvent[];
}

interface Outlet {
  readonly client: LiveClient;
  readonly lease: number;
  readonly first: readonly UnreadEvent[];
  /** Whether it was announced that the subscriber joined. */
  joined: boolean;
}

/** A client that only receives; `failed` is told what it throws. */
export function receiver(
  receive: Receive,
  failed: (error: unknown) => void = () => {},
): LiveClient {
  return { receive, stop: () => [], ended: () => {}, failed };
}

/** The outlets of a world, fed by what its store announces. */
export function createOutlets(store: Store): Outlets {
  const outletsOf = new Map<WorkspaceId, Map<CallSid, Map<string, Outlet[]>>>();
  /** How many subscribers got an event and have not given it back. A client gives back the same objects. */
  const holders = new WeakMap<ReceivedEvent, number>();
  let leases = 0;

  /** The outlets of a subscriber: one, or two while it comes back on another connection. */
  function find({ workspaceId, callSid, subscriberId }: Omit<OutletKey, 'lease'>): Outlet[] {
    return outletsOf.get(workspaceId)?.get(callSid)?.get(subscriberId) ?? [];
  }

  function pass(outlet: Outlet, event: ReceivedEvent): void {
    try {
      outlet.client.receive(event);
    } catch (error) {
      outlet.client.failed(error);
    }
  }

  /** Removes an outlet, and the empty maps around it. */
  function remove(key: OutletKey): Outlet | undefined {
    const { workspaceId, callSid, subscriberId, lease } = key;
    const calls = outletsOf.get(workspaceId);
    const subscribers = calls?.get(callSid);
    const mine = subscribers?.get(subscriberId);
    const index = mine?.findIndex((one) => one.lease === lease) ?? -1;
    if (calls === undefined || subscribers === undefined || mine === undefined || index === -1) {
      return undefined;
    }
    const [outlet] = mine.splice(index, 1);
    if (mine.length === 0) subscribers.delete(subscriberId);
    if (subscribers.size === 0) calls.delete(callSid);
    if (calls.size === 0) outletsOf.delete(workspaceId);
    return outlet;
  }

  function deliver(event: Extract<WorldEvent, { injection: Injection }>): void {
    const subscribers = outletsOf.get(event.workspaceId)?.get(event.callSid);
    if (subscribers === undefined) return;
    const { eventId, message, sender, eventType, injectedAt, queued } = event.injection;
    const { callSid, subscriberIds } = event;
    const received = { eventId, callSid, message, sender, eventType, injectedAt, queued };
    holders.set(received, subscriberIds.length);
    for (const subscriberId of subscriberIds) {
      const outlet = subscribers.get(subscriberId)?.findLast((one) => one.joined);
      if (outlet !== undefined) pass(outlet, received);
    }
  }

  /** Ends what listened to something that is gone. */
  function endAll(calls: Map<CallSid, Map<string, Outlet[]>>, only?: CallSid): void {
    for (const [callSid, subscribers] of calls) {
      if (only !== undefined && callSid !== only) continue;
      for (const outlets of subscribers.values()) {
        for (const { client } of outlets) {
          client.ended(only === undefined ? 'workspace_gone' : 'call_ended');
        }
      }
    }
  }

  store.listen((event) => {
    // Most worlds have no live subscriber most of the time.
    if (outletsOf.size === 0 || event.workspaceId === null) return;
    const calls = outletsOf.get(event.workspaceId);
    if (calls === undefined) return;
    switch (event.type) {
      case 'injection.delivered':
      case 'injection.drained':
        return deliver(event);
      case 'subscriber.joined': {
        const outlet = find(event).find((one) => one.lease === event.lease);
        if (outlet === undefined) return;
        outlet.joined = true;
        for (const { alone, ...one } of outlet.first) {
          // Of one that others got as well, it is not known here who gives it back.
          holders.set(one, alone ? 1 : Number.POSITIVE_INFINITY);
          pass(outlet, one);
        }
        return;
      }
      case 'subscriber.left': {
        if (event.lease === undefined) return;
        const why = event.resumed === true ? 'resumed_elsewhere' : 'detached';
        remove({ ...event, lease: event.lease })?.client.ended(why);
        return;
      }
      case 'call.ended':
        return endAll(calls, event.callSid);
      case 'workspace.removed':
        outletsOf.delete(event.workspaceId);
        return endAll(calls);
    }
  });

  return {
    newLease: () => ++leases,
    open(key, client, first = []) {
      const { workspaceId, callSid, subscriberId, lease } = key;
      const calls = outletsOf.get(workspaceId) ?? new Map<CallSid, Map<string, Outlet[]>>();
      const subscribers = calls.get(callSid) ?? new Map<string, Outlet[]>();
      const others = find(key).filter((one) => one.lease !== lease);
      const mine = [...others, { client, lease, first, joined: false }];
      outletsOf.set(workspaceId, calls.set(callSid, subscribers.set(subscriberId, mine)));
    },
    forget: (key) => void remove(key),
    stop(key) {
      const outlet = find(key).find((one) => one.lease === key.lease);
      if (outlet === undefined) return [];
      return outlet.client.stop().map((one) => {
        const left = (holders.get(one) ?? 1) - 1;
        holders.set(one, left);
        return { ...one, alone: left === 0 };
      });
    },
  };
}
