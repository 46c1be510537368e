/**
 * Operations of the user's own: a Hono app beside the emulator's. Each of its routes is served on the same socket, with a
 * request id, the log, the journal and fault rules, under its name: method and path, such as `GET /v1/:workspace_id/notes`.
 */
import { TrieRouter } from 'hono/router/trie-router';
import { findTargetHandler, isMiddleware } from 'hono/utils/handler';
import { getPath } from 'hono/utils/url';
import type { Frames, WireResponse } from '../contract/response.ts';
import { omitted } from '../observe/journal.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import type { WireRequest } from './handle-request.ts';

/** A Hono app, by what the emulator uses of it. */
export interface HonoApp {
  /** Responds to a request. */
  // biome-ignore lint/suspicious/noExplicitAny: an app may have any environment.
  fetch(request: Request, env?: any, context?: any): Response | Promise<Response>;
  /** Its routes, with middleware. */
  readonly routes: readonly {
    /** HTTP method, or `ALL`. */
    readonly method: string;
    /** Path with parameters, such as `/notes/:id`. */
    readonly path: string;
    /** Handler, or middleware if it takes two parameters. */
    // biome-ignore lint/complexity/noBannedTypes: handlers of all kinds.
    readonly handler: Function;
  }[];
}

/** A route that takes a request. */
export interface UserRoute {
  /** Method and path as the app has them. */
  readonly name: OperationName;
  /** The parameters of the path that are a whole segment. */
  readonly params: Readonly<Record<string, string>>;
  /** Responds with what the app does. */
  run(request: WireRequest, body: Uint8Array): Promise<WireResponse>;
}

/** The operations of a Hono app. */
export interface UserRoutes {
  /** Their names, in the order of the app. */
  readonly names: readonly OperationName[];
  /** The one that takes a request; undefined when none does. HEAD is for the route of GET, as Hono has it. */
  match(request: WireRequest): UserRoute | undefined;
}

/** Headers that the emulator sets itself, or that are of the connection. */
const NOT_PASSED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'content-type',
  'keep-alive',
  'transfer-encoding',
  'x-request-id',
]);
const TEXT = /^(text\/|application\/(json|[\w.+-]*\+json|xml|javascript)\b)/;

/** The routes of an app that respond: middleware alone takes no request. */
export function createUserRoutes(app: HonoApp): UserRoutes {
  const router = new TrieRouter<{ name: OperationName; path: string }>();
  const names = new Set<OperationName>();
  for (const { method, path, handler } of app.routes) {
    if (isMiddleware(findTargetHandler(handler))) continue;
    const name = `${method} ${path}` as const;
    if (names.has(name)) continue;
    names.add(name);
    router.add(method, path, { name, path });
  }

  return {
    names: [...names],
    match(request) {
      if (!URL.canParse(urlOf(request))) return undefined;
      const path = getPath(new Request(urlOf(request)));
      const method = request.verb === 'HEAD' ? 'GET' : request.verb;
      const found = router.match(method, path)[0][0]?.[0];
      if (found === undefined) return undefined;
      return {
        name: found.name,
        params: wholeSegments(found.path, path),
        run: async (wire, body) => wireResponse(await app.fetch(webRequest(wire, body))),
      };
    },
  };
}

const urlOf = ({ headers, scheme, target }: WireRequest): string =>
  `${scheme}://${headers.host ?? 'localhost'}${target}`;

/** The values of `:name` segments, read by their position. */
function wholeSegments(route: string, path: string): Record<string, string> {
  const given = path.split('/');
  const params: Record<string, string> = {};
  for (const [i, segment] of route.split('/').entries()) {
    const name = /^:(\w+)/.exec(segment)?.[1];
    const value = given[i];
    if (name !== undefined && value !== undefined) params[name] = value;
  }
  return params;
}

function webRequest(request: WireRequest, body: Uint8Array): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, value);
  }
  // For HEAD, as Hono does it; the server leaves the body out, but tells its length.
  const method = request.verb === 'HEAD' ? 'GET' : request.verb;
  const hasBody = body.length > 0 && method !== 'GET';
  return new Request(urlOf(request), {
    method,
    headers,
    ...(hasBody && { body: new Uint8Array(body) }),
    ...(request.gone !== undefined && { signal: request.gone() }),
  });
}

/** A response of the app, as the emulator sends it. Event streams are passed on as they come; all else as a whole. */
async function wireResponse(response: Response): Promise<WireResponse> {
  const { status } = response;
  const contentType = response.headers.get('content-type');
  const headers = [...response.headers].filter(([name]) => !NOT_PASSED.has(name));
  const parts = { status, contentType, headers };
  const { body } = response;
  if (body !== null && contentType?.startsWith('text/event-stream') === true) {
    return { ...parts, body: '', frames: framesOf(body), kept: '(a stream of events)' };
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length === 0 || (contentType !== null && TEXT.test(contentType))) {
    return { ...parts, body: bytes.toString() };
  }
  return { ...parts, body: '', parts: [bytes], kept: omitted(bytes.length) };
}

function framesOf(body: ReadableStream<Uint8Array>): Frames {
  return async function* frames(signal) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const cancel = (): void => {
      reader.cancel().catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield decoder.decode(value, { stream: true });
      }
    } finally {
      cancel();
    }
  };
}
