import { describe, expect, it } from 'vitest';
import { control, type Json } from '../helpers/control.ts';
import { paths, startBody } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { ENTITY, OTHER, SERVICE, WS } from '../helpers/world.ts';

const CONVERSATIONS = `/v1/${WS}/conversations`;
const USE_CASE = '77777777-7777-4777-8777-777777777777';
const NOBODY = '99999999-9999-4999-8999-999999999999';
const GREETING = 'Hello! How can I help you today?';
const web = { service_id: SERVICE, entity_id: ENTITY };
const sms = { ...web, channel: 'sms', recipient: '+15550100001', use_case_id: USE_CASE };

async function conversations() {
  const emulation = await control();
  const { post, get, http, at, ctl } = emulation;
  const close = (id: string) =>
    http.delete(`${CONVERSATIONS}/${id}`).set({ authorization: 'Bearer demo-key' });
  return {
    ...emulation,
    create: async (body: object): Promise<Json> => (await post(CONVERSATIONS, body)).body,
    refusal: async (body: object) => {
      const { status, body: said } = await post(CONVERSATIONS, body);
      return [status, said.detail];
    },
    read: async (id: string): Promise<Json> => (await get(`${CONVERSATIONS}/${id}`)).body,
    start: async () => {
      const { conversation_id, session_status } = (await post(paths.start(), startBody)).body;
      return [session_status, conversation_id];
    },
    close,
    sessions: async () => (await ctl.get(at('/sessions'))).body,
  };
}

describe('a conversation on the web channel', () => {
  it('is new and active each time, and the agent greets', async () => {
    const { post, create, read } = await conversations();
    const { status, body } = await post(CONVERSATIONS, web);
    expect(status).toBe(201);
    expect(problemsOf('ConversationDetail', body)).toEqual([]);
    expect(body).toMatchObject({
      channel_kind: 'web',
      status: 'active',
      lifecycle: 'active',
      entity_id: ENTITY,
      service_id: SERVICE,
      direction: null,
      turn_count: 1,
      created_at: '2026-03-01T09:30:00+00:00',
      turns: [{ turn_id: null, role: 'agent', text: GREETING, channel: 'web' }],
    });
    expect(await read(body.id)).toEqual(body);
    expect((await create(web)).id).not.toBe(body.id);
  });

  it('is the one that start returns, and after it the one before, while that is active', async () => {
    const { create, start, close, sessions } = await conversations();
    const [, first] = await start();
    const { id: second } = await create(web);
    const { id: third } = await create(web);
    expect(await start()).toEqual(['already_active', third]);
    await close(third);
    expect(await start()).toEqual(['already_active', second]);
    expect(await sessions()).toMatchObject([{ conversation_id: second, active: true }]);
    await close(first);
    await close(second);
    const [status, fourth] = await start();
    expect(status).toBe('created');
    expect([first, second, third]).not.toContain(fourth);
  });

  it('leaves out those that have ended, when start looks for the one before', async () => {
    const { create, start, close } = await conversations();
    const [, first] = await start();
    for (let n = 0; n < 3; n++) await close((await create(web)).id);
    const { id } = await create(web);
    expect(await start()).toEqual(['already_active', id]);
    await close(id);
    expect(await start()).toEqual(['already_active', first]);
  });

  it('keeps its order in a snapshot', async () => {
    const { create, start, close, ctl } = await conversations();
    const { id: first } = await create(web);
    const { id: second } = await create(web);
    await create({ service_id: SERVICE });
    await create(sms);
    const snapshot = (await ctl.get('/snapshot')).body;
    await ctl.post('/reset');
    expect((await ctl.put('/snapshot', snapshot)).status).toBe(200);
    expect(await start()).toEqual(['already_active', second]);
    await close(second);
    expect(await start()).toEqual(['already_active', first]);
  });

  it('is not loaded from a snapshot in which it comes before the one before it', async () => {
    const { create, ctl } = await conversations();
    await create(web);
    await create(web);
    const snapshot = (await ctl.get('/snapshot')).body;
    snapshot.workspaces[0].conversations.reverse();
    const { status, body } = await ctl.put('/snapshot', snapshot);
    expect([status, JSON.stringify(body)]).toEqual([
      422,
      expect.stringContaining('Expected the id of a conversation before this one'),
    ]);
  });

  it('is not a session without an entity, and takes turns all the same', async () => {
    const { create, start, post, sessions } = await conversations();
    const { id, entity_id } = await create({ service_id: SERVICE, entity_id: null });
    expect(entity_id).toBeNull();
    expect(await sessions()).toEqual([]);
    expect((await start())[0]).toBe('created');
    const { status, body } = await post(`${CONVERSATIONS}/${id}/turns`, { message: 'hi' });
    expect([status, body.output[0].text]).toEqual([200, 'You said: "hi"']);
  });

  it('cannot be forced to be new: it always is', async () => {
    const { refusal } = await conversations();
    const body = { ...web, force_new: true };
    const msg = 'Value error, force_new is not supported on the web channel.';
    expect(await refusal(body)).toEqual([
      422,
      [{ type: 'value_error', loc: ['body'], msg, input: body, ctx: { error: {} } }],
    ]);
  });
});

describe('a conversation on another channel', () => {
  it('is outbound, to its recipient, and not a session', async () => {
    const { create, start, read, sessions, close } = await conversations();
    const made = await create(sms);
    expect(problemsOf('ConversationDetail', made)).toEqual([]);
    expect(made).toMatchObject({
      channel_kind: 'sms',
      status: 'active',
      direction: 'outbound',
      phone_number: '+15550100001',
      turns: [{ role: 'agent', channel: 'sms' }],
    });
    expect(await sessions()).toEqual([]);
    expect((await start())[0]).toBe('created');
    expect((await close(made.id)).status).toBe(204);
    expect((await read(made.id)).status).toBe('closed');
  });

  it.each([
    ['a recipient', { recipient: null }, 'recipient is required for non-web channels.'],
    ['a use case', { use_case_id: null }, 'use_case_id is required for non-web channels.'],
  ])('needs %s', async (_, missing, text) => {
    const { refusal } = await conversations();
    const [status, [issue]] = await refusal({ ...sms, ...missing });
    expect([status, issue.loc, issue.msg]).toEqual([422, ['body'], `Value error, ${text}`]);
  });

  it('closes those of its thread that are active, with force_new', async () => {
    const { create, read } = await conversations();
    const [same, other, { id: web1 }] = [
      await create(sms),
      await create({ ...sms, recipient: '+15550100002' }),
      await create(web),
    ];
    await create(sms);
    expect((await read(same.id)).status).toBe('active');
    const forced = await create({ ...sms, force_new: true });
    const statuses = [];
    for (const id of [same.id, other.id, web1, forced.id]) statuses.push((await read(id)).status);
    expect(statuses).toEqual(['closed', 'active', 'active', 'active']);
  });
});

describe('creating a conversation', () => {
  it('finds no service or entity that is unknown, or of another workspace', async () => {
    const { post } = await conversations();
    const detail = 'Service or entity not found.';
    for (const wrong of [{ service_id: NOBODY }, { entity_id: NOBODY }]) {
      for (const body of [web, sms]) {
        const { status, body: said } = await post(CONVERSATIONS, { ...body, ...wrong });
        expect([status, said]).toEqual([404, { detail }]);
      }
    }
    expect((await post(`/v1/${OTHER}/conversations`, web)).status).toBe(404);
  });

  it('takes one place at a time, when a hundred start and are created at once', async () => {
    const { create, start } = await conversations();
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? create(web) : start())),
    );
    expect(new Set(all.filter((one) => !Array.isArray(one)).map(({ id }) => id)).size).toBe(50);
    expect((await start())[0]).toBe('already_active');
  });
});
