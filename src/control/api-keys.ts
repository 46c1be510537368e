/** The API keys of a workspace. */
import { createRoute, z } from '@hono/zod-openapi';
import { optionsSchema } from '../fixtures/field-schemas.ts';
import { type KeyRecord, redactKey } from '../world/model/keys.ts';
import { isoTime } from '../world/ports/clock.ts';
import { newKeyFields } from '../world/resources/keys.ts';
import {
  body,
  type ControlParts,
  controlApp,
  ErrorBody,
  errors,
  json,
  missing,
  noRoom,
  reading,
  removing,
  Time,
  WorkspaceParams,
} from './control-schemas.ts';

const Key = z
  .object({
    key_id: z.string(),
    name: z.string().nullable(),
    api_key: z.string().describe('Redacted.'),
    expires_at: Time.nullable(),
  })
  .openapi('ApiKey');

/** An API key, redacted, as JSON. */
export type ApiKeyView = z.output<typeof Key>;

const keyView = ({ keyId, name, expiresAt }: KeyRecord, shown: string) => ({
  key_id: keyId,
  name,
  api_key: shown,
  expires_at: expiresAt === null ? null : isoTime(expiresAt),
});

const tags = ['API keys'];

/** Routes of this resource. */
export function apiKeyRoutes({ world }: ControlParts) {
  const app = controlApp();

  app.openapi(
    createRoute({
      method: 'put',
      path: '/workspaces/{ws}/api-keys',
      tags,
      operationId: 'issue_key',
      summary: 'Add an API key',
      description: 'Adds the given key, or generates one. Only this response shows it.',
      request: {
        params: WorkspaceParams,
        body: body(
          optionsSchema(newKeyFields).openapi('NewApiKey', {
            example: { api_key: 'test-key', role: 'viewer' },
          }),
          false,
        ),
      },
      responses: { 201: json(Key), 409: json(ErrorBody, 'The key already exists'), ...errors },
    }),
    async (c) => {
      const { ws } = c.req.valid('param');
      const added = await world.addKey(ws, c.req.valid('json'));
      if (added.status === 'full') return c.json(noRoom(added), 422);
      if (added.status === 'not_found') return c.json(missing('Workspace'), 404);
      if (added.status === 'duplicate') return c.json({ detail: 'That key already exists.' }, 409);
      return c.json(keyView(added.key, added.key.token), 201);
    },
  );
  app.openapi(
    reading('/workspaces/{ws}/api-keys', WorkspaceParams, z.array(Key), {
      tags,
      operationId: 'list_keys',
      summary: 'List API keys, redacted',
    }),
    async (c) => {
      const keys = await world.listKeys(c.req.valid('param').ws);
      return c.json(
        keys.map((one) => keyView(one, redactKey(one.token))),
        200,
      );
    },
  );
  app.openapi(
    removing('/workspaces/{ws}/api-keys/{key_id}', WorkspaceParams.extend({ key_id: z.string() }), {
      tags,
      operationId: 'remove_key',
      summary: 'Remove an API key',
    }),
    async (c) => {
      const { ws, key_id } = c.req.valid('param');
      const { status } = await world.removeKey(ws, key_id);
      return status === 'removed' ? c.body(null, 204) : c.json(missing('API key'), 404);
    },
  );
  return app;
}
