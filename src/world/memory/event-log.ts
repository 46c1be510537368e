/** Event log in memory: the latest events of a world, numbered, for replay. */

import { limits } from '../limits.ts';
import {
  type EventLog,
  type Gap,
  isInjectionEvent,
  type Listener,
  type NumberedEvent,
  type WorldEvent,
} from '../model/events.ts';
import { type ShelfLimits, Shelves } from './shelves.ts';
import { firstAfter, Timeline } from './timeline.ts';

/** Estimated size of an event besides its texts, in bytes. */
const EVENT_BYTES = 256;

const defaultLimits: ShelfLimits = {
  items: limits.events,
  bytes: limits.eventBytes,
  totalBytes: limits.eventTotalBytes,
};

/** The owner of events without a workspace. */
const NOBODY = '';

/** An event log whose ids the owner may give. */
export interface MemoryEventLog extends EventLog {
  announce(event: WorldEvent): void;
  /** Announces an event under an id, which must be greater than all before. */
  record(id: number, event: WorldEvent): void;
  /** Keeps an event that was announced before, under an id that must be greater than all before. */
  keep(id: number, event: WorldEvent): void;
  /** Starts over, empty: the events up to an id are no longer kept. Listeners stay. */
  startAfter(id: number): void;
}

/** Makes an empty log. The oldest events of a workspace are dropped to stay within the limits. */
export function createMemoryEventLog(most: ShelfLimits = defaultLimits): MemoryEventLog {
  let shelves = new Shelves<WorldEvent>(most);
  const listeners = new Set<Listener>();
  /** All kept events, in order. */
  let all = new Timeline<WorldEvent>();
  let lastId = 0;
  /** The last id before the log started. */
  let before = 0;

  const evict = (_: WorldEvent, id: number): void => all.remove(id);

  /** Removed workspaces, earliest first, with the number of events that each left. */
  const gone = new Map<string, number>();
  let left = 0;

  /** All removed workspaces together keep at most as many events as one existing workspace. */
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
      shelves.clear(owner, evict);
      gone.delete(owner);
      left -= events;
    }
  }

  function next(after: number, workspaceId: string | null = null): NumberedEvent | undefined {
    const events = workspaceId === null ? all : shelves.of(workspaceId);
    if (events === undefined) return undefined;
    for (let index = firstAfter(events, after); index < events.size; index++) {
      const event = events.at(index);
      if (event !== undefined) return { id: events.idAt(index), event };
    }
    return undefined;
  }

  function keep(id: number, event: WorldEvent): void {
    lastId = id;
    all.push(event, id);
    shelves.add(event.workspaceId ?? NOBODY, event, sizeOf(event), id, evict);
    follow(event);
  }

  function record(id: number, event: WorldEvent): void {
    keep(id, event);
    const numbered = { id, event };
    for (const listener of listeners) listener(numbered);
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
      if (workspaceId !== null) {
        const shelf = shelves.of(workspaceId);
        if (shelf === undefined || shelf.size === 0) return 0;
        // Approximate: assumes that all its events have the same size.
        return ((shelf.size - firstAfter(shelf, id)) * shelf.bytes) / shelf.size;
      }
      let bytes = 0;
      let index = firstAfter(all, id);
      for (; index < all.size && bytes <= limits.streamBacklogBytes; index++) {
        const event = all.at(index);
        if (event !== undefined) bytes += sizeOf(event);
      }
      return bytes;
    },
    gapAfter(after, workspaceId = null): Gap | null {
      const shelf = workspaceId === null ? undefined : shelves.of(workspaceId);
      const removed = workspaceId === null ? all.lastRemoved : (shelf?.lastEvicted ?? 0);
      const upTo = Math.max(removed, before);
      if (upTo <= after) return null;
      const first = next(after, workspaceId)?.id ?? lastId + 1;
      // For one workspace, the exact number of lost events after that id is not known.
      if (shelf !== undefined) {
        return { after, next: first, upTo, lost: Math.min(shelf.evicted + before, upTo - after) };
      }
      let lost = upTo - after;
      let index = firstAfter(all, after);
      for (; index < all.size && all.idAt(index) <= upTo; index++) {
        if (all.at(index) !== undefined) lost--;
      }
      return { after, next: first, upTo, lost };
    },
    announce: (event) => record(lastId + 1, event),
    record,
    keep,
    startAfter(id) {
      shelves = new Shelves(most);
      all = new Timeline();
      gone.clear();
      left = 0;
      lastId = id;
      before = id;
    },
    listen(listener) {
      // The same function may be added twice; each registration is removed on its own.
      const own: Listener = (event) => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

function sizeOf(event: WorldEvent): number {
  if (event.type === 'request.answered') {
    return EVENT_BYTES + event.path.length + (event.why?.length ?? 0);
  }
  return EVENT_BYTES + (isInjectionEvent(event) ? event.injection.message.length : 0);
}
