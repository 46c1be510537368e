/** Long lists as JSON text, written in pieces so that the event loop stays free. */
import type { Context, TypedResponse } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { pacer } from '../world/checks.ts';

/** A list of views as JSON text. All items show the same clock time, although they are written in pieces. */
export async function listText<T>(
  items: readonly T[],
  view: (item: T) => unknown,
): Promise<string> {
  const pace = pacer();
  const texts: string[] = [];
  for (const item of items) {
    texts.push(JSON.stringify(view(item)));
    await pace();
  }
  return `[${texts.join(',')}]`;
}

/**
 * A response whose body is already JSON text. Fits every JSON response of a route with that status: the text
 * has no type to check.
 */
export function jsonText<S extends ContentfulStatusCode>(
  c: Context,
  text: string,
  status: S,
): Response & TypedResponse<never, S, 'json'> {
  const response: Response = c.body(text, status, { 'content-type': 'application/json' });
  return response as Response & TypedResponse<never, S, 'json'>;
}
