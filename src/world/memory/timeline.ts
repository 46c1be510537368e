/** Items of many owners in the order of their ids, any of which may be removed. */

/** What is ordered by ascending ids. */
export interface Ordered<T> {
  /** How many places it has. */
  readonly size: number;
  /** The item at a place; undefined where it was removed. */
  at(index: number): T | undefined;
  /** The id of a place. */
  idAt(index: number): number;
}

/** Places of removed items are thrown away when there are as many of them, and half of all. */
const FEW_REMOVED = 1_024;

/** The first place with a greater id; as many as there are when none has. */
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

/** Items by id. Two lists side by side, not a list of entries: adding allocates nothing. */
export class Timeline<T> implements Ordered<T> {
  #items: (T | undefined)[] = [];
  #ids: number[] = [];
  #removed = 0;
  /** Everything before this place is removed. */
  #head = 0;
  /** The greatest id that was removed; 0 when none was. */
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

  /** Adds an item with a greater id than any before. */
  push(item: T, id: number): void {
    this.#items.push(item);
    this.#ids.push(id);
  }

  /** Removes the item of an id, which is there. */
  remove(id: number): void {
    // Mostly it is the oldest of all.
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
