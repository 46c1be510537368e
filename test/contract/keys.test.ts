import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { CALL_1, demoKey, paths } from '../helpers/http.ts';
import { OTHER, WS } from '../helpers/world.ts';

const keysOf = (workspace = WS) => `/v1/${workspace}/api-keys`;

async function issuing() {
  const emulation = await control({ auth: 'keys' });
  const { http, post } = emulation;
  const issue = async (body: object) => (await post(keysOf(), body)).body;
  const open = (key: string, workspace = WS) =>
    http.get(paths.active(workspace)).set({ authorization: `Bearer ${key}` });
  return { ...emulation, issue, open };
}

describe('a key that was issued', () => {
  it('has the published response, and is valid at once, only for its workspace', async () => {
    const { post, open, get } = await issuing();
    const { status, body } = await post(keysOf(), { name: 'ci', duration_days: 30 });
    expect([status, body]).toEqual([
      201,
      {
        key_id: expect.stringMatching(/^key_/),
        api_key: expect.stringMatching(/^key_/),
        name: 'ci',
        role: 'member',
        permissions: [],
        expires_at: '2026-03-31T09:30:00Z',
        created_by_entity_id: null,
        created_by_credential_id: (await get(keysOf())).body.items[0].id,
      },
    ]);
    expect((await open(body.api_key)).status).toBe(200);
    expect((await open(body.api_key, OTHER)).status).toBe(403);
  });

  it('is shown once: the list, the journal and the events do not hold it', async () => {
    const { issue, get, http } = await issuing();
    const { api_key } = await issue({ duration_days: 1 });
    const places = [
      (await get(keysOf())).text,
      (await http.get(`/_emulator/workspaces/${WS}/journal`)).text,
      (await http.get(`/_emulator/workspaces/${WS}/api-keys`)).text,
      (await http.get('/_emulator/snapshot')).text,
    ];
    expect(places.every((text) => text.length > 100)).toBe(true);
    for (const text of places) expect(text).not.toContain(api_key);
  });

  it('is not valid once its days have passed on the clock, or it was deleted', async () => {
    const { issue, open, ctl, at, http } = await issuing();
    const short = await issue({ duration_days: 1 });
    const long = await issue({ duration_days: 2 });
    await ctl.post(at('/clock/advance'), { seconds: 86_400 });
    expect((await open(short.api_key)).status).toBe(401);
    expect((await open(long.api_key)).status).toBe(200);
    const gone = await http.delete(`${keysOf()}/${long.key_id}`).set(demoKey);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await open(long.api_key)).status).toBe(401);
    const again = await http.delete(`${keysOf()}/${long.key_id}`).set(demoKey);
    expect([again.status, again.text]).toEqual([404, '{"detail":"API key not found."}']);
  });
});

describe('a key', () => {
  it('may have an empty role, which the published schema accepts; a snapshot of it loads', async () => {
    const { post, ctl } = await control();
    const issued = await post(keysOf(), { duration_days: 64, role: '' });
    expect([issued.status, issued.body.role]).toEqual([201, '']);
    const taken = await ctl.get('/snapshot?secrets=true');
    expect((await ctl.put('/snapshot', taken.body)).status).toBe(200);
  });

  it.each(['any', 'off'] as const)(
    'is not issued in a workspace that does not exist, with --auth %s',
    async (auth) => {
      const { post, ctl, at } = await control({ auth });
      const nowhere = '99999999-9999-4999-8999-999999999999';
      const answer = await post(keysOf(nowhere), { duration_days: 1 });
      expect([answer.status, answer.body]).toEqual([
        403,
        { detail: 'Insufficient permissions or requested role exceeds caller access.' },
      ]);
      expect((await ctl.get(at('/api-keys', nowhere))).status).toBe(404);
    },
  );
});

describe('the list of keys', () => {
  it('comes in pages, oldest first', async () => {
    const { issue, get } = await issuing();
    for (const n of [1, 2, 3]) await issue({ name: `k${n}`, duration_days: n });
    const first = (await get(`${keysOf()}?limit=3`)).body;
    expect([first.has_more, first.continuation_token, first.total]).toEqual([true, 3, 4]);
    const rest = (await get(`${keysOf()}?limit=3&continuation_token=3`)).body;
    expect([rest.has_more, rest.continuation_token]).toEqual([false, null]);
    expect([...first.items, ...rest.items].map((one: { name: string }) => one.name)).toEqual([
      'Demo',
      'k1',
      'k2',
      'k3',
    ]);
    expect(rest.items[0]).toEqual({
      id: expect.any(String),
      workspace_id: WS,
      created_by_entity_id: null,
      created_by_credential_id: first.items[0].id,
      key_id: expect.any(String),
      name: 'k3',
      role: 'member',
      permissions: [],
      expires_at: '2026-03-04T09:30:00Z',
      last_used_at: null,
      created_at: '2026-03-01T09:30:00Z',
      updated_at: '2026-03-01T09:30:00Z',
    });
    expect([first.items[0].expires_at, first.items[0].last_used_at]).toEqual([
      '9999-12-31T23:59:59Z',
      '2026-03-01T09:30:00Z',
    ]);
  });

  it('holds only keys that were issued with the same key, if mine_only is set', async () => {
    const { issue, get } = await issuing();
    await issue({ name: 'mine', duration_days: 1 });
    const { items } = (await get(`${keysOf()}?mine_only=true`)).body;
    expect(items.map((one: { name: string }) => one.name)).toEqual(['mine']);
  });
});

describe('a wrong request about keys', () => {
  it.each([
    [{}, ['body', 'duration_days'], 'missing'],
    [{ duration_days: 0 }, ['body', 'duration_days'], 'greater_than_equal'],
    [{ duration_days: 91 }, ['body', 'duration_days'], 'less_than_equal'],
    [{ duration_days: 1.5 }, ['body', 'duration_days'], 'int_from_float'],
    [{ duration_days: '2 days' }, ['body', 'duration_days'], 'int_parsing'],
    [{ duration_days: 1, name: '' }, ['body', 'name'], 'string_too_short'],
    [{ duration_days: 1, permissions: 'all' }, ['body', 'permissions'], 'list_type'],
    [{ duration_days: 1, permissions: [1] }, ['body', 'permissions', 0], 'string_type'],
    [{ duration_days: 1, permissions: ['x'.repeat(129)] }, ['body'], 'value_error'],
  ])('%j is refused', async (body, loc, type) => {
    const { post } = await issuing();
    const answer = await post(keysOf(), body);
    expect([answer.status, answer.body.detail[0].loc, answer.body.detail[0].type]).toEqual([
      422,
      loc,
      type,
    ]);
  });

  it('counts the characters of a permission as Python does', async () => {
    const { post } = await issuing();
    const statusOf = async (count: number) =>
      (await post(keysOf(), { duration_days: 1, permissions: ['😀'.repeat(count)] })).status;
    expect([await statusOf(128), await statusOf(129)]).toEqual([201, 422]);
  });

  it.each([
    ['limit=0', 'greater_than', { gt: 0 }],
    ['limit=101', 'less_than_equal', { le: 100 }],
    ['limit=ten', 'int_parsing', undefined],
    ['limit=', 'int_parsing', undefined],
  ])('?%s is refused', async (query, type, ctx) => {
    const { get } = await issuing();
    const { status, body } = await get(`${keysOf()}?${query}`);
    const [issue] = body.detail;
    expect([status, issue.loc, issue.type, issue.ctx]).toEqual([
      422,
      ['query', 'limit'],
      type,
      ctx,
    ]);
  });

  it('is refused for its credentials first', async () => {
    const { http, post } = await issuing();
    expect((await http.get(keysOf())).status).toBe(401);
    expect((await post(keysOf(OTHER), { duration_days: 1 })).status).toBe(403);
    expect((await post(paths.inject(CALL_1), { message: 'still works' })).status).toBe(200);
  });
});
