/** The control plane: all resources under `/_emulator`, its OpenAPI document and its reference page. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { referencePage } from '../pages/reference.ts';
import { anyJson } from './any-json.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { callRoutes } from './calls.ts';
import { clockRoutes } from './clock.ts';
import { type ControlParts, missing } from './control-schemas.ts';
import { entityRoutes } from './entities.ts';
import { eventRoutes } from './events.ts';
import { faultRoutes } from './faults.ts';
import { figureRoutes } from './figures.ts';
import { journalRoutes } from './journal-routes.ts';
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
  faultRoutes,
  journalRoutes,
  eventRoutes,
  figureRoutes,
  operationRoutes,
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
    return c.json(missing('Workspace'), 404);
  });
  for (const routes of resources) app.route('/', routes(parts));

  const document = (origin: string) =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'sessions-emulator control plane',
        version: parts.version,
        description: 'Controls the emulated world in tests. Not part of the real API.',
      },
      servers: [{ url: `${origin}/_emulator` }],
    });
  app.get('/openapi.json', (c) => c.json(document(new URL(c.req.url).origin)));
  app.get('/docs', (c) => {
    const { origin } = new URL(c.req.url);
    return c.html(referencePage(document(origin), { origin: `${origin}/_emulator` }));
  });
  return app;
}
