/** Values that may be at hand: a store in memory has everything at once, and a promise for each would cost. */

/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on with a value: at once where it is at hand, else when it comes. What `next` throws at once is thrown. */
export function after<T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
