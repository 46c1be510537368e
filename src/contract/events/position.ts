/** Where a reader is in the events of its workspace, and the ids of events. */
import type { EventLog, NumberedEvent } from '../../world/model/events.ts';
import { isTold } from './event-json.ts';

/** How far back a reader can resume, in milliseconds of the clock (contract: five minutes). */
const REPLAY_MS = 5 * 60_000;

/** A reader's position. */
export interface Position {
  /** Reads the next event of the workspace; undefined if there is none now. */
  next(): NumberedEvent | undefined;
  /** The id of an event that was just read: its time in milliseconds, or one more than the id before. */
  idOf(event: NumberedEvent): number;
  /** Whether events were evicted before they were read. */
  hasLost(): boolean;
}

/** The id that a reader continues after; undefined if it names none. */
export function resumeId(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)
    ? Number(lastEventId)
    : undefined;
}

/**
 * The position of a new reader: after the id that it saw last, but at most five minutes back; without an id, now. `now` is
 * the time of the workspace. Ids are made by counting from the oldest event that is kept, so that each has one id even
 * where the clock stands still (decided).
 */
export function positionAfter(
  log: EventLog,
  workspaceId: string,
  seen: number | undefined,
  now: number,
): Position {
  let lastId = 0;
  const numbered = (at: number): number => {
    lastId = Math.max(Math.floor(at), lastId + 1);
    return lastId;
  };

  // What was evicted before is not for this reader.
  let cursor = log.gapAfter(0, workspaceId)?.upTo ?? 0;
  let idThere = 0;
  for (const { id, event } of log.after(cursor, workspaceId)) {
    const isOver = event.type === 'workspace.removed';
    if (!isOver && !isTold(event)) continue;
    const own = isOver ? lastId : numbered(event.at);
    // What a workspace of the same id did before is not for this reader, either.
    if (isOver || seen === undefined || own <= seen || event.at < now - REPLAY_MS) {
      cursor = id;
      idThere = lastId;
    }
  }
  if (seen === undefined) cursor = log.lastId;
  else lastId = idThere;

  return {
    next() {
      const one = log.next(cursor, workspaceId);
      cursor = one?.id ?? log.lastId;
      return one;
    },
    idOf: ({ event }) => numbered(event.at),
    hasLost: () => log.gapAfter(cursor, workspaceId) !== null,
  };
}
