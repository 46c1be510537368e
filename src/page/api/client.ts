/** Requests to the control plane of the emulator that served the page. */
import { token } from '../state/token.ts';
import type { JournalEntryView, WorkspaceItem } from './types.ts';

/** The address of the emulator, without a slash at its end. */
export const origin = location.href.replace(/\/_emulator.*$/s, '');

/** A response that is not a success. */
export class Refusal extends Error {
  /** Its HTTP status. */
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** One problem of a request: where it is, and what it is. */
interface Issue {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

const issueText = ({ loc, msg }: Issue): string => {
  // The first part is `body`, `query` or `path`.
  const place = loc.slice(1).join('.');
  return place === '' ? msg : `${place}: ${msg}`;
};

/** The `detail` of a refusal as text. */
async function detailOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (Array.isArray(detail)) return (detail as Issue[]).map(issueText).join('; ');
    return typeof detail === 'string' ? detail : JSON.stringify(detail);
  } catch {
    return text || `${response.status} ${response.statusText}`;
  }
}

/**
 * Sends a request to any path of the emulator. `bearer`: its credential; empty for none.
 *
 * @throws `Refusal` for any status from 400; `TypeError` when the emulator does not respond
 */
export async function sendTo(path: string, bearer: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  if (bearer !== '') headers.set('authorization', `Bearer ${bearer}`);
  const response = await fetch(`${origin}${path}`, { ...init, headers });
  if (response.ok) return response;
  throw new Refusal(response.status, await detailOf(response));
}

/**
 * Sends a request to a path under `/_emulator`.
 *
 * @throws as `sendTo`
 */
export const send = (path: string, init: RequestInit = {}): Promise<Response> =>
  sendTo(`/_emulator${path}`, token.value, init);

/**
 * Sends a request with an optional JSON body. Resolves to the JSON of the response; undefined when it has none.
 *
 * @throws as `send`
 */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** The version of the emulator. */
export const readVersion = async (): Promise<string> =>
  (await call<{ version: string }>('GET', '/health')).version;

/** All workspaces, in order of creation. */
export const listWorkspaces = () => call<WorkspaceItem[]>('GET', '/workspaces');

/** The entries of a workspace's journal with a request id, oldest first. */
export const entriesOf = async (workspaceId: string, requestId: string) =>
  (
    await call<{ entries: JournalEntryView[] }>(
      'GET',
      `/workspaces/${workspaceId}/journal?request_id=${encodeURIComponent(requestId)}`,
    )
  ).entries;
