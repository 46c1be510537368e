/**
 * Items kept for many owners, limited for each and in total: what one owner keeps never evicts another's,
 * unless all of them together are too many; then it is the largest that gives way. Adding takes the same
 * time, however many owners and items there are; what is evicted is not referenced any more.
 */

import type { Ordered } from './timeline.ts';

/** How much is kept. */
export interface ShelfLimits {
  /** Items of one owner. */
  readonly items: number;
  /** Bytes of one owner's items. */
  readonly bytes: number;
  /** Bytes of all items. */
  readonly totalBytes: number;
}

/** One owner's items that are kept, 0 being the oldest; their ids are their places in time. */
export interface Shelf<T> extends Ordered<T> {
  readonly owner: string;
  readonly bytes: number;
  /** How many were evicted. */
  readonly evicted: number;
  /** The last that was evicted; only its place in time is of use. */
  readonly lastEvicted: number;
  /** All that are kept, oldest first. */
  all(): T[];
}

/** How many items a row has room for at first. */
const FIRST_ROOM = 16;

/** A ring of three lists side by side, not of entries: adding and evicting allocate nothing. */
class Row<T> implements Shelf<T> {
  readonly owner: string;
  size = 0;
  bytes = 0;
  evicted = 0;
  lastEvicted = 0;
  /** Their length is a power of two, so that a place is found with `& this.#last`. */
  #items: (T | undefined)[] = new Array(FIRST_ROOM).fill(undefined);
  #sizes: number[] = new Array(FIRST_ROOM).fill(0);
  /** The places in time, among all items. */
  #ids: number[] = new Array(FIRST_ROOM).fill(0);
  #last = FIRST_ROOM - 1;
  /** The place of the oldest. */
  #head = 0;

  constructor(owner: string) {
    this.owner = owner;
  }

  at(index: number): T | undefined {
    return index < 0 || index >= this.size ? undefined : this.#items[this.#place(index)];
  }

  idAt(index: number): number {
    return index < 0 || index >= this.size ? 0 : (this.#ids[this.#place(index)] as number);
  }

  all(): T[] {
    return Array.from({ length: this.size }, (_, i) => this.#items[this.#place(i)] as T);
  }

  push(item: T, bytes: number, id: number): void {
    if (this.size > this.#last) this.#grow();
    const place = this.#place(this.size++);
    this.#items[place] = item;
    this.#sizes[place] = bytes;
    this.#ids[place] = id;
    this.bytes += bytes;
  }

  /** Evicts the oldest. */
  shift(): T {
    const place = this.#head;
    const oldest = this.#items[place] as T;
    this.#items[place] = undefined;
    this.bytes -= this.#sizes[place] as number;
    this.lastEvicted = this.#ids[place] as number;
    this.evicted++;
    this.size--;
    this.#head = (place + 1) & this.#last;
    return oldest;
  }

  #place(index: number): number {
    return (this.#head + index) & this.#last;
  }

  #grow(): void {
    const room = (this.#last + 1) * 2;
    const larger = <V>(list: readonly V[], empty: V): V[] => {
      const sorted = [...list.slice(this.#head), ...list.slice(0, this.#head)];
      return sorted.concat(new Array(room - sorted.length).fill(empty));
    };
    this.#items = larger(this.#items, undefined);
    this.#sizes = larger(this.#sizes, 0);
    this.#ids = larger(this.#ids, 0);
    this.#head = 0;
    this.#last = room - 1;
  }
}

/** The power of two that some bytes come to. */
const classOf = (bytes: number): number => 31 - Math.clz32(bytes);

/** Hears what gives way, and its place in time. */
type OnEvict<T> = (item: T, id: number) => void;

function evict<T>(row: Row<T>, onEvict: OnEvict<T> | undefined): void {
  const item = row.shift();
  if (onEvict !== undefined) onEvict(item, row.lastEvicted);
}

/** The shelves. */
export class Shelves<T> {
  readonly #limits: ShelfLimits;
  readonly #rows = new Map<string, Row<T>>();
  /** By the power of two that their bytes come to, so that one of the largest is found at once. */
  readonly #classes: Set<Row<T>>[] = Array.from({ length: 32 }, () => new Set());
  #bytes = 0;

  constructor(limits: ShelfLimits) {
    this.#limits = limits;
  }

  /** An owner's shelf; undefined when it has none. */
  of(owner: string): Shelf<T> | undefined {
    return this.#rows.get(owner);
  }

  /** The owners that have a shelf. */
  owners(): Iterable<string> {
    return this.#rows.keys();
  }

  /** Keeps an item. `id` is its place in time, greater than that of any item before. `onEvict` hears what gives way. */
  add(owner: string, item: T, bytes: number, id: number, onEvict?: OnEvict<T>): void {
    const { items, bytes: most, totalBytes } = this.#limits;
    let row = this.#rows.get(owner);
    if (row === undefined) {
      row = new Row(owner);
      this.#rows.set(owner, row);
    }
    const before = row.bytes;
    row.push(item, bytes, id);
    // The newest is kept, however large it is.
    while (row.size > 1 && (row.size > items || row.bytes > most)) evict(row, onEvict);
    this.#moved(row, before);
    while (this.#bytes > totalBytes) {
      const [largest] = this.#classes.findLast((one) => one.size > 0) ?? [];
      if (largest === undefined || (largest === row && row.size === 1)) return;
      const had = largest.bytes;
      evict(largest, onEvict);
      this.#moved(largest, had);
      if (largest.size === 0) this.#rows.delete(largest.owner);
    }
  }

  /** Forgets what an owner has, and that any of it was evicted. `onEvict` hears what is forgotten. */
  clear(owner: string, onEvict?: OnEvict<T>): void {
    const row = this.#rows.get(owner);
    if (row === undefined) return;
    const before = row.bytes;
    while (row.size > 0) evict(row, onEvict);
    this.#moved(row, before);
    this.#rows.delete(owner);
  }

  /** A row has other bytes than before. Once for all that changed: at its limit each addition also evicts. */
  #moved(row: Row<T>, before: number): void {
    const { bytes } = row;
    this.#bytes += bytes - before;
    if (before > 0 && bytes > 0 && classOf(before) === classOf(bytes)) return;
    if (before > 0) this.#classes[classOf(before)]?.delete(row);
    if (bytes > 0) this.#classes[classOf(bytes)]?.add(row);
  }
}
