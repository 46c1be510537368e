// What both shards need of their emulators, which `exec` has started.
const { AMIGO_BASE_URL, AMIGO_API_KEY, AMIGO_WORKSPACE_ID } = process.env;
const json = { 'content-type': 'application/json' };

/** The control plane's part for the workspace. */
export const plane = `${AMIGO_BASE_URL}/_emulator/workspaces/${AMIGO_WORKSPACE_ID}`;

/** Sends JSON to the Sessions API. */
export async function api(path, body) {
  const response = await fetch(`${AMIGO_BASE_URL}/v1/${AMIGO_WORKSPACE_ID}/sessions/${path}`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${AMIGO_API_KEY}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** Places a call, unless another shard already has (409). */
export async function placeCall(call_sid) {
  const body = JSON.stringify({ call_sid });
  const { status } = await fetch(`${plane}/calls`, { method: 'POST', headers: json, body });
  if (status !== 201 && status !== 409) throw new Error(`the call cannot be placed: ${status}`);
}
