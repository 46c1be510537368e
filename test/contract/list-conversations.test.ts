import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import companions from '../../openapi.companions.json' with { type: 'json' };
import { createEmulator } from '../../src/emulator.ts';
import { createLog } from '../../src/http/log.ts';
import type { Json } from '../helpers/control.ts';
import { converse } from '../helpers/conversation.ts';
import { demoKey } from '../helpers/http.ts';
import { fixtureWithRoles } from '../helpers/roles.ts';
import { SERVICE, WS } from '../helpers/world.ts';

const CONVERSATIONS = '/v1/{workspace_id}/conversations';
const LIST = `/v1/${WS}/conversations`;
const { ChannelKind, ConversationDetail } = companions.components.schemas;
const { turns, plan, voice, ...properties } = ConversationDetail.properties;

const optional = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const inQuery = (name: string, schema: object) => ({ name, in: 'query', schema });
const inPath = (name: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
});
const respondsWith = (schema: object) => ({
  200: { description: 'OK', content: { 'application/json': { schema } } },
});

/** What the vendor's document of May 2026 has of the list, and an operation on one conversation. */
const platformDocument = {
  openapi: '3.1.0',
  info: { title: 'Platform', version: '1.0.0' },
  paths: {
    [CONVERSATIONS]: {
      get: {
        parameters: [
          inPath('workspace_id'),
          inQuery('channel_kind', optional({ enum: ChannelKind.enum, type: 'string' })),
          inQuery('status', optional({ enum: ['active', 'frozen', 'closed'], type: 'string' })),
          inQuery('limit', { default: 20, maximum: 100, minimum: 1, type: 'integer' }),
          inQuery('offset', { default: 0, minimum: 0, type: 'integer' }),
        ],
        responses: respondsWith({ $ref: '#/components/schemas/ConversationListResponse' }),
      },
    },
    [`${CONVERSATIONS}/{conversation_id}/insights`]: {
      get: {
        parameters: [inPath('workspace_id'), inPath('conversation_id')],
        responses: respondsWith({ type: 'object', properties: { score: { type: 'number' } } }),
      },
    },
  },
  components: {
    schemas: {
      ChannelKind,
      ConversationSummary: { ...ConversationDetail, properties },
      ConversationListResponse: {
        type: 'object',
        properties: {
          items: { type: 'array', items: { $ref: '#/components/schemas/ConversationSummary' } },
          total: { type: 'integer' },
          has_more: { type: 'boolean' },
        },
        required: ['items', 'total', 'has_more'],
      },
    },
  },
};

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema(platformDocument, 'platform');

const USE_CASE = '77777777-7777-4777-8777-777777777777';
const sms = { channel: 'sms', recipient: '+15550100001', use_case_id: USE_CASE };

/** A started session, and a second later a conversation over SMS. */
async function emulate(options = {}) {
  const emulation = await converse(undefined, { platformDocument, ...options });
  const { advance, get, id, post } = emulation;
  const create = async (more: object): Promise<string> => {
    await advance(1);
    return (await post(LIST, { service_id: SERVICE, ...more })).body.id;
  };
  const list = async (query = ''): Promise<Json> => (await get(`${LIST}?${query}`)).body;
  return {
    ...emulation,
    create,
    list,
    ids: async (query = '') => (await list(query)).items.map((one: Json) => one.id),
    web: id,
    sms: await create(sms),
  };
}

describe('the list of conversations, with a platform document that has it', () => {
  it('has those of the world, newest first, as each is read without its turns', async () => {
    const { get, sms, turn, web } = await emulate();
    await turn({ message: 'hi' });
    const { body, status, text } = await get(LIST);
    expect(status).toBe(200);
    const check = ajv.getSchema('platform#/components/schemas/ConversationListResponse');
    check?.(body);
    expect(check?.errors ?? []).toEqual([]);
    expect(Object.keys(body)).toEqual(['items', 'total', 'has_more']);
    expect(text).toContain(`{"id":"${sms}","channel_kind":"sms","status":"active",`);
    const read = await Promise.all([sms, web].map((id) => get(`${LIST}/${id}`)));
    const shown = read.map(({ body: { turns, plan, voice, ...summary } }) => summary);
    expect(body).toEqual({ items: shown, total: 2, has_more: false });
    expect(body.items[1].turn_count).toBe(3);
  });

  it('has closed ones, and none that is elsewhere', async () => {
    const { close, http, ids, sms, web } = await emulate();
    await close();
    expect(await ids()).toEqual([sms, web]);
    const other = LIST.replace(WS, USE_CASE);
    const { body } = await http.get(other).set(demoKey);
    expect(body).toEqual({ items: [], total: 0, has_more: false });
  });

  it('has the later one first of those of the same time', async () => {
    const { ids, post, sms, web } = await emulate();
    const { body } = await post(LIST, { service_id: SERVICE });
    expect(await ids()).toEqual([body.id, sms, web]);
  });

  it('is filtered by channel and status', async () => {
    const { close, ids, sms, web } = await emulate();
    await close();
    expect(await ids('channel_kind=sms')).toEqual([sms]);
    expect(await ids('channel_kind=email')).toEqual([]);
    expect(await ids('status=closed')).toEqual([web]);
    expect(await ids('status=active')).toEqual([sms]);
    expect(await ids('status=frozen')).toEqual([]);
    expect(await ids('status=active&channel_kind=web')).toEqual([]);
  });

  it('comes in pages', async () => {
    const { create, ids, list, sms, web } = await emulate();
    const third = await create({});
    expect(await list('limit=2')).toMatchObject({ total: 3, has_more: true });
    expect(await ids('limit=2')).toEqual([third, sms]);
    expect(await list('limit=2&offset=1')).toMatchObject({ total: 3, has_more: false });
    expect(await ids('limit=2&offset=2')).toEqual([web]);
    expect(await list('offset=3')).toEqual({ items: [], total: 3, has_more: false });
  });

  it('has twenty at the most, unless it is asked for more', async () => {
    const { create, list } = await emulate();
    for (let i = 0; i < 20; i++) await create({});
    expect((await list()).items).toHaveLength(20);
    expect((await list('limit=100')).items).toHaveLength(22);
  });

  it('refuses a query by the rules of that document', async () => {
    const { get } = await emulate();
    const { body, status } = await get(`${LIST}?limit=0&offset=x&status=odd&channel_kind=web`);
    expect(status).toBe(422);
    const found = body.detail.map(({ loc, msg, type }: Json) => [loc.join('.'), type, msg]);
    expect(found).toEqual([
      ['query.status', 'literal_error', "Input should be 'active', 'frozen' or 'closed'"],
      ['query.limit', 'greater_than_equal', 'Input should be greater than or equal to 1'],
      [
        'query.offset',
        'int_parsing',
        'Input should be a valid integer, unable to parse string as an integer',
      ],
    ]);
  });

  it('delivers no result of work in the background', async () => {
    const { advance, at, ctl, list, poll, turn } = await emulate();
    const background = { after_seconds: 1, text: 'Found it.' };
    const rule = { match: { contains: 'look' }, reply: { text: 'One moment.', background } };
    await ctl.put(at('/script'), { rules: [rule] });
    await turn({ message: 'look' });
    await advance(1);
    expect((await list()).items[1].turn_count).toBe(3);
    expect((await poll()).body.output).toMatchObject([{ text: 'Found it.' }]);
    expect((await list()).items[1].turn_count).toBe(4);
  });

  it('needs a key, which may be that of a viewer', async () => {
    const { http } = await emulate({ auth: 'keys', fixture: fixtureWithRoles });
    expect((await http.get(LIST)).status).toBe(401);
    expect((await http.get(LIST).set({ authorization: 'Bearer viewer' })).status).toBe(200);
  });

  it('is a simulated operation, with fault rules and a journal', async () => {
    const { at, ctl, get } = await emulate();
    const operation = 'list_conversations';
    expect((await ctl.get('/operations')).body).toContainEqual({
      name: operation,
      kind: 'simulated',
    });
    await ctl.post(at('/faults'), { operation, status: 503, times: 1 });
    expect((await get(LIST)).status).toBe(503);
    expect((await get(LIST)).status).toBe(200);
    const { entries } = (await ctl.get(at('/journal'))).body;
    const listed = entries.filter((one: Json) => one.operation === operation);
    expect(listed.map(({ status, why }: Json) => [status, why])).toEqual([
      [503, expect.stringMatching(/^fault /)],
      [200, null],
    ]);
  });

  it('names POST in Allow for other methods', async () => {
    const { http } = await emulate();
    const { headers, status } = await http.put(LIST).set(demoKey);
    expect([status, headers.allow]).toEqual([405, 'POST']);
  });

  it('leaves the ids of shaped operations below it as they are', async () => {
    const { get, web } = await emulate();
    expect((await get(`${LIST}/${web}/insights`)).status).toBe(200);
  });
});

describe('the list of conversations, without a document that has it', () => {
  it('is the recorded 405, and the log says how to get it', async () => {
    for (const options of [{}, { platformDocument: { openapi: '3.1.0', paths: {} } }]) {
      const lines: string[] = [];
      const log = createLog('json', (line) => lines.push(line));
      await using emulator = await createEmulator({ ...options, log });
      const { headers, status } = await emulator.fetch(`http://sessions${LIST}`, {
        headers: demoKey,
      });
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
      expect(lines.map((line) => JSON.parse(line).why)).toEqual([
        'GET on a path that takes POST; it is simulated if --platform-document FILE has it',
      ]);
    }
  });

  it('has no name that a fault rule could use', async () => {
    const { at, ctl } = await converse();
    const rule = { operation: 'list_conversations', status: 503 };
    expect((await ctl.post(at('/faults'), rule)).status).toBe(422);
  });
});
