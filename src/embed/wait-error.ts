/** The error of a wait that ended without its event. */
import type { EventPattern } from '../observe/wait.ts';

/** What happened instead. */
export interface Missed {
  readonly pattern: Omit<EventPattern, 'workspaceId'>;
  readonly timeoutMs: number;
  /** The types of the last events. */
  readonly types: readonly string[];
  /** How many earlier events are not kept. */
  readonly lost: number;
}

/** The error. */
export function waitError({ pattern, timeoutMs, types, lost }: Missed): Error {
  const gap = lost === 0 ? '' : ` (${lost} earlier events are not kept)`;
  return new Error(
    `${JSON.stringify(pattern)} did not happen within ${timeoutMs} ms; what did: ${types.join(', ') || 'nothing'}${gap}`,
  );
}
