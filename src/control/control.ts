/** The control plane: all resources under `/_emulator`, its OpenAPI document and its reference page. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { referencePage } from '../pages/reference.ts';
import { curlWorld } from '../pages/world-values.ts';
import { knownIds } from '../world/known-ids.ts';
import { anyJson } from './any-json.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { callRoutes } from './calls.ts';
import { clockRoutes } from './clock.ts';
import type { ControlParts } from './control-schemas.ts';
import { dueRoutes } from './due.ts';
import { entityRoutes } from './entities.ts';
import { eventRoutes } from './events.ts';
import { faultRoutes } from './faults.ts';
import { figureRoutes } from './figures.ts';
import { journalRoutes } from './journal-routes.ts';
import { metricsRoutes } from './metrics.ts';
import { operationRoutes } from './operations.ts';
import { guard, type SafetySettings } from './safety.ts';
import { scriptRoutes } from './script.ts';
import { serviceRoutes } from './services.ts';
import { sessionRoutes } from './sessions.ts';
import { snapshotRoutes } from './snapshot.ts';
import { subscriberRoutes } from './subscribers.ts';
import { workspaceRoutes } from './workspaces.ts';

const resources = [
  workspaceRoutes,
  callRoutes,
  subscriberRoutes,
  serviceRoutes,
  entityRoutes,
  apiKeyRoutes,
  sessionRoutes,
  scriptRoutes,
  clockRoutes,
  dueRoutes,
  faultRoutes,
  journalRoutes,
  eventRoutes,
  figureRoutes,
  operationRoutes,
  metricsRoutes,
  snapshotRoutes,
];

/** The app, to mount at `/_emulator`. */
export function controlPlane(parts: ControlParts, safety: SafetySettings): OpenAPIHono {
  const app = new OpenAPIHono();
  app.use('*', guard(safety));
  app.use('*', anyJson);
  // Also matches the path of the workspace itself.
  app.use('/workspaces/:ws/*', async (c, next) => {
    const ws = c.req.param('ws').toLowerCase();
    if (await parts.world.readWorkspace(ws)) return next();
    const known = knownIds(await parts.world.workspaces());
    return c.json({ detail: `Workspace not found; ${known}.` }, 404);
  });
  for (const routes of resources) app.route('/', routes(parts));
  app.openAPIRegistry.registerComponent('securitySchemes', 'ControlToken', {
    type: 'http',
    scheme: 'bearer',
    description:
      'The token of --control-token. Needed if the emulator was started with one, which it must be on a host that is not loopback.',
  });

  const document = (origin: string) =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'sessions-emulator control plane',
        version: parts.version,
        description: 'Controls the emulated world in tests. Not part of the real API.',
      },
      servers: [{ url: `${origin}/_emulator` }],
      security: [{}, { ControlToken: [] }],
    });
  app.get('/openapi.json', (c) => c.json(document(new URL(c.req.url).origin)));
  app.get('/docs', async (c) => {
    const { origin } = new URL(c.req.url);
    const { world, checksKeys } = parts;
    const settings = await curlWorld(world, {
      origin,
      checksKeys,
      hasToken: safety.token !== null,
    });
    const base = '/_emulator';
    const places = { base, path: `${base}/docs`, json: `${base}/openapi.json` };
    return c.html(referencePage(document(origin), { ...places, ...settings }));
  });
  return app;
}
