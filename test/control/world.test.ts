import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { CALL_1, CALL_2, paths, startBody } from '../helpers/http.ts';
import { ENTITY, OTHER, SERVICE, WS } from '../helpers/world.ts';

const NOBODY = '99999999-9999-4999-8999-999999999999';

describe('workspaces', () => {
  it('are created with their own id and key, empty or from the demo', async () => {
    const { ctl, http } = await control({ auth: 'keys' });
    const empty = await ctl.post('/workspaces');
    expect([empty.status, empty.body.calls, empty.body.services]).toEqual([201, [], []]);
    const demo = await ctl.post('/workspaces', { template: 'demo' });
    const { workspace_id, api_key, calls, services, entities } = demo.body;
    expect([calls.length, services.length, entities.length]).toEqual([3, 2, 2]);
    expect(workspace_id).not.toBe(empty.body.workspace_id);
    expect(api_key).not.toBe(empty.body.api_key);
    const list = (key: string) =>
      http.get(paths.active(workspace_id)).set({ authorization: `Bearer ${key}` });
    expect((await list(api_key)).body).toHaveLength(3);
    expect((await list(empty.body.api_key)).status).toBe(403);
  });

  it('are created from a fixture, with its id and keys if it has some', async () => {
    const { ctl } = await control();
    const template = {
      workspace_id: NOBODY,
      services: [{ service_id: SERVICE }],
      calls: [{ call_sid: 'mine', caller_id: '+1', service_id: SERVICE }],
      api_keys: [{ api_key: 'my-key' }],
    };
    const { body } = await ctl.post('/workspaces', { template });
    expect(body).toMatchObject({
      workspace_id: NOBODY,
      api_key: 'my-key',
      calls: [{ call_sid: 'mine' }],
    });
    expect((await ctl.post('/workspaces', { template })).status).toBe(409);
  });

  it('are not created from an invalid fixture, and nothing is left of it', async () => {
    const { ctl } = await control();
    const calls = [{ caller_id: '+1', service_id: SERVICE }];
    const refused = await ctl.post('/workspaces', { template: { workspace_id: NOBODY, calls } });
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toEqual([
      {
        type: 'value_error',
        loc: ['body', 'template', 'calls', 0, 'service_id'],
        msg: `Expected a service of this workspace, found "${SERVICE}"`,
      },
    ]);
    expect((await ctl.get(`/workspaces/${NOBODY}`)).status).toBe(404);
  });

  it('are listed, read and removed', async () => {
    const { ctl, at, get } = await control();
    expect(
      (await ctl.get('/workspaces')).body.map((one: { workspace_id: string }) => one.workspace_id),
    ).toEqual([WS, OTHER]);
    expect((await ctl.get(at(''))).body.name).toBe('Demo clinic');
    expect((await ctl.delete(at(''))).status).toBe(204);
    expect((await ctl.get(at(''))).status).toBe(404);
    expect((await ctl.delete(at(''))).status).toBe(404);
    expect((await get(paths.active())).body).toEqual([]);
    expect((await get(paths.active(OTHER))).body).toHaveLength(1);
  });

  it('are reset to their initial contents, one or all', async () => {
    const { ctl, at, post, get } = await control();
    await post(paths.inject(CALL_2), { message: 'hi' });
    await ctl.post(at(`/calls/${CALL_1}/end`));
    await ctl.post(at('/faults'), { status: 503 });
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    expect((await ctl.post(at('/reset'))).status).toBe(200);
    expect((await get(paths.active())).body).toHaveLength(3);
    expect((await ctl.get(at(`/calls/${CALL_2}`))).body.queue).toEqual([]);
    expect((await ctl.get(at('/faults'))).body).toEqual([]);
    expect((await ctl.get(at('/journal'))).body.entries).toHaveLength(1);
    await ctl.post(at('/calls', OTHER));
    expect((await ctl.post('/reset')).body).toEqual({ workspaces: 2 });
    expect((await get(paths.active(OTHER))).body).toHaveLength(1);
  });
});

describe('a body', () => {
  it('is JSON, whatever its content type, and may be left out if no field is required', async () => {
    const { http } = await control();
    const path = '/_emulator/workspaces';
    const form = await http.post(path).type('form').send('{"template":"demo"}');
    expect([form.status, form.body.calls.length]).toEqual([201, 3]);
    const none = await http.post(path).set('content-type', 'application/json');
    expect([none.status, none.body.calls]).toEqual([201, []]);
    const broken = await http.post(path).type('form').send('{"template":');
    expect([broken.status, broken.body.detail[0].type]).toEqual([422, 'json_invalid']);
    const nothing = await http.post('/_emulator/clock/advance');
    expect([nothing.status, nothing.body.detail[0].loc[0]]).toEqual([422, 'body']);
  });
});

describe('calls', () => {
  it('are placed with all fields, and listed by the contract at once', async () => {
    const { ctl, at, get } = await control();
    const { status, body } = await ctl.post(at('/calls'), {
      call_sid: 'mine',
      caller_id: '+15550001111',
      direction: 'outbound',
      service_id: SERVICE,
      scenario: 'recall',
      subscribers: 2,
      timeline: [{ at_seconds: 0, state: 'greeting' }],
      length_seconds: 60,
    });
    expect([status, body.active, body.subscribers.length]).toEqual([201, true, 2]);
    const listed = (await get(paths.active())).body.find(
      (one: { call_sid: string }) => one.call_sid === 'mine',
    );
    expect(listed).toMatchObject({
      direction: 'outbound',
      scenario: 'recall',
      current_state: 'greeting',
    });
    await ctl.post(at('/clock/advance'), { seconds: 60 });
    const ended = (await ctl.get(at('/calls/mine'))).body;
    expect([ended.active, ended.duration_seconds]).toEqual([false, 60]);
    expect(ended.ended_at).toBe('2026-03-01T09:31:00+00:00');
  });

  it('are placed by the thousand', async () => {
    const { ctl, at, get } = await control();
    expect((await ctl.post(at('/calls'), { count: 1000 })).body).toHaveLength(1000);
    expect((await get(paths.active())).body).toHaveLength(1003);
  });

  it('are refused with the problem', async () => {
    const { ctl, at } = await control();
    expect((await ctl.post(at('/calls'), { call_sid: CALL_1 })).status).toBe(409);
    const unknown = await ctl.post(at('/calls'), { service_id: NOBODY });
    expect(unknown.body.detail[0]).toMatchObject({
      loc: ['body', 'service_id'],
      msg: 'No such service in this workspace.',
    });
    const odd = await ctl.post(at('/calls'), { directoin: 'inbound', direction: 'up' });
    expect(odd.status).toBe(422);
    expect(odd.body.detail.map((one: { loc: string[] }) => one.loc[1])).toContain('direction');
    const broken = await ctl.post(at('/calls'), undefined);
    expect(broken.status).toBe(201);
    expect((await ctl.get(at('/calls', NOBODY))).body).toEqual({
      detail: `Workspace not found; known: ${WS}, ${OTHER}.`,
    });
  });

  it('change their state and are hung up, once', async () => {
    const { ctl, at, get } = await control();
    const { body } = await ctl.patch(at(`/calls/${CALL_1}`), { state: 'transfer' });
    expect(body.current_state).toBe('transfer');
    expect((await get(paths.active())).body[0].current_state).toBe('transfer');
    expect((await ctl.post(at(`/calls/${CALL_1}/end`))).body.active).toBe(false);
    expect((await ctl.post(at(`/calls/${CALL_1}/end`))).status).toBe(404);
    expect((await ctl.patch(at(`/calls/${CALL_1}`), { state: 'x' })).status).toBe(404);
  });

  it('show the history of each injection', async () => {
    const { ctl, at, post } = await control();
    await post(paths.inject(CALL_2), { message: 'first' });
    const read = async () => (await ctl.get(at(`/calls/${CALL_2}`))).body;
    expect((await read()).queue).toMatchObject([
      { message: 'first', status: 'queued', delivered_at: null },
    ]);
    const { body } = await ctl.post(at(`/calls/${CALL_2}/subscribers`), {
      response_delay_seconds: 2,
    });
    expect(body).toMatchObject({ drained: 1 });
    await ctl.post(at('/clock/advance'), { seconds: 2 });
    const call = await read();
    expect(call.queue).toEqual([]);
    expect(call.injections).toMatchObject([
      {
        status: 'delivered',
        queued: true,
        delivered_to: [body.subscriber_id],
        delivered_at: '2026-03-01T09:30:00+00:00',
        incorporated_at: '2026-03-01T09:30:02+00:00',
      },
    ]);
    expect(call.transcript).toEqual([
      {
        at: '2026-03-01T09:30:02+00:00',
        subscriber_id: body.subscriber_id,
        incorporated: [call.injections[0].event_id],
      },
    ]);
  });

  it('keep queued events as expired when they end', async () => {
    const { ctl, at, post } = await control();
    await post(paths.inject(CALL_2), { message: 'late' });
    const { body } = await ctl.post(at(`/calls/${CALL_2}/end`));
    expect(body.injections).toMatchObject([{ message: 'late', status: 'expired' }]);
  });
});

describe('subscribers', () => {
  it('join and leave; without any, injections are queued again', async () => {
    const { ctl, at, post } = await control();
    const path = at(`/calls/${CALL_2}/subscribers`);
    const { body } = await ctl.post(path, {});
    expect((await post(paths.inject(CALL_2), { message: 'a' })).body.status).toBe('delivered');
    expect((await ctl.delete(`${path}/${body.subscriber_id}`)).status).toBe(204);
    expect((await ctl.delete(`${path}/${body.subscriber_id}`)).status).toBe(404);
    expect((await post(paths.inject(CALL_2), { message: 'b' })).body.status).toBe(
      'queued_no_subscriber',
    );
    expect((await ctl.post(at('/calls/nobody/subscribers'), {})).status).toBe(404);
  });
});

describe('the catalogue', () => {
  it('adds services and entities, with a lag, and removes them', async () => {
    const { ctl, at, post } = await control();
    const entity = { canonical_id: 'a:b:c', projection_lag_seconds: 5 };
    expect((await ctl.put(at(`/services/${NOBODY}`), { name: 'New' })).status).toBe(201);
    const put = await ctl.put(at(`/entities/${NOBODY}`), entity);
    expect([put.status, put.body.projected]).toEqual([201, false]);
    const start = () =>
      post(paths.start(), { service_id: NOBODY, canonical_id: 'a:b:c', channel_kind: 'web' });
    expect((await start()).status).toBe(404);
    await ctl.post(at('/clock/advance'), { seconds: 5 });
    expect((await start()).status).toBe(201);
    expect((await ctl.get(at('/entities'))).body.at(-1)).toMatchObject({
      entity_id: NOBODY,
      projected: true,
    });
    const other = await ctl.put(at(`/entities/${ENTITY}`), { canonical_id: 'a:b:c' });
    expect([other.status, other.body.detail]).toEqual([409, 'canonical_id a:b:c is taken.']);
    expect((await ctl.delete(at(`/services/${NOBODY}`))).status).toBe(204);
    expect((await ctl.delete(at(`/entities/${NOBODY}`))).status).toBe(204);
    expect((await start()).status).toBe(404);
  });

  it('replaces an entity, and frees its canonical id', async () => {
    const { ctl, at } = await control();
    const put = (id: string, canonical_id: string | null) =>
      ctl.put(at(`/entities/${id}`), { canonical_id });
    expect((await put(NOBODY, 'a:b:c')).status).toBe(201);
    expect((await put(NOBODY, 'a:b:d')).status).toBe(201);
    const ids = async () =>
      (await ctl.get(at('/entities'))).body.map((one: { entity_id: string }) => one.entity_id);
    const before = await ids();
    expect(before.filter((id: string) => id === NOBODY)).toHaveLength(1);
    expect((await put(ENTITY, 'a:b:c')).status).toBe(201);
    // In the place that it had in the list.
    expect(await ids()).toEqual(before);
    expect((await put(ENTITY, 'a:b:d')).status).toBe(409);
    expect((await put(ENTITY, null)).status).toBe(201);
    expect((await put(NOBODY, 'a:b:c')).status).toBe(201);
  });

  it('gives a canonical id to one of two concurrent entities, and refuses the other', async () => {
    const { ctl, at } = await control();
    const ids = [NOBODY, ENTITY];
    const both = await Promise.all(
      ids.map((id) => ctl.put(at(`/entities/${id}`), { canonical_id: 'a:b:c' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const listed = (await ctl.get(at('/entities'))).body as {
      entity_id: string;
      canonical_id: string | null;
    }[];
    const winner = ids[both.findIndex(({ status }) => status === 201)];
    expect(listed.filter((one) => one.canonical_id === 'a:b:c')).toMatchObject([
      { entity_id: winner },
    ]);
    expect(listed.map((one) => one.entity_id)).toContain(ENTITY);
  });

  it('adds keys, shows them once, lists them redacted and removes them', async () => {
    const { ctl, at, http } = await control({ auth: 'keys' });
    const { body } = await ctl.put(at('/api-keys'), { name: 'ci' });
    const get = () => http.get(paths.active()).set({ authorization: `Bearer ${body.api_key}` });
    expect((await get()).status).toBe(200);
    const listed = await ctl.get(at('/api-keys'));
    expect(listed.body).toHaveLength(2);
    expect(JSON.stringify(listed.body)).not.toContain(body.api_key);
    expect(JSON.stringify(listed.body)).not.toContain('demo-key');
    expect((await ctl.delete(at(`/api-keys/${body.key_id}`))).status).toBe(204);
    expect((await get()).status).toBe(401);
  });

  it('tells when the projection of an entity has it', async () => {
    const { ctl, at } = await control();
    await ctl.put(at(`/entities/${NOBODY}`), { projection_lag_seconds: 1.5 });
    const [first, , late] = (await ctl.get(at('/entities'))).body;
    expect([first.projected_at, late.projected_at]).toEqual([
      '2026-03-01T09:30:00+00:00',
      '2026-03-01T09:30:01.500000+00:00',
    ]);
  });

  it('reads a text session with its turns, and changes nothing', async () => {
    const { ctl, at, post } = await control();
    const reply = { text: 'A moment.', background: { after_seconds: 1, text: 'Done.' } };
    await ctl.put(at('/script'), { rules: [{ match: { contains: 'Hi' }, reply }] });
    const { body } = await post(paths.start(), { ...startBody, greeting: 'Welcome.' });
    const turns = `/v1/${WS}/conversations/${body.conversation_id}/turns`;
    await post(turns, { message: 'Hi' });
    await ctl.post(at('/clock/advance'), { seconds: 2 });
    const read = () => ctl.get(at(`/sessions/${body.conversation_id}`));
    const found = (await read()).body;
    expect(found).toMatchObject({ entity_id: ENTITY, active: true });
    expect(found.turns).toEqual([
      { role: 'agent', text: 'Welcome.', at: '2026-03-01T09:30:00+00:00' },
      { role: 'user', text: 'Hi', at: '2026-03-01T09:30:00+00:00' },
      { role: 'agent', text: 'A moment.', at: '2026-03-01T09:30:00+00:00' },
    ]);
    // The work in the background is still for the client to fetch.
    expect((await read()).body).toEqual(found);
    expect((await ctl.get(at(`/sessions/${NOBODY}`))).status).toBe(404);
  });

  it('lists text sessions and closes them', async () => {
    const { ctl, at, post } = await control();
    const { body } = await post(paths.start(), startBody);
    expect((await ctl.get(at('/sessions'))).body).toMatchObject([
      { conversation_id: body.conversation_id, active: true, closed_at: null },
    ]);
    const close = at(`/sessions/${body.conversation_id}/close`);
    expect((await ctl.post(close)).status).toBe(204);
    expect((await ctl.post(close)).status).toBe(404);
    expect((await post(paths.start(), startBody)).body.session_status).toBe('created');
  });
});

describe('the clock', () => {
  it('is frozen, set, sped up and advanced', async () => {
    const { ctl } = await control({ clock: 'real' });
    const frozen = await ctl.put('/clock', { mode: 'frozen', now: '2026-03-01T10:00:00+01:00' });
    expect(frozen.body).toEqual({ mode: 'frozen', now: '2026-03-01T09:00:00+00:00', speed: 0 });
    expect((await ctl.post('/clock/advance', { seconds: 3600.5 })).body.now).toBe(
      '2026-03-01T10:00:00.500000+00:00',
    );
    expect((await ctl.put('/clock', { speed: 60 })).body).toMatchObject({
      mode: 'real',
      speed: 60,
    });
    expect((await ctl.get('/clock')).body.speed).toBe(60);
    // What it says of itself, it takes.
    expect((await ctl.put('/clock', frozen.body)).body).toEqual(frozen.body);
    const wrong = await ctl.put('/clock', { mode: 'stopped' });
    expect([wrong.status, wrong.body.detail[0].loc]).toEqual([422, ['body', 'mode']]);
  });

  it('of one workspace does not affect others', async () => {
    const { ctl, at, get } = await control();
    await ctl.post(at('/clock/advance'), { seconds: 3600 });
    expect((await get(paths.active())).body[0].duration_seconds).toBe(3720);
    expect((await get(paths.active(OTHER))).body[0].duration_seconds).toBe(30);
    await ctl.post('/clock/advance', { seconds: 10 });
    expect((await get(paths.active())).body[0].duration_seconds).toBe(3720);
    expect((await get(paths.active(OTHER))).body[0].duration_seconds).toBe(40);
  });

  it('responds to an advance after everything due has happened, in order', async () => {
    const { ctl, at, post } = await control();
    await ctl.post(at('/calls'), {
      call_sid: 'short',
      timeline: [{ at_seconds: 5, state: 'x' }],
      length_seconds: 10,
    });
    await post(paths.inject('short'), { message: 'never heard' });
    await post(paths.inject(CALL_1), { message: 'heard' });
    await ctl.post(at('/clock/advance'), { seconds: 3600 });
    const { body } = await ctl.post('/wait', { workspace_id: WS, timeout_ms: 0, count: 1000 });
    const lines = body.events.map(
      (one: { type: string; at: string }) => `${one.at.slice(11, 19)} ${one.type}`,
    );
    expect(lines.slice(lines.indexOf('10:30:00 clock.changed'))).toEqual([
      '10:30:00 clock.changed',
      '09:30:01 injection.incorporated',
      '09:30:05 call.state_changed',
      '09:30:10 call.ended',
      '09:30:10 injection.expired',
      '09:38:00 call.state_changed',
    ]);
  });
});
