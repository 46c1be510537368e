/** What the control plane reads and changes in a workspace. `ws`: its id. */
import { call } from './client.ts';
import type { ApiKeyView, CallView, SessionDetailsView, SessionView } from './types.ts';

/** Sends a request for what is in a workspace. Each of `parts` is a part of the path. */
const send = <T>(method: string, parts: readonly string[], body?: object): Promise<T> =>
  call(method, ['/workspaces', ...parts.map(encodeURIComponent)].join('/'), body);

/** Creates a workspace. Resolves to its id. Its API key is not passed on: the page shows no keys. */
export const createWorkspace = async (given: object): Promise<string> =>
  (await send<{ workspace_id: string }>('POST', [], given)).workspace_id;

/** All calls, ended ones too, in the order in which they were placed. */
export const listCalls = (ws: string) => send<CallView[]>('GET', [ws, 'calls']);
/** A call with all its details. `sid`: its id, here and below. */
export const readCall = (ws: string, sid: string) => send<CallView>('GET', [ws, 'calls', sid]);
/** Places a call. */
export const placeCall = (ws: string, given: object) =>
  send<CallView>('POST', [ws, 'calls'], given);
/** Changes the state of a call. */
export const changeState = (ws: string, sid: string, given: object) =>
  send('PATCH', [ws, 'calls', sid], given);
/** Ends a call. */
export const hangUp = (ws: string, sid: string) => send('POST', [ws, 'calls', sid, 'end']);
/** Adds a simulated agent to a call. */
export const attach = (ws: string, sid: string, given: object) =>
  send('POST', [ws, 'calls', sid, 'subscribers'], given);
/** Removes a subscriber from a call. */
export const detach = (ws: string, sid: string, subscriberId: string) =>
  send('DELETE', [ws, 'calls', sid, 'subscribers', subscriberId]);

/** The text sessions: the latest for each service and entity. */
export const listSessions = (ws: string) => send<SessionView[]>('GET', [ws, 'sessions']);
/** A text session with its turns. */
export const readSession = (ws: string, id: string) =>
  send<SessionDetailsView>('GET', [ws, 'sessions', id]);
/** Closes a text session. */
export const closeSession = (ws: string, id: string) => send('POST', [ws, 'sessions', id, 'close']);

/** The lists of a workspace that have no events. */
export type CatalogPath = 'entities' | 'services' | 'api-keys';

/** One of these lists. */
export const listCatalog = <T>(ws: string, path: CatalogPath) => send<T[]>('GET', [ws, path]);
/** Adds to a list. An entity or a service gets a new id. */
export const add = (ws: string, path: CatalogPath, given: object) =>
  send<ApiKeyView>('PUT', [ws, path, ...(path === 'api-keys' ? [] : [newUuid()])], given);
/** Removes from a list. */
export const remove = (ws: string, path: CatalogPath, id: string) => send('DELETE', [ws, path, id]);

/** A random UUID: that of an object URL. `crypto.randomUUID` needs TLS, or an address of this machine. */
function newUuid(): string {
  const url = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(url);
  return url.slice(-36);
}
