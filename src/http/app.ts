/**
 * The emulator as one Hono app. Every request passes through it, from a socket and from `emulator.fetch`: the operations
 * are its routes, and what no route takes is left to the rules of the real API's framework. A start loads the
 * operations of live sessions; the first request for something else adds all others. Pages and control plane are an
 * app of their own, loaded at the first request for one.
 */
import type { HonoRequest } from 'hono';
import { HonoBase } from 'hono/hono-base';
import { PatternRouter } from 'hono/router/pattern-router';
import { TrieRouter } from 'hono/router/trie-router';
import type { Operation } from '../contract/operation.ts';
import { paramsReader, percentDecode } from '../contract/path-template.ts';
import { sessionOperations } from '../contract/sessions/operations.ts';
import type { Platform } from '../contract/shaped/platform.ts';
import { after, type MaybePromise } from '../world/maybe-promise.ts';
import type { Reply, RequestHandler, WireRequest } from './handle-request.ts';
import { isHealthPath, type ServeHealth } from './health.ts';
import { lazily } from './lazily.ts';
import { NodeRequest } from './node-request.ts';
import { fromRequest, toResponse } from './web-request.ts';

/** Paths of the emulator itself. All others are the contract's. */
const OWN_PATHS = [
  '/',
  '/docs',
  '/docs/companions',
  '/docs/neighbours',
  '/docs/page.css',
  '/docs/page.js',
  '/openapi.json',
  '/openapi.companions.json',
  '/openapi.neighbours.json',
  '/_emulator/*',
];

/** What the app is made of. */
export interface AppParts {
  readonly handle: RequestHandler;
  readonly health: ServeHealth;
  /** Loads the app of the pages and the control plane. */
  readonly site: () => Promise<Fetcher>;
  /** The user's document. Default: none. */
  readonly platform?: Platform;
}

/** What responds to a request of the web standard. */
export type Fetcher = (request: Request) => Response | Promise<Response>;

/** The site, for a server: it responds to a request by itself. */
export class SiteReply {
  /** The app that responds. */
  readonly fetch: Fetcher;

  constructor(fetch: Fetcher) {
    this.fetch = fetch;
  }
}

/** The app. */
export interface App {
  /** As a Hono app, for requests of the web standard. */
  readonly hono: HonoBase;
  /** Responds to a request of a socket, without `Request` and `Response`, which are slow to load. */
  dispatch(request: NodeRequest): MaybePromise<Reply | SiteReply>;
}

/** Handles one request. */
type Handle = (request: WireRequest) => MaybePromise<Reply>;

/** The path of a request: percent-decoded once, as the framework does it, and nothing else (framework). */
function pathOf(request: Request | NodeRequest): string {
  if (!(request instanceof NodeRequest)) return percentDecode(new URL(request.url).pathname);
  const { target } = request;
  const mark = target.indexOf('?');
  return percentDecode(mark === -1 ? target : target.slice(0, mark));
}

/** Handles a request with whatever it came by, and responds in kind. */
function respond(raw: Request, handle: Handle): Response | Promise<Response> {
  if (raw instanceof NodeRequest) return pass(handle(raw));
  return after(handle(fromRequest(raw)), (reply) => toResponse(reply, raw.method));
}

/**
 * A reply on its way through Hono. Hono returns as it is what a handler returns; to a promise it would add two of its
 * own, which a wrapper avoids.
 */
class Passage {
  readonly reply: MaybePromise<Reply | SiteReply>;

  constructor(reply: MaybePromise<Reply | SiteReply>) {
    this.reply = reply;
  }
}

/** Hono's types know only `Response`. Whoever called `dispatch` gets the reply. */
function pass(reply: MaybePromise<Reply | SiteReply>): Response {
  return new Passage(reply) as unknown as Response;
}

/** Makes the app. */
export function createApp({ handle, health, site, platform }: AppParts): App {
  // Two routers: the one for a few patterns is the fastest, and sessions are what most requests are about.
  const hono = new HonoBase({ router: new PatternRouter(), getPath: pathOf });
  const others = new HonoBase({ router: new TrieRouter(), getPath: pathOf });

  /** Registers operations, in the order in which the real API tries their paths. */
  function addRoutes(app: HonoBase, operations: readonly Operation[]): void {
    for (const operation of operations) {
      const params = paramsReader(operation.path);
      app.on(operation.method, operation.path.replace(/\{(\w+)\}/g, ':$1'), ({ req }) =>
        // Hono takes HEAD for GET, and its router a slash too many; the framework does not.
        req.raw.method === 'HEAD' || req.path.endsWith('/')
          ? respondUnmatched(req)
          : respond(req.raw, (request) => handle.operation(operation, params(req.path), request)),
      );
    }
  }

  /** Adds the operations that a start does not load. Resolves to the rules for what no route takes. */
  const loadAll = lazily(async () => {
    const { allOperations } = await import('../contract/operations.ts');
    const { createUnmatched } = await import('../contract/unmatched.ts');
    const operations = await allOperations(platform);
    addRoutes(
      others,
      operations.filter((operation) => !sessionOperations.includes(operation)),
    );
    return createUnmatched(operations, platform !== undefined);
  });

  function respondUnmatched({ path, raw }: HonoRequest): Response | Promise<Response> {
    return respond(raw, async (request) => handle.unmatched(path, request, await loadAll()));
  }

  addRoutes(hono, sessionOperations);
  hono.notFound(({ req }) => others.fetch(req.raw));
  others.on('ALL', OWN_PATHS, ({ req: { raw, path } }): Response | Promise<Response> => {
    if (isHealthPath(path)) return respond(raw, (request) => health(path, request));
    if (raw instanceof NodeRequest) return pass(site().then((fetch) => new SiteReply(fetch)));
    return site().then(async (fetch) => fetch(raw));
  });
  let isComplete = false;
  others.notFound(async ({ req }) => {
    if (isComplete) return respondUnmatched(req);
    await loadAll();
    isComplete = true;
    return others.fetch(req.raw);
  });
  for (const app of [hono, others]) {
    // What goes wrong in an operation is a 500 already. All else is for the caller.
    app.onError((error) => {
      throw error;
    });
  }

  return {
    hono,
    dispatch(request) {
      const passed = hono.fetch(request as unknown as Request) as unknown as MaybePromise<Passage>;
      return passed instanceof Passage ? passed.reply : passed.then(({ reply }) => reply);
    },
  };
}
