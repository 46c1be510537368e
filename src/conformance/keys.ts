/** Checks that issue an API key, and delete it again. */
import type { Ask, Check } from './check.ts';
import { detail, other, response } from './expectations.ts';
import { noContent, operation, published } from './published.ts';

const KEYS = '/v1/{workspace_id}/api-keys';

/** The checks. The key is a `viewer` for one day, in case it cannot be deleted. */
export function keyChecks(workspace: string): Check[] {
  const path = `/v1/${workspace}/api-keys`;
  const duration = { duration_days: 1 };
  let issued: string | undefined;
  const ofKey = (make: (path: string) => Ask) => ({
    optional: true as const,
    ask: () =>
      issued === undefined ? 'no key was issued' : make(`${path}/${encodeURIComponent(issued)}`),
  });
  return [
    {
      name: 'issues a key',
      optional: true,
      ask: {
        method: 'POST',
        path,
        body: JSON.stringify({ ...duration, name: 'sessions-emulator check', role: 'viewer' }),
      },
      expected: published(operation('POST', KEYS), 201, ({ key_id, role }) => {
        if (typeof key_id === 'string') issued = key_id;
        return other('role', String(role), 'viewer');
      }),
    },
    {
      name: 'rotates a key',
      ...ofKey((key) => ({
        method: 'POST',
        path: `${key}/rotate`,
        body: JSON.stringify(duration),
      })),
      expected: published(operation('POST', `${KEYS}/{key_id}/rotate`), 200, ({ key_id }) =>
        other('key_id', String(key_id), String(issued)),
      ),
    },
    {
      name: 'deletes a key',
      ...ofKey((key) => ({ method: 'DELETE', path: key })),
      expected: noContent,
    },
    {
      name: 'responds with 404 to a deleted key',
      ...ofKey((key) => ({ method: 'DELETE', path: key })),
      expected: response(404, detail()),
    },
  ];
}
