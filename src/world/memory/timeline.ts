/** Items of many owners in the order of their ids; any item can be removed. */

/** A list ordered by ascending ids. */
export interface Ordered<T> {
  /** Number of positions, including removed ones. */
  readonly size: number;
  /** The item at a position; undefined if it was removed. */
  at(index: number): T | undefined;
  /** The id at a position. */
  idAt(index: number): number;
}

/** Positions of removed items are purged when there are at least this many, and half of all are removed. */
const FEW_REMOVED = 1_024;

/** The first position with a greater id; `size` if there is none. */
export function firstAfter(ordered: Ordered<unknown>, id: number): number {
  let from = 0;
  let to = ordered.size;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ordered.idAt(middle) <= id) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Items by id. Two parallel lists instead of entry objects: adding allocates nothing. */
export class Timeline<T> implements Ordered<T> {
  #items: (T | undefined)[] = [];
  #ids: number[] = [];
  #removed = 0;
  /** All items before this position are removed. */
  #head = 0;
  /** The greatest removed id; 0 if there is none. */
  lastRemoved = 0;

  get size(): number {
    return this.#items.length;
  }

  at(index: number): T | undefined {
    return this.#items[index];
  }

  idAt(index: number): number {
    return this.#ids[index] as number;
  }

  /** Adds an item. Its id must be greater than all before. */
  push(item: T, id: number): void {
    this.#items.push(item);
    this.#ids.push(id);
  }

  /** Removes the item with an id. It must exist. */
  remove(id: number): void {
    // Usually it is the oldest.
    const place = this.#ids[this.#head] === id ? this.#head : firstAfter(this, id - 1);
    this.#items[place] = undefined;
    while (this.#head < this.#items.length && this.#items[this.#head] === undefined) this.#head++;
    if (id > this.lastRemoved) this.lastRemoved = id;
    if (++this.#removed >= FEW_REMOVED && this.#removed * 2 >= this.#items.length) this.#sweep();
  }

  #sweep(): void {
    const items = this.#items;
    this.#ids = this.#ids.filter((_, place) => items[place] !== undefined);
    this.#items = items.filter((item) => item !== undefined);
    this.#removed = 0;
    this.#head = 0;
  }
}
