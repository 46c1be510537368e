/** Callbacks of live subscribers: passes each delivered event to the subscriber's client in this process. */
import type { CallSid } from './model/calls.ts';
import type { Injection } from './model/channel.ts';
import type { EventLog, WorldEvent } from './model/events.ts';
import type { WorkspaceId } from './ports/store.ts';

/** An event as a subscriber receives it. */
export interface ReceivedEvent
  extends Pick<Injection, 'eventId' | 'message' | 'sender' | 'eventType'> {
  /** The call that it was injected into. */
  readonly callSid: CallSid;
  /** Milliseconds since 1970. */
  readonly injectedAt: number;
  /** Whether it was in the queue before. */
  readonly queued: boolean;
}

/** Receives one event, synchronously. */
export type Receive = (event: ReceivedEvent) => void;

/** Why a client's subscription ended. */
export type EndReason = 'call_ended' | 'detached' | 'resumed_elsewhere' | 'workspace_gone';

/** A client that subscribes to a call. A client that only receives is a `Receive`. */
export interface LiveClient {
  /** Receives one event, synchronously. */
  receive: Receive;
  /**
   * Stops passing events on. Returns the events that were received and not passed on, oldest first. A later
   * call returns those received since the call before.
   */
  stop(): readonly ReceivedEvent[];
  /** The subscription is over: no more events follow. */
  ended(why: EndReason): void;
  /** Called with the error that `receive` threw. The event counts as received. */
  failed(error: unknown): void;
}

/** An event that a client received and did not pass on. */
export interface UnreadEvent extends ReceivedEvent {
  /** Whether it was delivered to this subscriber alone. */
  readonly alone: boolean;
}

/** Identifies a live client. */
export interface LiveKey {
  readonly workspaceId: WorkspaceId;
  readonly callSid: CallSid;
  readonly subscriberId: string;
  /** Number of this connection: a subscriber may resume on another one. */
  readonly lease: number;
}

/** The live clients. */
export interface LiveSubscribers {
  /** A number for a new connection, unique across processes. */
  newLease(): number;
  /**
   * Registers a client. It receives the events after its subscriber joined. With `waits`, events are buffered
   * until `start`.
   */
  open(key: LiveKey, client: LiveClient, waits?: boolean): void;
  /** Passes on `first`, then the buffered events, then new events as they are announced. */
  start(key: LiveKey, first?: readonly UnreadEvent[]): void;
  /** Removes a client whose subscriber did not join. */
  forget(key: LiveKey): void;
  /** The lease of a subscriber that joined in this process; undefined if it did not. */
  leaseOf(key: Omit<LiveKey, 'lease'>): number | undefined;
  /** The client of a key; undefined if it is not in this process. */
  clientOf(key: LiveKey): LiveClient | undefined;
  /** Stops a client. Returns the events it has not passed on; none if it is not in this process. */
  stop(key: LiveKey): readonly UnreadEvent[];
}

/** One client. */
interface Outlet {
  readonly client: LiveClient;
  readonly lease: number;
  /** Events before the start; undefined once it has started. */
  early: ReceivedEvent[] | undefined;
  joined: boolean;
  /** Why it ended before it started. It still receives the events before the end. */
  over: EndReason | undefined;
}

/** A client that only receives; `failed` is called with what it throws. */
export function receiver(
  receive: Receive,
  failed: (error: unknown) => void = () => {},
): LiveClient {
  return { receive, stop: () => [], ended: () => {}, failed };
}

function pass({ client, early }: Outlet, event: ReceivedEvent): void {
  if (early !== undefined) {
    early.push(event);
    return;
  }
  try {
    client.receive(event);
  } catch (error) {
    client.failed(error);
  }
}

/** Live subscribers of this process. They receive the events that the log announces. */
export function createLiveSubscribers(events: EventLog, newLease: () => number): LiveSubscribers {
  const outletsOf = new Map<WorkspaceId, Map<CallSid, Map<string, Outlet[]>>>();
  /** How many subscribers hold an event. A client gives back the same object that it received. */
  const holders = new WeakMap<ReceivedEvent, number>();

  /** The outlets of a subscriber: one, or two while it resumes on another connection. */
  function find({ workspaceId, callSid, subscriberId }: Omit<LiveKey, 'lease'>): Outlet[] {
    return outletsOf.get(workspaceId)?.get(callSid)?.get(subscriberId) ?? [];
  }

  const one = (key: LiveKey): Outlet | undefined =>
    find(key).find((outlet) => outlet.lease === key.lease);

  /** Removes an outlet, and the empty maps around it. */
  function remove(key: LiveKey): Outlet | undefined {
    const { workspaceId, callSid, subscriberId } = key;
    const outlet = one(key);
    const calls = outletsOf.get(workspaceId);
    const subscribers = calls?.get(callSid);
    if (outlet === undefined || calls === undefined || subscribers === undefined) return undefined;
    const left = find(key).filter((other) => other !== outlet);
    if (left.length > 0) subscribers.set(subscriberId, left);
    else subscribers.delete(subscriberId);
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
      const outlet = subscribers
        .get(subscriberId)
        ?.findLast((other) => other.joined && other.over === undefined);
      if (outlet !== undefined) pass(outlet, received);
    }
  }

  /** Clients that have joined a call, or any call of a workspace. Excludes those that are still joining. */
  function joinedTo(workspaceId: WorkspaceId, only?: CallSid): [LiveKey, Outlet][] {
    const found: [LiveKey, Outlet][] = [];
    for (const [callSid, subscribers] of outletsOf.get(workspaceId) ?? []) {
      if (only !== undefined && callSid !== only) continue;
      for (const [subscriberId, outlets] of subscribers) {
        for (const outlet of outlets) {
          const key = { workspaceId, callSid, subscriberId, lease: outlet.lease };
          if (outlet.joined) found.push([key, outlet]);
        }
      }
    }
    return found;
  }

  events.listen(({ event }) => {
    // Fast path: most worlds have no live subscriber.
    if (outletsOf.size === 0 || event.workspaceId === null) return;
    if (!outletsOf.has(event.workspaceId)) return;
    switch (event.type) {
      case 'injection.delivered':
      case 'injection.drained':
        return deliver(event);
      case 'subscriber.joined': {
        const outlet = find(event).find((other) => other.lease === event.lease);
        if (outlet !== undefined) outlet.joined = true;
        return;
      }
      case 'subscriber.left': {
        if (event.lease === undefined) return;
        const why = event.resumed === true ? 'resumed_elsewhere' : 'detached';
        const key = { ...event, lease: event.lease };
        const outlet = one(key);
        if (outlet?.early !== undefined) outlet.over = why;
        else remove(key)?.client.ended(why);
        return;
      }
      case 'call.ended':
        for (const [, { client }] of joinedTo(event.workspaceId, event.callSid)) {
          client.ended('call_ended');
        }
        return;
      case 'workspace.removed':
        for (const [key] of joinedTo(event.workspaceId))
          remove(key)?.client.ended('workspace_gone');
        return;
    }
  });

  return {
    newLease,
    open(key, client, waits = false) {
      const { workspaceId, callSid, subscriberId, lease } = key;
      const calls = outletsOf.get(workspaceId) ?? new Map<CallSid, Map<string, Outlet[]>>();
      const subscribers = calls.get(callSid) ?? new Map<string, Outlet[]>();
      const mine = [
        ...find(key),
        {
          client,
          lease,
          early: waits ? [] : undefined,
          joined: false,
          over: undefined,
        },
      ];
      outletsOf.set(workspaceId, calls.set(callSid, subscribers.set(subscriberId, mine)));
    },
    start(key, first = []) {
      const outlet = one(key);
      if (outlet?.early === undefined) return;
      const missed = first.map(({ alone, ...event }) => {
        // An event that others also received: this process does not know who gives it back.
        holders.set(event, alone ? 1 : Number.POSITIVE_INFINITY);
        return event;
      });
      const waiting = [...missed, ...outlet.early];
      outlet.early = undefined;
      for (const event of waiting) pass(outlet, event);
      if (outlet.over !== undefined) remove(key)?.client.ended(outlet.over);
    },
    forget: (key) => void remove(key),
    leaseOf: (key) =>
      find(key).findLast((outlet) => outlet.joined && outlet.over === undefined)?.lease,
    clientOf: (key) => one(key)?.client,
    stop(key) {
      const outlet = one(key);
      if (outlet === undefined) return [];
      const unread = [...outlet.client.stop(), ...(outlet.early?.splice(0) ?? [])];
      return unread.map((event) => {
        const left = (holders.get(event) ?? 1) - 1;
        holders.set(event, left);
        return { ...event, alone: left === 0 };
      });
    },
  };
}
