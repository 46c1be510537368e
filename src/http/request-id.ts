/** The `x-request-id` of a response. */

/** Draws an identifier: `world.newId`. */
export type NewId = (prefix: string) => string;

/** The caller's request id when it sent a sane one, else a new one (decided). */
export function requestIdOf(given: string | undefined, newId: NewId): string {
  return given !== undefined && /^[\w.:/+=-]{1,128}$/.test(given) ? given : newId('req');
}
