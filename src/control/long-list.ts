/** Long lists as JSON text, written piece by piece so that others have their turn in between. */
import { pacer } from '../world/checks.ts';

/** A list of views as JSON text. Each is written when its turn comes; all at the same clock time. */
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

/** The headers of a response whose text is JSON already. */
export const jsonHeaders = { 'content-type': 'application/json' } as const;
