/** Paths of the three operations, relative to the base URL. */

/** Lists active calls. */
export const activePath = (workspace: string): string => `/v1/${workspace}/sessions/active`;

/** Injects into a call. */
export const injectPath = (workspace: string, call: string): string =>
  `/v1/${workspace}/sessions/${encodeURIComponent(call)}/inject`;

/** Starts a text session. */
export const startPath = (workspace: string): string => `/v1/${workspace}/sessions/start`;
