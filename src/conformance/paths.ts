/** The paths of the three operations, below the base URL. */

/** Where active calls are listed. */
export const activePath = (workspace: string): string => `/v1/${workspace}/sessions/active`;

/** Where a call is injected into. */
export const injectPath = (workspace: string, call: string): string =>
  `/v1/${workspace}/sessions/${encodeURIComponent(call)}/inject`;

/** Where a text session is started. */
export const startPath = (workspace: string): string => `/v1/${workspace}/sessions/start`;
