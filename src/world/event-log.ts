/** The last events of a world, numbered, for whoever comes a little late. */
import type { Listener, WorldEvent } from './events.ts';
import type { Store } from './store.ts';

/** How many events are kept. */
export const EVENTS_KEPT = 10_000;

/** An event with its number: one more than the one before. */
export interface NumberedEvent {
  readonly id: number;
  readonly event: WorldEvent;
}

/** What happened lately. */
export interface EventLog {
  /** The events after a number that are still kept, oldest first. */
  after(id: number): NumberedEvent[];
  /** The number of the last event; 0 before the first. */
  readonly lastId: number;
  /** Hears every event from now on. Answers how to stop. */
  listen(listener: (event: NumberedEvent) => void): () => void;
}

/** The log of what a store announces. */
export function createEventLog(store: Store): EventLog {
  const kept: WorldEvent[] = [];
  const listeners = new Set<(event: NumberedEvent) => void>();
  let lastId = 0;

  const hear: Listener = (event) => {
    // A ring: the place of the event that is one round older. Its number follows from its place.
    kept[lastId++ % EVENTS_KEPT] = event;
    if (listeners.size === 0) return;
    const numbered = { id: lastId, event };
    for (const listener of listeners) listener(numbered);
  };
  store.listen(hear);

  return {
    after(id) {
      const events: NumberedEvent[] = [];
      for (let next = Math.max(id, lastId - EVENTS_KEPT) + 1; next <= lastId; next++) {
        events.push({ id: next, event: kept[(next - 1) % EVENTS_KEPT] as WorldEvent });
      }
      return events;
    },
    get lastId() {
      return lastId;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
