/**
 * How what is in a world is shown. A view is made once, with times in milliseconds; the typed API shows it with
 * times as `Date`, the control plane as JSON: snake_case names, times in the contract's format.
 */
import { isoTime } from '../world/ports/clock.ts';

/** A type with its times in milliseconds since 1970. */
export type InMs<T> = T extends Date
  ? number
  : T extends readonly (infer I)[]
    ? readonly InMs<I>[]
    : T extends object
      ? { readonly [K in keyof T]: InMs<T[K]> }
      : T;

type SnakeName<S> = S extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeName<Rest>}`
  : '';

/** A type as JSON: snake_case names, times as texts. */
export type JsonView<T> = T extends Date
  ? string
  : T extends readonly (infer I)[]
    ? JsonView<I>[]
    : T extends object
      ? { [K in keyof T as SnakeName<K>]: JsonView<T[K]> }
      : T;

/** Times have such names, and nothing else has. */
const isTime = (name: string): boolean => name === 'at' || name.endsWith('At');

function mapped(
  view: unknown,
  nameOf: (name: string) => string,
  timeOf: (ms: number) => unknown,
): unknown {
  if (Array.isArray(view)) return view.map((one) => mapped(one, nameOf, timeOf));
  if (typeof view !== 'object' || view === null) return view;
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(view)) {
    shown[nameOf(name)] =
      typeof value === 'number' && isTime(name) ? timeOf(value) : mapped(value, nameOf, timeOf);
  }
  return shown;
}

const names = new Map<string, string>();

/** A name in snake_case. */
export function snakeName(name: string): string {
  let snake = names.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
    names.set(name, snake);
  }
  return snake;
}

/** A view for programs: times as `Date`. */
export function withDates<T>(view: InMs<T>): T {
  return mapped(
    view,
    (name) => name,
    (ms) => new Date(ms),
  ) as T;
}

/** A view as JSON: snake_case names, times in the contract's format. */
export function jsonView<T>(view: InMs<T>): JsonView<T> {
  return mapped(view, snakeName, isoTime) as JsonView<T>;
}
