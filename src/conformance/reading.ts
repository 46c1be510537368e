/** Checks of what is read: the listing, its credentials and its path. */
import { z } from '@hono/zod-openapi';
import { ActiveSession } from '../contract/sessions/session-schemas.ts';
import type { Check, Target } from './check.ts';
import { answer, body, detail, either, header, issues } from './expectations.ts';
import { activePath } from './paths.ts';

/** Requests that read, or that no route takes. */
export function readingChecks({ workspace }: Target): Check[] {
  const path = activePath(workspace);
  return [
    {
      name: 'lists the active calls',
      ask: { method: 'GET', path },
      expected: answer(200, body('a list of ActiveSession', z.array(ActiveSession))),
    },
    {
      name: 'asks for credentials',
      ask: { method: 'GET', path, anonymous: true },
      expected: answer(401, header('WWW-Authenticate', 'Bearer', /^bearer\b/i), detail()),
    },
    {
      name: 'refuses a workspace id that is no UUID',
      ask: { method: 'GET', path: activePath('no-uuid') },
      // Where the key is looked up before the path is validated, it is of another workspace.
      expected: either(
        answer(422, issues(['uuid_parsing', 'path', 'workspace_id'])),
        answer(403, detail()),
      ),
    },
    {
      name: 'does not know other paths',
      ask: { method: 'GET', path: `${path}/no-such-path` },
      expected: answer(404, detail('Not Found')),
    },
    {
      name: 'takes only the published method',
      ask: { method: 'PUT', path },
      expected: answer(405, header('Allow', 'GET', /^GET$/), detail('Method Not Allowed')),
    },
  ];
}
