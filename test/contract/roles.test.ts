import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator.ts';
import { control, type Json } from '../helpers/control.ts';
import { CALL_1, paths, startBody } from '../helpers/http.ts';
import { fixtureWithRoles as fixture, roleNames } from '../helpers/roles.ts';
import { SERVICE, WS } from '../helpers/world.ts';

const KEYS = `/v1/${WS}/api-keys`;
const FORBIDDEN = [403, { detail: 'Insufficient permissions.' }];

async function roles(options: EmulatorOptions = {}) {
  const emulation = await control({ auth: 'keys', fixture, ...options });
  const { http } = emulation;
  const send = async (
    key: string,
    method: 'get' | 'post' | 'delete',
    path: string,
    body?: object,
  ) => {
    const sent = http[method](path).set({ authorization: `Bearer ${key}` });
    const answer = await (body === undefined ? sent : sent.send(body));
    return [answer.status, answer.body] as [number, Json];
  };
  return {
    ...emulation,
    send,
    issue: (key: string, role: string) => send(key, 'post', KEYS, { duration_days: 1, role }),
  };
}

describe('a viewer', () => {
  it('reads', async () => {
    const { send } = await roles();
    for (const path of [paths.active(), `/v1/${WS}/services`, '/v1/auth/me']) {
      expect((await send('viewer', 'get', path))[0]).toBe(200);
    }
  });

  it('changes nothing', async () => {
    const { send, ctl, at } = await roles();
    const conversation = `/v1/${WS}/conversations/99999999-9999-4999-8999-999999999999`;
    const changes = [
      ['post', paths.inject(CALL_1), { message: 'hi' }],
      ['post', paths.start(), startBody],
      ['post', `/v1/${WS}/conversations`, { service_id: SERVICE }],
      ['post', `${conversation}/turns`, { message: 'hi' }],
      ['post', `${conversation}/turns/stream`, { message: 'hi' }],
      ['delete', conversation, undefined],
    ] as const;
    for (const [method, path, body] of changes) {
      expect(await send('viewer', method, path, body)).toEqual(FORBIDDEN);
    }
    expect((await ctl.get(at('/sessions'))).body).toEqual([]);
    expect((await ctl.get(at(`/calls/${CALL_1}`))).body.injections).toEqual([]);
    for (const [method, path, body] of changes) {
      expect(await send('member', method, path, body)).not.toEqual(FORBIDDEN);
    }
  });

  it('is refused before its body is validated, and after it is parsed', async () => {
    const { send, http } = await roles();
    expect(await send('viewer', 'post', paths.start(), {})).toEqual(FORBIDDEN);
    const cut = await http
      .post(paths.start())
      .set({ authorization: 'Bearer viewer', 'content-type': 'application/json' })
      .send('{');
    expect(cut.status).toBe(422);
  });

  it('is what a key with an unknown role is', async () => {
    const { send } = await roles();
    expect((await send('odd', 'get', paths.active()))[0]).toBe(200);
    expect(await send('odd', 'post', paths.start(), startBody)).toEqual(FORBIDDEN);
  });
});

describe('resolving an entity', () => {
  it('is a read, though it is a POST: a viewer may', async () => {
    const { send } = await roles();
    const body = { entity_type: 'patient', phone: '+15550100001' };
    expect((await send('viewer', 'post', `/v1/${WS}/world/entities/resolve`, body))[0]).toBe(200);
  });
});

describe('guidance for a run', () => {
  it.each(['viewer', 'member'])('is not sent by a %s', async (key) => {
    const { send } = await roles();
    const [, { items }] = await send(key, 'get', `/v1/${WS}/runs`);
    const path = `/v1/${WS}/runs/${items[0].run_id}/guidance`;
    const body = { operator_id: SERVICE, message: 'Offer Tuesday.' };
    expect(await send(key, 'post', path, body)).toEqual(FORBIDDEN);
    expect((await send('admin', 'post', path, body))[0]).toBe(200);
  });
});

describe('managing keys', () => {
  it.each(['viewer', 'member'])('is not for a %s', async (key) => {
    const { send, issue } = await roles();
    expect(await issue(key, 'viewer')).toEqual(FORBIDDEN);
    const body = { duration_days: 1 };
    expect(await send(key, 'post', `${KEYS}/key_x/rotate`, body)).toEqual(FORBIDDEN);
    expect(await send(key, 'delete', `${KEYS}/key_x`)).toEqual(FORBIDDEN);
    expect(await send(key, 'get', KEYS)).toEqual(FORBIDDEN);
    expect(await send(key, 'get', `${KEYS}/permission-catalog`)).toEqual(FORBIDDEN);
  });

  it('is for an admin, but nobody issues a key above their own role', async () => {
    const { issue } = await roles();
    for (const role of ['viewer', 'member', 'admin']) {
      const [status, body] = await issue('admin', role);
      expect([status, body.role]).toEqual([201, role]);
    }
    const detail = 'Insufficient permissions or requested role exceeds caller access.';
    expect(await issue('admin', 'owner')).toEqual([403, { detail }]);
    expect((await issue('owner', 'owner'))[0]).toBe(201);
  });

  it('rotates no key above their own role', async () => {
    const { send } = await roles();
    const [, { items }] = await send('owner', 'get', KEYS);
    const rotate = (key: string, name: string) => {
      const { key_id } = items.find((one: Json) => one.name === name);
      return send(key, 'post', `${KEYS}/${key_id}/rotate`, { duration_days: 1 });
    };
    expect(await rotate('admin', 'owner')).toEqual(FORBIDDEN);
    expect((await send('owner', 'get', KEYS))[0]).toBe(200);
    expect((await rotate('admin', 'member'))[0]).toBe(200);
    expect((await rotate('owner', 'owner'))[0]).toBe(200);
  });

  it('refuses a role that does not exist', async () => {
    const { issue } = await roles();
    const body = { duration_days: 1, role: 'gardener' };
    const msg = 'Value error, A role is one of viewer, member, admin, owner.';
    expect(await issue('owner', 'gardener')).toEqual([
      422,
      { detail: [{ type: 'value_error', loc: ['body'], msg, input: body, ctx: { error: {} } }] },
    ]);
  });
});

describe('a key without a role', () => {
  it('is an owner in a fixture, and a member when it is issued', async () => {
    const { send } = await roles();
    const [status, body] = await send('none', 'post', KEYS, { duration_days: 1 });
    expect([status, body.role]).toEqual([201, 'member']);
    const [, { items }] = await send('none', 'get', KEYS);
    expect(items.map(({ role }: Json) => role)).toEqual([
      ...roleNames,
      'gardener',
      'owner',
      'member',
    ]);
  });
});

describe('roles', () => {
  it.each(['any', 'off'] as const)('are not checked with --auth %s', async (auth) => {
    const { send, issue } = await roles({ auth });
    expect((await send('viewer', 'post', paths.start(), startBody))[0]).toBe(201);
    expect((await issue('viewer', 'owner'))[0]).toBe(201);
    expect((await issue('viewer', 'gardener'))[0]).toBe(201);
  });
});
