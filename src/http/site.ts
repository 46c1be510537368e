/**
 * Pages and control plane as one Hono app, with request ids and a log of their own. It is loaded at the first request
 * for one of its paths.
 */
import { type Context, Hono } from 'hono';
import openapi from '../../openapi.json' with { type: 'json' };
import { companionsDocument, neighboursDocument } from '../contract/documents/documents.ts';
import type { ControlParts } from '../control/control-schemas.ts';
import { refuseOtherMethods } from '../control/methods.ts';
import { guard, type SafetySettings } from '../control/safety.ts';
import { homePage } from '../pages/home.ts';
import { type ReferenceDocument, referencePage } from '../pages/reference.ts';
import { hostTime } from '../world/ports/clock.ts';
import { StoreUnavailable } from '../world/ports/store.ts';
import { demoFixture } from '../world/seeding/demo.ts';
import { lazily } from './lazily.ts';
import type { Log } from './log.ts';
import { requestIdOf } from './request-id.ts';

/** What the site is made of. */
export interface SiteParts extends ControlParts {
  readonly log: Log;
  readonly safety: SafetySettings;
}

const DEMO_WORKSPACE = demoFixture.workspaces[0]?.workspace_id;

/** The app. */
export function createSite(parts: SiteParts): Hono {
  const { world, log, version } = parts;
  const own = new Hono();

  own.get('/', (c) => {
    const { origin } = new URL(c.req.url);
    const links = [
      {
        href: '/_emulator',
        text: 'page',
        about: 'requests as they are made, and why one was refused',
      },
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
        href: '/docs/neighbours',
        text: 'neighbours',
        about: 'what an application calls before and beside a session',
      },
      {
        href: '/openapi.neighbours.json',
        text: 'openapi.neighbours.json',
        about: 'the same as a document',
      },
      {
        href: '/_emulator/docs',
        text: 'control plane',
        about: 'make the world do what a test needs',
      },
      {
        href: '/_emulator/operations',
        text: 'operations',
        about: 'which are simulated, and which only shaped from a document',
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
    ['/openapi.neighbours.json', '/docs/neighbours', neighboursDocument],
  ] as const) {
    own.get(json, async (c) => c.json(servedFrom(await document(), new URL(c.req.url).origin)));
    own.get(docs, async (c) => {
      const { origin } = new URL(c.req.url);
      return c.html(referencePage(servedFrom(await document(), origin), { origin }));
    });
  }
  const page = lazily(async () => {
    const { pageApp } = await import('../pages/app.ts');
    return pageApp(guard({ ...parts.safety, token: null }));
  });
  for (const path of ['/_emulator', '/_emulator/page/:name']) {
    own.get(path, async (c) => (await page()).fetch(c.req.raw, c.env));
  }
  own.get('/_emulator/', (c) => c.redirect('../_emulator'));
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
  app.notFound((c) => c.json({ detail: 'Not Found' }, 404));
  app.onError((error, c) => {
    if (error instanceof StoreUnavailable) return c.json({ detail: error.message }, 503);
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
