/** A queue of entries that wait on several clocks. Finding the next does not depend on the number of workspaces. */
import TinyQueue from 'tinyqueue';
import type { Clocks, WorkspaceId } from './ports/store.ts';

/** Removed entries are purged when there are more of them than this, and more than live ones. */
const MOST_REMOVED = 64;

/** One waiting entry. */
export interface Waiting<T> {
  readonly workspaceId: WorkspaceId;
  /** Milliseconds of the workspace's clock. */
  readonly at: number;
  readonly value: T;
}

interface Entry<T> extends Waiting<T> {
  at: number;
  /** Orders entries of the same time by insertion. */
  readonly order: number;
  removed: boolean;
}

/** The next entry. */
export interface NextWaiting<T> extends Waiting<T> {
  /** Milliseconds of the host until it is due: 0 when it is due, `Infinity` on a frozen clock. */
  readonly inMs: number;
  /** No other entry is due before or at this time of its clock. */
  readonly until: number;
}

/** A reference to an entry, for `remove`. */
export type Handle<T> = Waiting<T>;

/** A queue over several clocks. Entries are grouped by clock, not by workspace. */
export class TimeQueue<T> {
  readonly #clocks: Pick<Clocks, 'isOwn' | 'state'>;
  /** By the workspace that owns the clock; null for the world's clock. */
  readonly #queues = new Map<WorkspaceId | null, TinyQueue<Entry<T>>>();
  #order = 0;
  #size = 0;
  #removed = 0;

  constructor(clocks: Pick<Clocks, 'isOwn' | 'state'>) {
    this.#clocks = clocks;
  }

  /** Number of waiting entries. */
  get size(): number {
    return this.#size;
  }

  /** Adds an entry. */
  add(workspaceId: WorkspaceId, at: number, value: T): Handle<T> {
    const entry = { workspaceId, at, value, order: this.#order++, removed: false };
    this.#size++;
    this.#push(entry);
    return entry;
  }

  /** Removes an entry, if it is still there. */
  remove(handle: Handle<T>): void {
    const entry = handle as Entry<T>;
    if (entry.removed) return;
    entry.removed = true;
    this.#size--;
    if (++this.#removed > MOST_REMOVED && this.#removed > this.#size) this.#sweep();
  }

  /** Milliseconds of the host until an entry is due. */
  inMs({ workspaceId, at }: Handle<T>): number {
    return this.#hostMs(this.#clockOf(workspaceId), at);
  }

  /** The next entry: the earliest due one; if none is due, the one that is due first. */
  next(): NextWaiting<T> | undefined {
    const first = this.#first();
    if (first === undefined) return undefined;
    // The second item of a heap is one of the two children of its root.
    const [, a, b] = first.queue.data;
    const until = Math.min(a?.at ?? Infinity, b?.at ?? Infinity);
    const { workspaceId, at, value } = first.entry;
    return { workspaceId, at, value, inMs: first.inMs, until };
  }

  /** Removes and returns the next entry. */
  take(): T | undefined {
    const first = this.#first();
    if (first === undefined) return undefined;
    first.queue.pop();
    first.entry.removed = true;
    this.#size--;
    return first.entry.value;
  }

  /** Moves a workspace's entries to its new clock. */
  follow(workspaceId: WorkspaceId): void {
    for (const entry of this.#takeAll(workspaceId)) this.#push(entry);
  }

  /** Changes the times of all entries on a clock (null: the world's). */
  reschedule(clock: WorkspaceId | null, timeOf: (one: Waiting<T>) => number): void {
    const queue = this.#queues.get(clock);
    if (queue === undefined) return;
    for (const entry of queue.data) entry.at = timeOf(entry);
    this.#open(clock, queue.data);
  }

  /** Removes and returns the entries of a workspace. */
  drop(workspaceId: WorkspaceId): T[] {
    const dropped = this.#takeAll(workspaceId);
    this.#size -= dropped.length;
    for (const entry of dropped) entry.removed = true;
    return dropped.map((entry) => entry.value);
  }

  /** Removes and returns all entries. */
  clear(): T[] {
    const all = [...this.#queues.values()].flatMap((queue) =>
      queue.data.filter((entry) => !entry.removed).map((entry) => entry.value),
    );
    this.#queues.clear();
    this.#size = 0;
    this.#removed = 0;
    return all;
  }

  #first(): { queue: TinyQueue<Entry<T>>; entry: Entry<T>; inMs: number } | undefined {
    let first: { queue: TinyQueue<Entry<T>>; entry: Entry<T>; inMs: number } | undefined;
    for (const [clock, queue] of this.#queues) {
      const entry = this.#head(queue);
      if (entry === undefined) {
        this.#queues.delete(clock);
        continue;
      }
      const inMs = this.#hostMs(clock, entry.at);
      const isFirst =
        first === undefined ||
        inMs < first.inMs ||
        (inMs === 0 && first.inMs === 0 && entry.at < first.entry.at);
      if (isFirst) first = { queue, entry, inMs };
    }
    return first;
  }

  #clockOf(workspaceId: WorkspaceId): WorkspaceId | null {
    return this.#clocks.isOwn(workspaceId) ? workspaceId : null;
  }

  #hostMs(clock: WorkspaceId | null, at: number): number {
    const { now, speed } = this.#clocks.state(clock);
    if (at <= now) return 0;
    return speed === 0 ? Infinity : (at - now) / speed;
  }

  #push(entry: Entry<T>): void {
    const clock = this.#clockOf(entry.workspaceId);
    const queue = this.#queues.get(clock) ?? this.#open(clock, []);
    queue.push(entry);
  }

  #open(clock: WorkspaceId | null, entries: Entry<T>[]): TinyQueue<Entry<T>> {
    const queue = new TinyQueue(entries, (a, b) => a.at - b.at || a.order - b.order);
    this.#queues.set(clock, queue);
    return queue;
  }

  #head(queue: TinyQueue<Entry<T>>): Entry<T> | undefined {
    let entry = queue.peek();
    while (entry?.removed) {
      queue.pop();
      this.#removed--;
      entry = queue.peek();
    }
    return entry;
  }

  #takeAll(workspaceId: WorkspaceId): Entry<T>[] {
    const taken: Entry<T>[] = [];
    for (const [clock, queue] of [...this.#queues]) {
      const others: Entry<T>[] = [];
      for (const entry of queue.data) {
        if (entry.workspaceId !== workspaceId) others.push(entry);
        else if (entry.removed) this.#removed--;
        else taken.push(entry);
      }
      if (others.length === queue.length) continue;
      if (others.length === 0) this.#queues.delete(clock);
      else this.#open(clock, others);
    }
    return taken;
  }

  #sweep(): void {
    for (const [clock, queue] of [...this.#queues]) {
      this.#open(
        clock,
        queue.data.filter((entry) => !entry.removed),
      );
    }
    this.#removed = 0;
  }
}
