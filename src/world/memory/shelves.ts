/**
 * Items of many owners, limited per owner and in total. An owner's items do not evict another's, unless the
 * total limit is reached; then an item of one of the largest owners is evicted. Adding takes constant time.
 * Evicted items are not referenced any more.
 */

import type { Ordered } from './timeline.ts';

/** Limits of what is kept. */
export interface ShelfLimits {
  /** Items of one owner. */
  readonly items: number;
  /** Bytes of one owner's items. */
  readonly bytes: number;
  /** Bytes of all items. */
  readonly totalBytes: number;
}

/** The kept items of one owner, 0 is the oldest. Ids are their order over all owners. */
export interface Shelf<T> extends Ordered<T> {
  readonly owner: string;
  readonly bytes: number;
  /** Number of evicted items. */
  readonly evicted: number;
  /** Id of the last evicted item. */
  readonly lastEvicted: number;
  /** All kept items, oldest first. */
  all(): T[];
}

/** Initial capacity of a row. */
const FIRST_ROOM = 16;

/** A ring buffer of three parallel lists instead of entry objects: adding and evicting allocate nothing. */
class Row<T> implements Shelf<T> {
  readonly owner: string;
  size = 0;
  bytes = 0;
  evicted = 0;
  lastEvicted = 0;
  /** The length is a power of two, so an index is computed with `& this.#last`. */
  #items: (T | undefined)[] = new Array(FIRST_ROOM).fill(undefined);
  #sizes: number[] = new Array(FIRST_ROOM).fill(0);
  /** Ids: the order over all owners. */
  #ids: number[] = new Array(FIRST_ROOM).fill(0);
  #last = FIRST_ROOM - 1;
  /** Index of the oldest. */
  /** The size class of a number of bytes: its power of two. */
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

/** The size class of a number of bytes: the exponent of the power of two below it. */
const classOf = (bytes: number): number => 31 - Math.clz32(bytes);

/** Called with an evicted item and its id. */
type OnEvict<T> = (item: T, id: number) => void;

function evict<T>(row: Row<T>, onEvict: OnEvict<T> | undefined): void {
  const item = row.shift();
  if (onEvict !== undefined) onEvict(item, row.lastEvicted);
}

/** Keeps the items of all owners. */
export class Shelves<T> {
  readonly #limits: ShelfLimits;
  readonly #rows = new Map<string, Row<T>>();
  /** Rows by size class, to find one of the largest in constant time. */
  readonly #classes: Set<Row<T>>[] = Array.from({ length: 32 }, () => new Set());
  #bytes = 0;

  constructor(limits: ShelfLimits) {
    this.#limits = limits;
  }

  /** The shelf of an owner; undefined if it has none. */
  of(owner: string): Shelf<T> | undefined {
    return this.#rows.get(owner);
  }

  /** The owners that have a shelf. */
  owners(): Iterable<string> {
    return this.#rows.keys();
  }

  /** Adds an item. `id` must be greater than all ids before. Calls `onEvict` for evicted items. */
  add(owner: string, item: T, bytes: number, id: number, onEvict?: OnEvict<T>): void {
    const { items, bytes: most, totalBytes } = this.#limits;
    let row = this.#rows.get(owner);
    if (row === undefined) {
      row = new Row(owner);
      this.#rows.set(owner, row);
    }
    const before = row.bytes;
    row.push(item, bytes, id);
    // Always keep the newest, however large it is.
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

  /** Removes all items of an owner and resets its evicted count. Calls `onEvict` for each item. */
  clear(owner: string, onEvict?: OnEvict<T>): void {
    const row = this.#rows.get(owner);
    if (row === undefined) return;
    const before = row.bytes;
    while (row.size > 0) evict(row, onEvict);
    this.#moved(row, before);
    this.#rows.delete(owner);
  }

  /** Updates the size class of a row. Called once per change: at the limit, each addition also evicts. */
  #moved(row: Row<T>, before: number): void {
    const { bytes } = row;
    this.#bytes += bytes - before;
    if (before > 0 && bytes > 0 && classOf(before) === classOf(bytes)) return;
    if (before > 0) this.#classes[classOf(before)]?.delete(row);
    if (bytes > 0) this.#classes[classOf(bytes)]?.add(row);
  }
}
