import { describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { control, type Json } from '../helpers/control.ts';
import { converse } from '../helpers/conversation.ts';
import { paths, startBody } from '../helpers/http.ts';
import { WS } from '../helpers/world.ts';

describe('calls placed at once', () => {
  it('are limited by their total size, and the error gives the numbers', async () => {
    const { ctl, at } = await control();
    const before = (await ctl.get(at('/calls'))).body;
    const many = { count: 100_000, subscribers: 1000, timeline: [{ at_seconds: 0, state: 'a' }] };
    const { status, body } = await ctl.post(at('/calls'), many);
    expect([status, body.detail[0].loc]).toEqual([422, ['body', 'count']]);
    expect(body.detail[0].msg).toContain(
      '100000 calls * (1 + 1000 subscribers + 1 timeline steps) = 100200000, more than the 200000',
    );
    expect((await ctl.get(at('/calls'))).body).toEqual(before);
  });

  it('are all placed, or none over the limit', async () => {
    const { ctl, at } = await control();
    const before = (await ctl.get(at('/calls'))).body;
    const { status, body } = await ctl.post(at('/calls'), { count: limits.calls });
    expect([status, body.detail[0].msg]).toEqual([422, expect.stringContaining('limit of calls')]);
    expect((await ctl.get(at('/calls'))).body).toEqual(before);
  });

  it('let other requests be served in between', async () => {
    const { ctl, at, get } = await control();
    const placing = ctl.post(at('/calls'), { count: 4_000 });
    let done = false;
    void placing.then(() => (done = true));
    let served = 0;
    while (!done) {
      expect((await get(paths.active())).status).toBe(200);
      if (!done) served++;
    }
    expect(served).toBeGreaterThan(0);
    expect((await placing).body).toHaveLength(4_000);
  });

  it('are limited in a template too', async () => {
    const { ctl } = await control();
    const calls = Array.from({ length: 201 }, () => ({ caller_id: '+1', subscribers: 1000 }));
    const { status, body } = await ctl.post('/workspaces', { template: { calls } });
    expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining('found 201201')]);
  });
});

describe('a contract route at a limit', () => {
  it('is a 503, and the journal says why', async () => {
    const { ctl, at, get, post } = await control();
    await ctl.post(at('/calls'), { call_sid: 'quiet' });
    await post(paths.inject('quiet'), { message: 'x' });
    const snapshot = (await ctl.get('/snapshot?secrets=true')).body;
    const [{ calls }] = snapshot.workspaces;
    const quiet = calls.find((call: Json) => call.callSid === 'quiet');
    const [first] = quiet.queue;
    quiet.queue = Array.from({ length: limits.queuedEvents }, (_, n) => ({
      ...first,
      eventId: `evt_${n}`,
    }));
    expect((await ctl.put('/snapshot', snapshot)).status).toBe(200);
    const refused = await post(paths.inject('quiet'), { message: 'one more' });
    expect([refused.status, refused.body]).toEqual([
      503,
      { detail: 'Voice agent service unavailable.' },
    ]);
    const { body } = await ctl.get(at('/journal'));
    expect(JSON.stringify(body)).toContain('the limit of queuedEvents is 10000');
    const [{ run_id }] = (await get(`/v1/${WS}/runs?limit=1`)).body.items;
    const guidance = { operator_id: startBody.entity_id, message: 'one more' };
    const failed = await post(`/v1/${WS}/runs/${run_id}/guidance`, guidance);
    expect([failed.status, failed.body]).toEqual([200, { status: 'failed', run_id }]);
  });

  it('is a 503 for one turn too many', async () => {
    const { turn, ctl } = await converse();
    const snapshot = (await ctl.get('/snapshot?secrets=true')).body;
    const [conversation] = snapshot.workspaces[0].conversations;
    const [first] = conversation.turns;
    conversation.turns = Array.from({ length: limits.turns }, () => first);
    expect((await ctl.put('/snapshot', snapshot)).status).toBe(200);
    const refused = await turn({ message: 'one more' });
    expect([refused.status, refused.body]).toEqual([503, { detail: 'Agent service unavailable' }]);
  });
});

describe('what is nested 20,000 deep', () => {
  const deep = '['.repeat(20_000) + ']'.repeat(20_000);
  it.each([
    ['PUT', '/script', `{"rules":${deep}}`],
    ['PUT', '/script', deep],
    [
      'PUT',
      '/script',
      `{"rules":[{"match":{"regex":"x"},"reply":{"tool_calls":[{"tool_name":"x","input":{"x":${deep}}}]}}]}`,
    ],
    ['POST', '/faults', `{"status":503,"detail":${deep}}`],
    ['POST', '/calls', `{"call_sid":${deep}}`],
    ['PUT', '/api-keys', `{"name":${deep}}`],
  ])('%s %s is a 422, and everything still works', async (method, path, body) => {
    const { emulator, at } = await inProcessOf();
    const ctl = async (method: string, path: string, body?: string) =>
      (await emulator.fetch(`http://emulator/_emulator${path}`, { method, ...(body && { body }) }))
        .status;
    expect(await ctl(method, at(path), body)).toBe(422);
    expect(await ctl('GET', '/snapshot')).toBe(200);
    expect(await ctl('GET', at('/faults'))).toBe(200);
  });

  it('is a FixtureError, and a RangeError of the typed API', async () => {
    const { emulator } = await inProcessOf();
    const input = { x: JSON.parse(deep) };
    const rules = [
      { match: { exact: 'x' }, reply: { tool_calls: [{ tool_name: 'x', input }] } },
    ] as never;
    await expect(emulator.workspace({ agent_script: { rules } })).rejects.toThrow(
      'expected JSON of at most 64 levels',
    );
    const workspace = await emulator.workspace();
    await expect(workspace.addFault({ status: 503, detail: input })).rejects.toThrow(RangeError);
  });
});

describe('names of every kind', () => {
  const NAMES = [
    '__proto__',
    'constructor',
    'a/b',
    '..',
    '\u0000\n\r\t',
    '😀',
    '%2F',
    ' ',
    'x'.repeat(10_000),
  ];
  it('break no list, no page, no snapshot', async () => {
    const { ctl, at, get, post, url } = await control();
    for (const name of NAMES) {
      const placed = await ctl.post(at('/calls'), { call_sid: name, scenario: name });
      expect([placed.status, placed.body.call_sid]).toEqual([201, name]);
      const here = at(`/calls/${encodeURIComponent(name)}`);
      if (!name.includes('/') && name !== '..') {
        const joined = await ctl.post(`${here}/subscribers`, { subscriber_id: name });
        expect([joined.status, joined.body.subscriber_id]).toEqual([201, name]);
      }
      expect((await ctl.put(at('/api-keys'), { api_key: `k${name}`, name })).status).toBe(201);
      expect((await ctl.post(at('/faults'), { call_sid: name, status: 503 })).status).toBe(201);
      await post(`/v1/${WS}/sessions/${encodeURIComponent(name)}/inject`, { message: name });
    }
    await post(paths.start(), startBody);
    const before = (await ctl.get('/snapshot?secrets=true')).body;
    expect((await ctl.put('/snapshot', before)).status).toBe(200);
    for (const path of ['/calls', '/faults', '/api-keys', '/journal', '']) {
      expect((await ctl.get(at(path))).status).toBe(200);
    }
    expect((await get(paths.active())).status).toBe(200);
    expect((await fetch(`${url}/`)).status).toBe(200);
  });

  it.each([
    ['half a character', { call_sid: '\ud800' }],
    ['an empty id', { call_sid: '' }],
    ['a text too long', { scenario: 'x'.repeat(limits.textLength + 1) }],
  ])('%s is a 422', async (_, body) => {
    const { emulator, at } = await inProcessOf();
    const response = await emulator.fetch(`http://emulator/_emulator${at('/calls')}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(422);
  });

  it('take a workspace id in any case', async () => {
    const { ctl } = await control();
    const workspace_id = 'ABCDEFAB-0000-4000-8000-000000000000';
    const made = await ctl.post('/workspaces', { template: { workspace_id } });
    expect([made.status, made.body.workspace_id]).toEqual([201, workspace_id.toLowerCase()]);
    expect((await ctl.get(`/workspaces/${workspace_id}`)).status).toBe(200);
    expect((await ctl.get('/workspaces/__proto__')).status).toBe(404);
    expect((await ctl.get('/workspaces/constructor/calls')).status).toBe(404);
  });
});

async function inProcessOf() {
  const { createEmulator } = await import('../../src/emulator.ts');
  return { emulator: await createEmulator(), at: (path: string) => `/workspaces/${WS}${path}` };
}
