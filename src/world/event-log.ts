/** The last events of a world, numbered, for readers who come a little late. */
import type { Listener, WorldEvent } from './events.ts';
import { limits } from './limits.ts';
import type { Store } from './store.ts';

/** What an event counts for besides its message, in bytes. */
const EVENT_OVERHEAD_BYTES = 256;

/** An event with its number: one more than the one before. */
export interface NumberedEvent {
  readonly id: number;
  readonly event: WorldEvent;
}

/** Events that a reader asked for and that are not kept any more. */
export interface Gap {
  /** The id that the reader asked to go on after. */
  readonly after: number;
  /** The id of the first event that is kept; one more than the last id where none is. */
  readonly next: number;
  /** How many events are lost, whatever they were about. */
  readonly lost: number;
}

/** What happened lately. */
export interface EventLog {
  /** The id of the last event; 0 before the first. */
  readonly lastId: number;
  /** The id of the first event that is kept; `lastId + 1` where none is. */
  readonly firstId: number;
  /** How many listen now. */
  readonly listeners: number;
  /** One event; undefined when it is not kept any more, or has not happened. */
  at(id: number): NumberedEvent | undefined;
  /** The kept events after an id, oldest first. */
  after(id: number): NumberedEvent[];
  /** How many bytes the kept events after an id have, about. */
  bytesAfter(id: number): number;
  /** What a reader who goes on after an id has missed; null when nothing. */
  gapAfter(id: number): Gap | null;
  /** Hears every event from now on. Returns how to stop. Both take the same time for any number of listeners. */
  listen(listener: (event: NumberedEvent) => void): () => void;
}

/** How much a log keeps. */
export interface EventLogLimits {
  /** Events. */
  readonly events: number;
  /** Bytes, of which each event counts 256 and the characters of its message. */
  readonly eventBytes: number;
}

interface Kept extends NumberedEvent {
  /** The bytes of all events up to this one, since the log began. */
  readonly total: number;
}

/** The log of what a store announces. The oldest events are dropped to stay within `limits`. */
export function createEventLog(
  store: Store,
  { events, eventBytes }: EventLogLimits = limits,
): EventLog {
  /** A ring: an event takes the place of the one that is a round older. */
  const ring: (Kept | undefined)[] = [];
  const listeners = new Set<(event: NumberedEvent) => void>();
  let firstId = 1;
  let lastId = 0;
  let total = 0;
  /** The bytes of all events that were dropped. */
  let dropped = 0;

  function dropFirst(): void {
    const place = firstId++ % events;
    dropped = ring[place]?.total ?? dropped;
    ring[place] = undefined;
  }

  const hear: Listener = (event) => {
    if (lastId - firstId + 1 === events) dropFirst();
    total += EVENT_OVERHEAD_BYTES + ('injection' in event ? event.injection.message.length : 0);
    const numbered: Kept = { id: ++lastId, event, total };
    ring[lastId % events] = numbered;
    // The newest event is kept, however large it is.
    while (total - dropped > eventBytes && firstId < lastId) dropFirst();
    for (const listener of listeners) listener(numbered);
  };
  store.listen(hear);

  const at = (id: number): Kept | undefined =>
    id < firstId || id > lastId ? undefined : ring[id % events];

  return {
    get lastId() {
      return lastId;
    },
    get firstId() {
      return firstId;
    },
    get listeners() {
      return listeners.size;
    },
    at,
    after(id) {
      const found: NumberedEvent[] = [];
      for (let next = Math.max(id + 1, firstId); next <= lastId; next++) {
        found.push(ring[next % events] as Kept);
      }
      return found;
    },
    bytesAfter: (id) => (id >= lastId ? 0 : total - (at(id)?.total ?? dropped)),
    gapAfter: (id) =>
      id + 1 >= firstId ? null : { after: id, next: firstId, lost: firstId - id - 1 },
    listen(listener) {
      // The same function may listen twice; each stops for itself.
      const own = (event: NumberedEvent): void => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
