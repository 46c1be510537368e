/** Draws that depend on a text alone: the same text, the same draws. Not for secrets. */

/** A source of draws. */
export class Chance {
  #state: number;

  constructor(seed: string) {
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let i = 0; i < seed.length; i++) {
      hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
    }
    this.#state = hash >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    // mulberry32.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T;
  }

  /** Lower-case hex digits. */
  hex(count: number): string {
    let text = '';
    while (text.length < count) text += '0123456789abcdef'[this.whole(0, 15)];
    return text;
  }

  /** A version 4 UUID. */
  uuid(): string {
    const h = this.hex(30);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(12, 15)}-${'89ab'[this.whole(0, 3)]}${h.slice(15, 18)}-${h.slice(18)}`;
  }
}
