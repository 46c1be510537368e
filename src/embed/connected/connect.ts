/** A connection to an emulator in another process, with the typed `Workspace` over HTTP. */
import type { OperationName } from '../../world/model/operation-names.ts';
import type { Template } from '../../world/rules/workspaces.ts';
import type { Workspace } from '../workspace.ts';
import { createControl } from './control-client.ts';
import { openWorkspace } from './workspace.ts';

/** Settings of `connect`. */
export interface ConnectOptions {
  /** The emulator's `--control-token`. Default: none. */
  readonly token?: string;
}

/**
 * An emulator in another process. It has what an `Emulator` has, except for its server, its app and its fixture.
 *
 * @example
 * ```ts
 * await using emulator = await connect('http://127.0.0.1:4010');
 * const workspace = await emulator.workspace('demo');
 * ```
 */
export interface Connection {
  /** The emulator's URL, for a client: without a slash at the end. */
  readonly url: string;
  /** Sends a request to the emulator, whatever the host of its URL. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Makes a fresh, isolated workspace with a key of its own. It is removed by its own `close`, or by that of the connection.
   *
   * @param template what it begins with: `demo`, `empty`, or a workspace as in a fixture. Default: `empty`
   * @throws `FixtureError` when the template is not valid
   * @throws `Error` when the emulator cannot be reached, or has 100,000 workspaces
   */
  workspace(template?: Template): Promise<Workspace>;
  /** Ends waits and subscriptions, and removes the workspaces that this connection made. The emulator goes on. */
  close(): Promise<void>;
  /** The same as `close`, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The URL without a slash at the end. Throws a `TypeError` for anything but a URL of HTTP. */
function checkedUrl(url: string | URL): string {
  const text = String(url);
  if (/^https?:/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new TypeError(`url: expected one such as http://127.0.0.1:4010, found ${text}`);
}

/** Connects to an emulator. */
export async function connect(
  given: string | URL,
  { token }: ConnectOptions = {},
): Promise<Connection> {
  const url = checkedUrl(given);
  const closing = new AbortController();
  const control = createControl(url, token, closing.signal);
  const { body } = await control.send('list_operations');
  if (!Array.isArray(body)) throw new Error(`${url} is not a sessions-emulator`);
  const operations = body.map(({ name }: { name: OperationName }) => name);
  const open = new Set<() => Promise<void>>();

  async function send(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    return fetch(new Request(`${url}${pathname}${search}`, request));
  }
  async function close(): Promise<void> {
    closing.abort();
    await Promise.all([...open].map((closeOne) => closeOne()));
  }

  return {
    url,
    fetch: send,
    workspace: (template) => openWorkspace({ control, operations, fetch: send, open }, template),
    close,
    [Symbol.asyncDispose]: close,
  };
}
