import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator.ts';
import { createLog } from '../../../src/http/log.ts';
import platformDocument from '../../fixtures/platform.openapi.json' with { type: 'json' };
import { control } from '../../helpers/control.ts';
import { demoKey } from '../../helpers/http.ts';
import { OTHER, SERVICE, WS } from '../../helpers/world.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(platformDocument, 'platform');

type Schema = keyof typeof platformDocument.components.schemas;

/** Fails unless a value is valid by a schema of the document. */
function expectValid(schema: Schema, value: unknown): void {
  const check = ajv.getSchema(`platform#/components/schemas/${schema}`);
  check?.(value);
  expect({ value, errors: check?.errors ?? null }).toMatchObject({ errors: null });
}

const all = `/v1/${WS}/integrations`;
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

async function platform(options = {}) {
  const emulation = await control({ platformDocument, ...options });
  const { http } = emulation;
  const ask =
    (method: 'get' | 'post' | 'put' | 'patch' | 'delete') => (path: string, body?: object) =>
      http[method](path).set(demoKey).send(body);
  const list = async (path = all) => (await ask('get')(path)).body;
  return {
    ...emulation,
    read: ask('get'),
    send: ask('post'),
    put: ask('put'),
    patch: ask('patch'),
    remove: ask('delete'),
    list,
  };
}

describe('an operation that is only shaped', () => {
  it('responds with what is valid by its schema, the same for the same seed', async () => {
    const { read, send, list } = await platform();
    const integrations = await list();
    expectValid('IntegrationList', integrations);
    expect(integrations).toMatchObject({ total: 3, has_more: false, continuation_token: null });
    for (const { id } of integrations.items) {
      expectValid('Integration', (await read(`${all}/${id}`)).body);
      const tested = await send(`${all}/${id}/test`, {});
      expect(tested.status).toBe(200);
      expectValid('TestResult', tested.body);
    }
    for (const tag of await list(`/v1/${WS}/tags`)) expectValid('Tag', tag);
    expectValid('Settings', (await read(`/v1/${WS}/settings`)).body);
    expectValid('Node', (await read(`/v1/${WS}/services/summary`)).body);

    const again = await platform();
    expect(await again.list()).toEqual(integrations);
    const other = await platform({ seed: 'other' });
    expect(await other.list()).not.toEqual(integrations);
  });

  it('finds an id from a list, with the same values; any other is 404', async () => {
    const { read, list } = await platform();
    for (const item of (await list()).items) {
      const { status, body } = await read(`${all}/${item.id}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ ...item, workspace_id: WS });
    }
    for (const tag of await list(`/v1/${WS}/tags`)) {
      expect((await read(`/v1/${WS}/tags/${tag.number}`)).body).toEqual(tag);
    }
    const unknown = await read(`${all}/${UNKNOWN}`);
    expect([unknown.status, unknown.body]).toEqual([404, { detail: 'Integration not found.' }]);
    expect((await read(`/v1/${WS}/tags/7`)).status).toBe(404);
  });

  it('is found by the id that its list shows under another name, or by any where it shows none', async () => {
    const { read, list } = await platform();
    const { recordings } = await list(`/v1/${WS}/recordings`);
    expect(recordings).toHaveLength(3);
    for (const one of recordings) {
      expectValid('Recording', one);
      expect((await read(`/v1/${WS}/recordings/${one.recording_sid}`)).body).toEqual(one);
    }
    expect((await read(`/v1/${WS}/recordings/other`)).status).toBe(404);
    expect((await read(`/v1/${WS}/notes/any`)).status).toBe(200);
  });

  it('lists and reads what was posted, and changes it', async () => {
    const { send, patch, read, list } = await platform();
    const posted = await send(all, { name: 'Mine', weight: 2, slug: 'mine-1' });
    expect(posted.status).toBe(201);
    expectValid('Integration', posted.body);
    expect(posted.body).toMatchObject({ name: 'Mine', weight: 2, slug: 'mine-1', status: 'draft' });
    expect(posted.text).toContain('"weight":2.0');
    const { id } = posted.body;
    expect((await read(`${all}/${id}`)).body).toEqual(posted.body);
    const listed = await list();
    expectValid('IntegrationList', listed);
    expect(listed.total).toBe(4);
    expect(listed.items[3]).toMatchObject({ id, name: 'Mine', weight: 2, status: 'draft' });

    const patched = await patch(`${all}/${id}`, { status: 'active' });
    expect(patched.body).toEqual({ ...posted.body, status: 'active' });
    const [first] = listed.items;
    await patch(`${all}/${first.id}`, { name: 'Renamed' });
    expect((await list()).items[0]).toMatchObject({ ...first, name: 'Renamed' });
    expect((await patch(`${all}/${UNKNOWN}`, { name: 'x' })).status).toBe(404);
  });

  it('keeps what was put where there is one of a kind', async () => {
    const { put, read } = await platform();
    const settings = { timezone: 'Asia/Tokyo', limit: 7, items: [{ number: 1, title: 'One' }] };
    const path = `/v1/${WS}/settings`;
    expect((await put(path, settings)).body).toEqual(settings);
    expect((await read(path)).body).toEqual(settings);
    expect((await read(`/v1/${OTHER}/settings`)).body).not.toEqual(settings);
  });

  it('has nothing of what was deleted', async () => {
    const { send, remove, read, list } = await platform();
    const { id } = (await send(all, { name: 'Mine' })).body;
    const [first] = (await list()).items;
    for (const one of [id, first.id]) {
      expect((await remove(`${all}/${one}`)).status).toBe(204);
      expect((await read(`${all}/${one}`)).status).toBe(404);
      expect((await remove(`${all}/${one}`)).status).toBe(404);
      expect((await send(`${all}/${one}/test`, {})).status).toBe(404);
    }
    expect((await list()).items.map((one: { id: string }) => one.id)).toHaveLength(2);
  });

  it('comes in pages where the document has parameters for them', async () => {
    const { list } = await platform();
    const { items } = await list();
    expect(await list(`${all}?limit=2`)).toMatchObject({
      items: items.slice(0, 2),
      has_more: true,
      continuation_token: 2,
      total: 3,
    });
    expect(await list(`${all}?limit=2&continuation_token=2`)).toMatchObject({
      items: items.slice(2),
      has_more: false,
      continuation_token: null,
    });
  });

  it('refuses wrong input as the framework does, by the rules of its document', async () => {
    const { send, read } = await platform();
    const wrong = await send(all, { name: '', status: 'new', weight: 'heavy' });
    expect(wrong.status).toBe(422);
    expect(wrong.body.detail.map(({ type, loc }: Record<string, unknown>) => [type, loc])).toEqual([
      ['string_too_short', ['body', 'name']],
      ['enum', ['body', 'status']],
      ['float_parsing', ['body', 'weight']],
    ]);
    const query = await read(`${all}?limit=0&status=new`);
    expect(query.body.detail.map(({ loc }: Record<string, unknown>) => loc)).toEqual([
      ['query', 'limit'],
      ['query', 'status'],
    ]);
    expect((await read(`${all}/7`)).body.detail[0]).toMatchObject({
      type: 'uuid_parsing',
      loc: ['path', 'integration_id'],
    });
    expect((await send(all)).status).toBe(422);
  });

  it('matches a pattern without going back, and accepts what it has no rule for', async () => {
    const { send } = await platform();
    const began = performance.now();
    const guess = `${'a'.repeat(5000)}!`;
    expect((await send(all, { name: 'x', guess })).status).toBe(422);
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await send(all, { name: 'x', odd: [1] })).status).toBe(201);
  });

  it('never replaces a simulated one, and takes the paths that are its own', async () => {
    const { read } = await platform();
    const services = (await read(`/v1/${WS}/services`)).body;
    expect(services.items[0].id).toBe(SERVICE);
    expectValid('Node', (await read(`/v1/${WS}/services/summary`)).body);
    expectValid('Node', (await read(`/v1/${WS}/services/${SERVICE}/history`)).body);
  });

  it('takes fault rules, is in the journal, and needs a key', async () => {
    const { ctl, at, http, read, list } = await platform();
    const operation = 'GET /v1/{workspace_id}/integrations';
    expect((await ctl.post(at('/faults'), { operation, status: 503, times: 1 })).status).toBe(201);
    expect((await read(all)).status).toBe(503);
    await list();
    const verified = await ctl.post(at('/journal/verify'), { operation, exactly: 2 });
    expect(verified.body).toMatchObject({ ok: true });
    expect((await http.get(all)).status).toBe(401);
    expect((await http.put(all).set(demoKey)).headers.allow).toBe('GET');
  });

  it('is named by the control plane as not simulated', async () => {
    const { ctl } = await platform();
    const { body } = await ctl.get('/operations');
    expect(body).toContainEqual({ name: 'inject', kind: 'simulated' });
    expect(body).toContainEqual({ name: 'observe_call', kind: 'simulated' });
    expect(body).toContainEqual({ name: 'GET /v1/{workspace_id}/tags', kind: 'shaped' });
    expect(body).not.toContainEqual(
      expect.objectContaining({ name: 'GET /v1/{workspace_id}/services' }),
    );
  });

  it('is logged as not simulated, and a path that is nowhere says how to get more', async () => {
    for (const [options, path, why] of [
      [{ platformDocument }, all, 'shaped from the platform document, not simulated'],
      [{ platformDocument }, '/v2', 'no such path: /v2, nor in the platform document'],
      [
        {},
        all,
        `no such path: ${all}; --platform-document FILE makes responses from an OpenAPI document`,
      ],
    ] as const) {
      const lines: string[] = [];
      const log = createLog('json', (line) => lines.push(line));
      await using emulator = await createEmulator({ ...options, log });
      await emulator.fetch(`http://sessions${path}`, { headers: demoKey });
      expect(lines.map((line) => JSON.parse(line).why)).toEqual([why]);
    }
  });

  it('is not made from something that is not a document', async () => {
    for (const platform of [[], { swagger: '2.0', paths: {} }, { openapi: '3.1.0' }]) {
      await expect(createEmulator({ platformDocument: platform })).rejects.toThrow(
        /^platformDocument: expected an OpenAPI document/,
      );
    }
  });

  it('keeps what was written in a snapshot', async () => {
    const { ctl, send, list, remove } = await platform();
    await send(all, { name: 'Mine' });
    await remove(`${all}/${(await list()).items[0].id}`);
    const before = await list();
    const snapshot = (await ctl.get('/snapshot?secrets=true')).body;
    const other = await platform();
    expect((await other.ctl.put('/snapshot', snapshot)).status).toBe(200);
    expect(await other.list()).toEqual(before);
    await ctl.post('/reset');
    expect((await list()).total).toBe(3);
  });
});
