/** Checks that only read: the list of active calls, its credentials and its path. */
import { z } from '@hono/zod-openapi';
import { ActiveSession } from '../contract/sessions/session-schemas.ts';
import type { Check, Target } from './check.ts';
import { body, detail, either, header, issues, response } from './expectations.ts';
import { activePath } from './paths.ts';

/** Checks with requests that read, or that no route accepts. */
export function readingChecks({ workspace }: Target): Check[] {
  const path = activePath(workspace);
  return [
    {
      name: 'lists the active calls',
      ask: { method: 'GET', path },
      expected: response(200, body('a list of ActiveSession', z.array(ActiveSession))),
    },
    {
      name: 'requires credentials',
      ask: { method: 'GET', path, anonymous: true },
      expected: response(401, header('WWW-Authenticate', 'Bearer', /^bearer\b/i), detail()),
    },
    {
      name: 'refuses a workspace id that is not a UUID',
      ask: { method: 'GET', path: activePath('no-uuid') },
      // If the server checks the key before the path, the key belongs to another workspace.
      expected: either(
        response(422, issues(['uuid_parsing', 'path', 'workspace_id'])),
        response(403, detail()),
      ),
    },
    {
      name: 'responds with 404 to other paths',
      ask: { method: 'GET', path: `${path}/no-such-path` },
      expected: response(404, detail('Not Found')),
    },
    {
      name: 'accepts only the published method',
      ask: { method: 'PUT', path },
      expected: response(405, header('Allow', 'GET', /^GET$/), detail('Method Not Allowed')),
    },
  ];
}
