/**
 * One Hono app from a world: the contract, the control plane and the pages. It takes any web-standard `Request`. A
 * server that has the raw request passes those of the contract to the request handler directly, because the path of a
 * `Request` is normalised.
 */
import { type Context, Hono } from 'hono';
import openapi from '../../openapi.json' with { type: 'json' };
import { companionsDocument } from '../contract/documents/documents.ts';
import type { Frames } from '../contract/operation.ts';
import { allBytes, byteLength } from '../contract/response.ts';
import type { ControlParts } from '../control/control-schemas.ts';
import { refuseOtherMethods } from '../control/methods.ts';
import { readUpTo } from '../control/read-body.ts';
import type { SafetySettings } from '../control/safety.ts';
import { homePage } from '../pages/home.ts';
import { type ReferenceDocument, referencePage } from '../pages/reference.ts';
import { hostTime } from '../world/ports/clock.ts';
import { demoFixture } from '../world/seeding/demo.ts';
import {
  type Reply,
  type RequestHandler,
  requestIdOf,
  type WireRequest,
} from './handle-request.ts';
import { healthAt, healthPaths } from './health.ts';
import { lazily } from './lazily.ts';
import type { Log } from './log.ts';
import { isOwnPath } from './own-paths.ts';

/** What the app is made of. */
export interface AppParts extends ControlParts {
  readonly handleRequest: RequestHandler;
  readonly log: Log;
  readonly safety: SafetySettings;
}

const DEMO_WORKSPACE = demoFixture.workspaces[0]?.workspace_id;

/** The app. */
export function createApp(parts: AppParts): Hono {
  const { handleRequest, world, log, version } = parts;
  const own = new Hono();

  own.get('/', (c) => {
    const { origin } = new URL(c.req.url);
    const links = [
      { href: '/docs', text: 'API reference', about: 'the three operations, readable' },
      { href: '/openapi.json', text: 'openapi.json', about: 'the same as a document' },
      {
        href: '/docs/companions',
        text: 'companions',
        about: 'where a started session leads: conversation turns and API keys',
      },
      {
        href: '/openapi.companions.json',
        text: 'openapi.companions.json',
        about: 'the same as a document',
      },
      {
        href: '/_emulator/docs',
        text: 'control plane',
        about: 'make the world do what a test needs',
      },
      { href: '/_emulator/health', text: 'health', about: 'whether the process is up' },
      { href: '/_emulator/ready', text: 'ready', about: 'whether the fixtures are loaded' },
    ];
    if (c.req.header('accept')?.includes('text/html')) {
      const curl = `curl -H "Authorization: Bearer demo-key" \\\n  ${origin}/v1/${DEMO_WORKSPACE}/sessions/active`;
      return c.html(homePage({ version, links, curl }));
    }
    const paths = Object.fromEntries(links.map((link) => [link.text, `${origin}${link.href}`]));
    return c.json({ name: 'sessions-emulator', version, links: paths });
  });
  for (const [json, docs, document] of [
    ['/openapi.json', '/docs', async () => openapi],
    ['/openapi.companions.json', '/docs/companions', companionsDocument],
  ] as const) {
    own.get(json, async (c) => c.json(servedFrom(await document(), new URL(c.req.url).origin)));
    own.get(docs, async (c) => {
      const { origin } = new URL(c.req.url);
      return c.html(referencePage(servedFrom(await document(), origin), { origin }));
    });
  }
  for (const path of healthPaths) {
    own.get(path, (c) => {
      const { body, status } = healthAt(path, parts);
      return c.json(body, status);
    });
  }
  refuseOtherMethods(own);

  const plane = lazily(async () => {
    const { controlPlane } = await import('../control/control.ts');
    const loaded = new Hono().route('/_emulator', controlPlane(parts, parts.safety));
    refuseOtherMethods(loaded);
    loaded.notFound((missing) => missing.json({ detail: 'Not Found' }, 404));
    loaded.onError((error) => {
      throw error;
    });
    return loaded;
  });
  own.all('/_emulator/*', async (c) => (await plane()).fetch(c.req.raw, c.env));

  const requestIds = new WeakMap<Context, string>();
  const app = new Hono();
  app.use('*', async (c, next) => {
    if (!isOwnPath(c.req.path)) return next();
    const began = hostTime();
    const requestId = requestIdOf(c.req.header('x-request-id'), world.newId);
    requestIds.set(c, requestId);
    await next();
    c.res.headers.set('x-request-id', requestId);
    const { status } = c.res;
    const { method, path } = c.req;
    const why = status < 400 || method === 'HEAD' ? undefined : await detailOf(c.res);
    const ms = hostTime() - began;
    log.request({ method, path, status, ms, requestId, ...(why !== undefined && { why }) });
  });
  app.route('/', own);
  app.all('*', async (c) => {
    if (isOwnPath(c.req.path)) return c.json({ detail: 'Not Found' }, 404);
    return toResponse(await handleRequest(fromFetch(c)), c.req.method);
  });
  app.onError((error, c) => {
    if (error instanceof TypeError && error.message === 'fetch failed') throw error;
    log.fault(error, requestIds.get(c) ?? world.newId('req'));
    return c.text('Internal Server Error', 500);
  });
  return app;
}

/** The `detail` of a refusal of our own; undefined when it has none. */
async function detailOf(response: Response): Promise<string | undefined> {
  if (!response.headers.get('content-type')?.startsWith('application/json')) return undefined;
  const text = await response.clone().text();
  if (text === '') return undefined;
  const { detail } = JSON.parse(text) as { detail?: unknown };
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}

/** A published document, with the emulator's own origin as its server. */
function servedFrom(document: ReferenceDocument, origin: string) {
  return { ...document, servers: [{ url: origin, description: 'This emulator' }] };
}

function fromFetch(c: Context): WireRequest {
  const { raw } = c.req;
  const url = new URL(raw.url);
  return {
    method: raw.method,
    target: url.pathname + url.search,
    headers: { ...Object.fromEntries(raw.headers), host: url.host },
    readBody: (limit) => readUpTo(raw.body, limit),
    gone: () => raw.signal,
  };
}

function toResponse({ response, requestId, headers: more }: Reply, method: string): Response {
  // Without a socket there is no connection to break: reject as `fetch` does for a broken one.
  if (response.connection !== undefined) {
    throw new TypeError('fetch failed', { cause: new Error(response.connection) });
  }
  const { body, contentType, frames, parts, status } = response;
  const headers = new Headers([...(response.headers ?? []), ...more] as [string, string][]);
  headers.set('x-request-id', requestId);
  if (frames === undefined && status !== 204 && status !== 304) {
    headers.set('content-length', String(byteLength(response)));
  }
  if (contentType !== null) headers.set('content-type', contentType);
  if (frames !== undefined) return new Response(toStream(frames), { headers });
  if (parts !== undefined) return new Response(allBytes(response), { headers });
  return new Response(method === 'HEAD' || body === '' ? null : body, { status, headers });
}

/** Frames as a web stream: one is made when one is asked for. */
function toStream(frames: Frames): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const all = frames(gone.signal)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await all.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      gone.abort();
      await all.return?.();
    },
  });
}
