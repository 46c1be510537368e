import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { paths } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { OTHER, WS } from '../helpers/world.ts';

const keysOf = (workspace = WS) => `/v1/${workspace}/api-keys`;

async function keys() {
  const emulation = await control({ auth: 'keys' });
  const { http, post } = emulation;
  const issued = (await post(keysOf(), { name: 'ci', duration_days: 1 })).body;
  const statusOf = async (key: string) =>
    (await http.get(paths.active()).set({ authorization: `Bearer ${key}` })).status;
  const rotate = (id: string, body: object = { duration_days: 30 }) =>
    post(`${keysOf()}/${id}/rotate`, body);
  return { ...emulation, issued, statusOf, rotate };
}

describe('a key that is rotated', () => {
  it('has a new secret at once, and is the same key otherwise', async () => {
    const { issued, statusOf, rotate } = await keys();
    const { status, body } = await rotate(issued.key_id);
    expect(status).toBe(200);
    expect(problemsOf('CreateApiKeyResponse', body)).toEqual([]);
    expect(body).toEqual({
      ...issued,
      api_key: expect.stringMatching(/^key_/),
      expires_at: '2026-03-31T09:30:00Z',
    });
    expect(body.api_key).not.toBe(issued.api_key);
    expect([await statusOf(issued.api_key), await statusOf(body.api_key)]).toEqual([401, 200]);
  });

  it('is shown once: the journal and the list do not hold its secret', async () => {
    const { issued, rotate, http, get } = await keys();
    const { api_key } = (await rotate(issued.key_id)).body;
    for (const path of [keysOf(), `/_emulator/workspaces/${WS}/journal`]) {
      const { text } = await (path.startsWith('/v1') ? get(path) : http.get(path));
      expect(text).toContain(issued.key_id);
      expect(text).not.toContain(api_key);
    }
  });

  it('must be there, and live 1 to 90 days', async () => {
    const { issued, rotate } = await keys();
    const unknown = await rotate('key_nothing');
    expect([unknown.status, unknown.body]).toEqual([404, { detail: 'API key not found.' }]);
    expect((await rotate(issued.key_id, { duration_days: 91 })).status).toBe(422);
  });
});

describe('the key of a request', () => {
  it('is described, with its workspace and the seconds that it has left', async () => {
    const { http, issued } = await keys();
    const me = await http.get('/v1/auth/me').set({ authorization: `Bearer ${issued.api_key}` });
    expect(problemsOf('AuthInfoResponse', me.body)).toEqual([]);
    expect(me.body).toEqual({
      workspace_id: WS,
      key_id: issued.key_id,
      name: 'ci',
      expires_at: '2026-03-02T09:30:00Z',
      expires_in_seconds: 86_400,
    });
    const other = await http.get('/v1/auth/me').set({ authorization: 'Bearer other-key' });
    expect(other.body.workspace_id).toBe(OTHER);
  });

  it('is refused when nobody issued it', async () => {
    const { http } = await keys();
    expect((await http.get('/v1/auth/me').set({ authorization: 'Bearer x' })).status).toBe(401);
    expect((await http.get('/v1/auth/me')).status).toBe(401);
  });
});

describe('the catalogue of permissions', () => {
  it('has four roles in rising order, each with more permissions', async () => {
    const { get } = await keys();
    const { status, body } = await get(`${keysOf()}/permission-catalog`);
    expect(status).toBe(200);
    expect(problemsOf('PermissionCatalogResponse', body)).toEqual([]);
    const roles: { name: string; permission_names: string[] }[] = body.roles;
    expect(roles.map(({ name }) => name)).toEqual(['viewer', 'member', 'admin', 'owner']);
    const counts = roles.map(({ permission_names }) => permission_names.length);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(body.permissions).toContainEqual({
      name: 'ApiKey.view',
      namespace: 'ApiKey',
      action: 'view',
    });
  });
});
