/** Long lists as JSON text, written in pieces so that the event loop stays free. */
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

/** Headers of a response whose body is already JSON text. */
export const jsonHeaders = { 'content-type': 'application/json' } as const;
