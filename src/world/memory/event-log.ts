/** The last events of a world in this process, numbered, for readers who come a little late. */
import type { EventLog, Gap, Listener, NumberedEvent, WorldEvent } from '../events.ts';
import { limits } from '../limits.ts';
import { type Shelf, type ShelfLimits, Shelves } from './shelves.ts';

/** What an event counts for besides its message, in bytes. */
const EVENT_BYTES = 256;

/** An event in the order of all; undefined once it is evicted. */
interface Place {
  readonly id: number;
  event: NumberedEvent | undefined;
}

const defaultLimits: ShelfLimits = {
  items: limits.events,
  bytes: limits.eventBytes,
  totalBytes: limits.eventTotalBytes,
};

/** The owner of events that are about no workspace. */
const NOBODY = '';

/** The place of the first item whose id is greater; as many as there are when none is. */
function firstAfter(count: number, idAt: (index: number) => number, id: number): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (idAt(middle) <= id) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** An empty log. The oldest events of a workspace are dropped to stay within the limits. */
export function createMemoryEventLog(most: ShelfLimits = defaultLimits): EventLog {
  const shelves = new Shelves<Place>(most);
  const listeners = new Set<Listener>();
  /** All that are kept, in order; evicted ones leave a place until it is swept. */
  let places: Place[] = [];
  let evicted = 0;
  let lastEvicted = 0;
  let lastId = 0;

  function evict(place: Place): void {
    place.event = undefined;
    evicted++;
    lastEvicted = Math.max(lastEvicted, place.id);
  }

  /** The workspaces that were removed, the longest gone first, and how many events each left behind. */
  const gone = new Map<string, number>();
  let left = 0;

  /** Together, the workspaces that are gone keep no more events than one that is there. */
  function follow({ type, workspaceId }: WorldEvent): void {
    if (workspaceId === null || (type !== 'workspace.removed' && type !== 'workspace.created'))
      return;
    left -= gone.get(workspaceId) ?? 0;
    gone.delete(workspaceId);
    if (type === 'workspace.created') return;
    const size = shelves.of(workspaceId)?.size ?? 0;
    gone.set(workspaceId, size);
    left += size;
    for (const [owner, events] of gone) {
      if (left <= most.items || owner === workspaceId) return;
      for (const place of shelves.clear(owner)) evict(place);
      gone.delete(owner);
      left -= events;
    }
  }

  /** Throws away the places of evicted events, once they are half of all. */
  function sweep(): void {
    if (evicted < 1_024 || evicted * 2 < places.length) return;
    places = places.filter((place) => place.event !== undefined);
    evicted = 0;
  }

  const shelfOf = (workspaceId: string): Shelf<Place> | undefined => shelves.of(workspaceId);

  function next(after: number, workspaceId: string | null = null): NumberedEvent | undefined {
    if (workspaceId !== null) {
      const shelf = shelfOf(workspaceId);
      if (shelf === undefined) return undefined;
      const index = firstAfter(shelf.size, (i) => (shelf.at(i) as Place).id, after);
      return shelf.at(index)?.event;
    }
    let index = firstAfter(places.length, (i) => (places[i] as Place).id, after);
    while (index < places.length && places[index]?.event === undefined) index++;
    return places[index]?.event;
  }

  return {
    get lastId() {
      return lastId;
    },
    get listeners() {
      return listeners.size;
    },
    next,
    after(id, workspaceId = null) {
      const found: NumberedEvent[] = [];
      for (let one = next(id, workspaceId); one !== undefined; one = next(one.id, workspaceId)) {
        found.push(one);
      }
      return found;
    },
    bytesAfter(id, workspaceId = null) {
      // About: as if all events of the log were alike.
      const shelf = workspaceId === null ? undefined : shelfOf(workspaceId);
      if (workspaceId !== null) {
        if (shelf === undefined || shelf.size === 0) return 0;
        const left = shelf.size - firstAfter(shelf.size, (i) => (shelf.at(i) as Place).id, id);
        return (left * shelf.bytes) / shelf.size;
      }
      let bytes = 0;
      let index = firstAfter(places.length, (i) => (places[i] as Place).id, id);
      for (; index < places.length && bytes <= limits.streamBacklogBytes; index++) {
        const event = places[index]?.event?.event;
        if (event !== undefined) bytes += sizeOf(event);
      }
      return bytes;
    },
    gapAfter(after, workspaceId = null): Gap | null {
      const shelf = workspaceId === null ? undefined : shelfOf(workspaceId);
      const upTo = workspaceId === null ? lastEvicted : (shelf?.lastEvicted ?? 0);
      if (upTo <= after) return null;
      const first = next(after, workspaceId)?.id ?? lastId + 1;
      // Of a workspace it is not known any more which of the lost events came after that id.
      if (shelf !== undefined) {
        return { after, next: first, upTo, lost: Math.min(shelf.evicted, upTo - after) };
      }
      let lost = upTo - after;
      let index = firstAfter(places.length, (i) => (places[i] as Place).id, after);
      for (; (places[index]?.id ?? Infinity) <= upTo; index++) {
        if (places[index]?.event !== undefined) lost--;
      }
      return { after, next: first, upTo, lost };
    },
    announce(event) {
      const numbered = { id: ++lastId, event };
      const place: Place = { id: lastId, event: numbered };
      places.push(place);
      shelves.add(event.workspaceId ?? NOBODY, place, sizeOf(event), lastId, evict);
      follow(event);
      sweep();
      for (const listener of listeners) listener(numbered);
    },
    listen(listener) {
      // The same function may listen twice; each stops for itself.
      const own: Listener = (event) => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

function sizeOf(event: WorldEvent): number {
  return EVENT_BYTES + ('injection' in event ? event.injection.message.length : 0);
}
