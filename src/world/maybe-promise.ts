/** Values that may be available at once: the memory store has all its values, and a promise for each is slow. */

/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** Calls `next` with a value: at once, or when its promise resolves. Throws what `next` throws at once. */
export function after<T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
