/** Requests to the control plane of an emulator in another process, and the errors of those that fail. */
import { StoreUnavailable } from '../../world/ports/store.ts';
import { type ControlOperation, controlOperations } from './operations.ts';

/** JSON of an object. */
export type Json = Readonly<Record<string, unknown>>;

/** What a request consists of besides its operation. */
export interface ControlRequest {
  /** The values in its path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** A response that a method has to read: a success, or a status that depends on the operation. */
export interface ControlResponse {
  readonly status: number;
  /** JSON; null without a body. */
  readonly body: unknown;
}

/** The control plane of an emulator. */
export interface Control {
  /** The emulator's URL, without a slash at the end. */
  readonly url: string;
  /** Aborted when the connection is closed. */
  readonly closing: AbortSignal;
  /** Sends a request and reads its response. Rejects if the status is none that a method reads. */
  send(operation: ControlOperation, request?: ControlRequest): Promise<ControlResponse>;
  /** The same for a stream: resolves with its response once it has begun. */
  open(operation: ControlOperation, request?: ControlRequest): Promise<Response>;
}

/** The control plane for one workspace: the paths have its id. */
export interface WorkspaceControl extends Control {
  readonly workspaceId: string;
}

/** The emulator does not respond at all. */
export class Unreachable extends Error {}

/** Statuses whose meaning depends on the operation: not found, timeout, taken, invalid. */
const READ = new Set([404, 408, 409, 422]);

/** Operations that are refused with 503 also when too many of them are open. */
const STREAMS: ReadonlySet<string> = new Set(['subscribe', 'wait_for_events']);

function bodyText(body: unknown): string {
  return JSON.stringify(body, (name, value: unknown) => {
    if (typeof value !== 'function') return value;
    throw new TypeError(`${name}: a function cannot be sent to an emulator in another process`);
  });
}

function jsonOf(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

const detailOf = (body: unknown): unknown => (body as { detail?: unknown } | null)?.detail;

/** The error for a status that no method reads; undefined for any other. */
function failure(
  { url, token }: { url: string; token: string | undefined },
  operation: ControlOperation,
  { status, body }: ControlResponse,
): Error | undefined {
  const detail = detailOf(body);
  // A missing thing has another text: this is a path without an operation.
  const isNoOperation = status === 404 && (detail === 'Not Found' || detail === undefined);
  if (status < 300 || (READ.has(status) && !isNoOperation)) return undefined;
  const text = typeof detail === 'string' ? detail : JSON.stringify(detail ?? body);
  switch (status) {
    case 401:
      return new Error(
        token === undefined
          ? `the emulator at ${url} requires its control token: connect(url, { token })`
          : `the emulator at ${url} refuses this control token: it is not that of its --control-token`,
      );
    case 403:
      return new Error(`the emulator at ${url} refuses the connection: ${text}`);
    case 503:
      return STREAMS.has(operation) ? new Error(text) : new StoreUnavailable(text);
  }
  const line = controlOperations[operation].replace(' ', ' /_emulator');
  if (detail !== undefined && !isNoOperation) {
    return new Error(`${line} is ${status} at ${url}: ${text}`);
  }
  return new Error(`${url} is not a sessions-emulator of this version: ${line} is ${status}`);
}

/** Makes a client of the control plane at a URL. */
export function createControl(
  url: string,
  token: string | undefined,
  closing: AbortSignal,
): Control {
  async function request(
    operation: ControlOperation,
    { params = {}, query = {}, body, signal }: ControlRequest,
  ): Promise<Response> {
    const [method = '', path = ''] = controlOperations[operation].split(' ');
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
    const target = new URL(`${url}/_emulator${filled}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) target.searchParams.set(name, String(value));
    }
    const text = body === undefined ? null : bodyText(body);
    try {
      return await fetch(target, {
        method,
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: text,
        ...(signal !== undefined && { signal }),
      });
    } catch (cause) {
      if (signal?.aborted) throw new Error('the connection is closed', { cause });
      throw new Unreachable(`no emulator can be reached at ${url}: ${whyNot(cause)}`, { cause });
    }
  }

  async function send(
    operation: ControlOperation,
    sent: ControlRequest = {},
  ): Promise<ControlResponse> {
    const response = await request(operation, sent);
    const read = { status: response.status, body: jsonOf(await response.text()) };
    const failed = failure({ url, token }, operation, read);
    if (failed !== undefined) throw failed;
    return read;
  }

  return { url, closing, send, open: (operation, sent = {}) => request(operation, sent) };
}

/** Why `fetch` failed: the system's code, such as `ECONNREFUSED`, or a text. */
function whyNot(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: string; message?: string };
  return code ?? message ?? String(cause);
}

/** The control plane with the id of a workspace in its paths. */
export function forWorkspace(control: Control, workspaceId: string): WorkspaceControl {
  const within = ({ params, ...rest }: ControlRequest = {}): ControlRequest => ({
    ...rest,
    params: { ...params, ws: workspaceId },
  });
  return {
    ...control,
    workspaceId,
    send: (operation, request) => control.send(operation, within(request)),
    open: (operation, request) => control.open(operation, within(request)),
  };
}

/** One entry of a 422: the path in the body, and the message. */
export interface Refusal {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The entries of a 422. */
export function refusals(body: unknown): Refusal[] {
  const entries = detailOf(body) as readonly { loc: (string | number)[]; msg: string }[];
  return entries.map(({ loc, msg }) => ({ path: loc.slice(1), message: msg }));
}

/** The error for a 422: a limit that is reached is an `Error`, an invalid value a `RangeError`. */
export function refused(body: unknown): Error {
  const [first] = refusals(body);
  const { path = [], message = 'the request is invalid' } = first ?? {};
  return path.length === 0 ? new Error(message) : new RangeError(`${path.join('.')}: ${message}`);
}
