/**
 * Pages and control plane as one Hono app, with request ids and a log of their own. It is loaded at the first request
 * for one of its paths.
 */
import { type Context, Hono } from 'hono';
import type { ControlParts } from '../control/control-schemas.ts';
import { refuseOtherMethods } from '../control/methods.ts';
import { guard, type SafetySettings } from '../control/safety.ts';
import { PAGE_POLICY } from '../pages/layout.ts';
import { hostTime } from '../world/ports/clock.ts';
import { StoreUnavailable } from '../world/ports/store.ts';
import { lazily } from './lazily.ts';
import type { Log } from './log.ts';
import { pageRoutes } from './pages.ts';
import { requestIdOf } from './request-id.ts';

/** What the site is made of. */
export interface SiteParts extends ControlParts {
  readonly log: Log;
  readonly safety: SafetySettings;
}

/** The app. */
export function createSite(parts: SiteParts): Hono {
  const { world, log } = parts;
  const own = new Hono();

  own.route('/', pageRoutes(parts));
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
    if (c.res.headers.get('content-type')?.startsWith('text/html')) {
      c.res.headers.set('content-security-policy', PAGE_POLICY);
    }
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

/** One mistake in a request to the control plane. */
interface Mistake {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** The `detail` of a refusal of our own; undefined when it has none. */
async function detailOf(response: Response): Promise<string | undefined> {
  if (!response.headers.get('content-type')?.startsWith('application/json')) return undefined;
  const text = await response.clone().text();
  if (text === '') return undefined;
  const { detail } = JSON.parse(text) as { detail?: unknown };
  if (!Array.isArray(detail)) return typeof detail === 'string' ? detail : JSON.stringify(detail);
  return (detail as Mistake[]).map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ');
}
