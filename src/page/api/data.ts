/** Requests about everything in a world or a workspace: reset, snapshots, HAR. An empty workspace id means the world. */
import { call, send } from './client.ts';

const under = (workspaceId: string): string =>
  workspaceId === '' ? '' : `/workspaces/${workspaceId}`;

/** Resets a workspace, or all, to the initial contents. */
export const reset = (workspaceId: string) => call<unknown>('POST', `${under(workspaceId)}/reset`);

/** A snapshot as a file. `secrets`: whether it has the credentials. */
export const takeSnapshot = async (workspaceId: string, secrets: boolean): Promise<Blob> =>
  (await send(`${under(workspaceId)}/snapshot?secrets=${secrets}`)).blob();

/** Loads a snapshot. Resolves to the number of its workspaces. */
export async function loadSnapshot(file: Blob): Promise<number> {
  const response = await send('/snapshot', { method: 'PUT', body: file });
  return ((await response.json()) as { workspaces: number }).workspaces;
}

/** The requests of a workspace as a HAR file. */
export const takeHar = async (workspaceId: string): Promise<Blob> =>
  (await send(`${under(workspaceId)}/journal?format=har`)).blob();
