/** What waits for times of several clocks, in order: the next of a thousand workspaces is found at one look. */
import TinyQueue from 'tinyqueue';
import type { Clocks, WorkspaceId } from './ports/store.ts';

/** Removed entries are thrown away when there are more of them than of others, and than this. */
const MOST_REMOVED = 64;

/** One thing that waits. */
export interface Waiting<T> {
  readonly workspaceId: WorkspaceId;
  /** Milliseconds of the workspace's clock. */
  readonly at: number;
  readonly value: T;
}

interface Entry<T> extends Waiting<T> {
  at: number;
  /** Entries of the same time come in the order in which they were added. */
  readonly order: number;
  removed: boolean;
}

/** The one whose turn is next. */
export interface NextWaiting<T> extends Waiting<T> {
  /** Milliseconds of the host until it is due: 0 when it is due, `Infinity` on a frozen clock. */
  readonly inMs: number;
  /** Up to this time of its clock nothing else waits here. */
  readonly until: number;
}

/** An entry, as its owner holds it. */
export type Handle<T> = Waiting<T>;

/** A queue over some clocks: entries wait by clock, not by workspace. */
export class TimeQueue<T> {
  readonly #clocks: Pick<Clocks, 'isOwn' | 'state'>;
  /** By the workspace whose own clock it is; the world's under null. */
  readonly #queues = new Map<WorkspaceId | null, TinyQueue<Entry<T>>>();
  #order = 0;
  #size = 0;
  #removed = 0;

  constructor(clocks: Pick<Clocks, 'isOwn' | 'state'>) {
    this.#clocks = clocks;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Adds one. */
  add(workspaceId: WorkspaceId, at: number, value: T): Handle<T> {
    const entry = { workspaceId, at, value, order: this.#order++, removed: false };
    this.#size++;
    this.#push(entry);
    return entry;
  }

  /** Removes one; nothing happens when it is not there any more. */
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

  /** The one whose turn is next: of those that are due the earliest, else the one that is due first. */
  next(): NextWaiting<T> | undefined {
    const first = this.#first();
    if (first === undefined) return undefined;
    // The second of a heap is one of the two below its head.
    const [, a, b] = first.queue.data;
    const until = Math.min(a?.at ?? Infinity, b?.at ?? Infinity);
    const { workspaceId, at, value } = first.entry;
    return { workspaceId, at, value, inMs: first.inMs, until };
  }

  /** Takes out the one whose turn is next. */
  take(): T | undefined {
    const first = this.#first();
    if (first === undefined) return undefined;
    first.queue.pop();
    first.entry.removed = true;
    this.#size--;
    return first.entry.value;
  }

  /** The workspace lives by another clock than before, and what waits in it, too. */
  follow(workspaceId: WorkspaceId): void {
    for (const entry of this.#takeAll(workspaceId)) this.#push(entry);
  }

  /** Gives what waits by a clock (null: the world's) other times. */
  reschedule(clock: WorkspaceId | null, timeOf: (one: Waiting<T>) => number): void {
    const queue = this.#queues.get(clock);
    if (queue === undefined) return;
    for (const entry of queue.data) entry.at = timeOf(entry);
    this.#open(clock, queue.data);
  }

  /** Removes what waits in a workspace, and returns it. */
  drop(workspaceId: WorkspaceId): T[] {
    const dropped = this.#takeAll(workspaceId);
    this.#size -= dropped.length;
    for (const entry of dropped) entry.removed = true;
    return dropped.map((entry) => entry.value);
  }

  /** Removes everything, and returns it. */
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
