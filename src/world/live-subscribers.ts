/** Callbacks of live subscribers: each event that was delivered to one is passed on to its client in this process. */
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
  /** Whether it was delivered to this subscriber alone. */
  readonly alone: boolean;
}

/** Whose events go to a client. */
export interface LiveKey {
  readonly workspaceId: WorkspaceId;
  readonly callSid: CallSid;
  readonly subscriberId: string;
  /** The number of this connection: the same subscriber may come back on another one. */
  readonly lease: number;
}

/** The clients of live subscribers. */
export interface LiveSubscribers {
  /** The number of one more connection, unlike that of any other in any process. */
  newLease(): number;
  /**
   * From the announcement that the subscriber joined, its events are passed on to the client; with `waits`
   * they are kept until it starts.
   */
  open(key: LiveKey, client: LiveClient, waits?: boolean): void;
  /** Passes on `first`, then what was kept, and from now on what is announced. */
  start(key: LiveKey, first?: readonly UnreadEvent[]): void;
  /** Forgets a client whose subscriber did not join. */
  forget(key: LiveKey): void;
  /** The lease of a subscriber that has joined here; undefined when none has. */
  leaseOf(key: Omit<LiveKey, 'lease'>): number | undefined;
  /** The client of a key; undefined when it is not here. */
  clientOf(key: LiveKey): LiveClient | undefined;
  /** Stops a client. Returns what it has not passed on; nothing when it is not here. */
  stop(key: LiveKey): readonly UnreadEvent[];
}

/** One client. */
interface Outlet {
  readonly client: LiveClient;
  readonly lease: number;
  /** What came before it started; undefined once it has started. */
  early: ReceivedEvent[] | undefined;
  joined: boolean;
  /** Why it is over, while it has not started: it gets first what came before that. */
  over: EndReason | undefined;
}

/** A client that only receives; `failed` is told what it throws. */
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

/** The live subscribers of this process, fed by what is announced. */
export function createLiveSubscribers(events: EventLog): LiveSubscribers {
  const outletsOf = new Map<WorkspaceId, Map<CallSid, Map<string, Outlet[]>>>();
  /** How many subscribers got an event and have not given it back. A client gives back the same objects. */
  const holders = new WeakMap<ReceivedEvent, number>();

  /** The outlets of a subscriber: one, or two while it comes back on another connection. */
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

  /** Those that have joined a call, or any call of a workspace. Others are still on their way, maybe to what is made next. */
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
    // Most worlds have no live subscriber most of the time.
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
    newLease: () => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
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
        // Of one that others got as well, it is not known here who gives it back.
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
