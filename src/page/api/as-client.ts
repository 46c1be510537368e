/**
 * Requests to the API itself, as a client makes them: they are checked, are in the journal, and faults fire for them. Each
 * is sent with an API key that is made for it alone, and removed when the response begins. `ws`: the id of a workspace.
 */
import { sendTo } from './client.ts';
import { add, remove } from './world.ts';

/** When the key expires by itself, if the page is closed before it is removed. */
const EXPIRES_IN_SECONDS = 60;

async function post(ws: string, path: string, body: object): Promise<Response> {
  const name = 'One request of the page';
  const key = await add(ws, 'api-keys', { name, expires_in_seconds: EXPIRES_IN_SECONDS });
  try {
    return await sendTo(`/v1/${ws}${path}`, key.api_key, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } finally {
    await remove(ws, 'api-keys', key.key_id);
  }
}

/** Injects an event into a call. */
export const inject = (ws: string, sid: string, event: object) =>
  post(ws, `/sessions/${encodeURIComponent(sid)}/inject`, event);

/** Starts a text session, or finds the active one. Resolves to the id of its conversation. */
export async function startSession(ws: string, given: object): Promise<string> {
  const response = await post(ws, '/sessions/start', { ...given, channel_kind: 'web' });
  return ((await response.json()) as { conversation_id: string }).conversation_id;
}

/** Says something in a text session. Resolves when the stream of the turn begins. */
export const speak = (ws: string, id: string, message: string) =>
  post(ws, `/conversations/${encodeURIComponent(id)}/turns/stream`, { message });
