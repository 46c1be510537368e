/**
 * Items kept for many owners, limited for each and in total: what one owner keeps never evicts another's,
 * unless all of them together are too many; then it is the largest that gives way. Adding takes the same
 * time, however many owners and items there are; what is evicted is not referenced any more.
 */

/** How much is kept. */
export interface ShelfLimits {
  /** Items of one owner. */
  readonly items: number;
  /** Bytes of one owner's items. */
  readonly bytes: number;
  /** Bytes of all items. */
  readonly totalBytes: number;
}

/** One owner's items. */
export interface Shelf<T> {
  readonly owner: string;
  /** How many are kept. */
  readonly size: number;
  readonly bytes: number;
  /** How many were evicted. */
  readonly evicted: number;
  /** The last that was evicted; only its place in time is of use. */
  readonly lastEvicted: number;
  /** One of the kept items, 0 being the oldest. */
  at(index: number): T | undefined;
  /** All that are kept, oldest first. */
  all(): T[];
}

/** Lists side by side, not a list of entries: adding allocates nothing. */
class Row<T> implements Shelf<T> {
  readonly owner: string;
  bytes = 0;
  evicted = 0;
  lastEvicted = 0;
  #items: (T | undefined)[] = [];
  #sizes: number[] = [];
  /** The places in time, among all items. */
  #ids: number[] = [];
  /** What is before this place is evicted. */
  #head = 0;

  constructor(owner: string) {
    this.owner = owner;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  at(index: number): T | undefined {
    return index < 0 ? undefined : this.#items[this.#head + index];
  }

  all(): T[] {
    return this.#items.slice(this.#head) as T[];
  }

  push(item: T, bytes: number, id: number): void {
    this.#items.push(item);
    this.#sizes.push(bytes);
    this.#ids.push(id);
    this.bytes += bytes;
  }

  /** Evicts the oldest. */
  shift(): T {
    const at = this.#head++;
    const oldest = this.#items[at] as T;
    this.#items[at] = undefined;
    this.bytes -= this.#sizes[at] as number;
    this.lastEvicted = this.#ids[at] as number;
    this.evicted++;
    if (this.#head >= 32 && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#sizes = this.#sizes.slice(this.#head);
      this.#ids = this.#ids.slice(this.#head);
      this.#head = 0;
    }
    return oldest;
  }
}

/** The power of two that some bytes come to. */
const classOf = (bytes: number): number => 31 - Math.clz32(bytes);

function evict<T>(row: Row<T>, onEvict: ((item: T) => void) | undefined): void {
  const item = row.shift();
  onEvict?.(item);
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
  add(owner: string, item: T, bytes: number, id: number, onEvict?: (item: T) => void): void {
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

  /** Forgets what an owner has, and that any of it was evicted. */
  clear(owner: string): readonly T[] {
    const row = this.#rows.get(owner);
    if (row === undefined) return [];
    const { bytes } = row;
    const all = row.all();
    row.bytes = 0;
    this.#moved(row, bytes);
    this.#rows.delete(owner);
    return all;
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
