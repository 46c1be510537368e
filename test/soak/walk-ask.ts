/** How a step of the walk asks, and says what it expects. */
import type { Json } from './client.ts';

/** What a response is expected to be; a function looks at the body itself. */
export interface Expected {
  readonly status: number;
  readonly body?: unknown | ((found: Json) => unknown);
}

/** Sends a request and holds the response against what is expected. Gives the body. */
export type Ask = (
  method: string,
  target: string,
  body: unknown,
  expected: Expected,
  headers?: Record<string, string>,
) => Promise<Json>;

/** Any body is right. */
export const anything = (): true => true;
