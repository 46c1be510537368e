import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { createLog } from '../../src/http/log.ts';
import { CALL_1, demoKey, paths } from '../helpers/http.ts';
import { headerOf, sendRaw } from '../helpers/raw.ts';
import { WS } from '../helpers/world.ts';

const NOTES = 'GET /v1/:workspace_id/notes';
const notes = `/v1/${WS}/notes`;

/** An app with middleware, operations in a workspace, and one outside. */
function routes() {
  return new Hono()
    .use('*', async (c, next) => {
      await next();
      c.header('x-mine', 'yes');
    })
    .get('/v1/:workspace_id/notes', (c) => c.json({ of: c.req.param('workspace_id') }))
    .post('/v1/:workspace_id/notes', async (c) => c.json(await c.req.json(), 201))
    .post('/v1/:workspace_id/calls/:call_sid/mute', (c) => c.body(null, 204))
    .get('/version', (c) => c.text('7'))
    .get('/logo', (c) => c.body(new Uint8Array([255, 0, 254]), 200, { 'content-type': 'image/x' }))
    .get('/broken', () => {
      throw new Error('mine is broken');
    })
    .get('/ticks', (c) =>
      streamSSE(c, async (stream) => {
        await stream.writeSSE({ data: 'one' });
        await stream.writeSSE({ data: 'two' });
      }),
    )
    .onError((error, c) => c.text(error.message, 500));
}

async function emulator() {
  const lines: string[] = [];
  const log = createLog('json', (line) => lines.push(line));
  const emulator = await createEmulator({ routes: routes(), clock: 'frozen', log });
  const { url, port } = await emulator.listen();
  return { emulator, url, port, lines: () => lines.map((line) => JSON.parse(line)) };
}

describe('operations of your own', () => {
  it('are served on the same socket, with a request id and a line in the log', async () => {
    const { emulator: one, port, lines } = await emulator();
    const headers = [['x-request-id', 'mine']] as const;
    const got = await sendRaw(port, { method: 'GET', target: notes, headers });
    await one.close();
    expect([got.status, got.body.toString()]).toEqual([200, `{"of":"${WS}"}`]);
    expect(['x-request-id', 'x-mine', 'content-type'].map((name) => headerOf(got, name))).toEqual([
      'mine',
      'yes',
      'application/json',
    ]);
    expect(lines()).toMatchObject([
      { method: 'GET', path: notes, status: 200, request_id: 'mine' },
    ]);
  });

  it('are the same without a socket', async () => {
    await using one = (await emulator()).emulator;
    const body = '{"text":"x"}';
    const headers = { 'content-type': 'application/json' };
    const made = await one.fetch(`http://x${notes}`, { method: 'POST', body, headers });
    expect([made.status, await made.text()]).toEqual([201, body]);
    expect(await (await one.fetch('http://x/version')).text()).toBe('7');
  });

  it('are in the journal of their workspace, by method and path', async () => {
    await using one = (await emulator()).emulator;

    await one.fetch(`http://x${notes}`, { method: 'POST', body: '{"text":"x"}' });
    const answer = await one.fetch(`http://localhost/_emulator/workspaces/${WS}/journal`);
    expect(await answer.json()).toMatchObject({
      entries: [{ operation: 'POST /v1/:workspace_id/notes', body: { text: 'x' } }],
    });
  });

  it('fail as fault rules say, by name and by call', async () => {
    await using one = (await emulator()).emulator;
    const workspace = await one.workspace('demo');
    await workspace.addFault({ operation: NOTES, status: 503, times: 1 });
    await workspace.addFault({ callSid: CALL_1, status: 418 });
    const of = `http://x/v1/${workspace.workspaceId}`;
    const statuses = [];
    for (const path of ['/notes', '/notes']) statuses.push((await one.fetch(of + path)).status);
    for (const call of [CALL_1, 'CA9']) {
      statuses.push((await one.fetch(`${of}/calls/${call}/mute`, { method: 'POST' })).status);
    }
    expect(statuses).toEqual([503, 200, 418, 204]);
    await expect(workspace.addFault({ operation: 'GET /nothing', status: 503 })).rejects.toThrow(
      NOTES,
    );
  });

  it('never take a request from the contract, and leave 404 and 405 as they are', async () => {
    await using one = (await emulator()).emulator;
    const statusOf = async (method: string, path: string) =>
      (await one.fetch(`http://x${path}`, { method, headers: demoKey })).status;
    expect(await statusOf('GET', paths.active())).toBe(200);
    expect(await statusOf('PUT', paths.active())).toBe(405);
    expect(await statusOf('PUT', notes)).toBe(404);
    expect(await statusOf('GET', '/v1/nothing')).toBe(404);
    expect(await statusOf('GET', '/_emulator/ready')).toBe(200);
  });

  it('respond to HEAD as Hono does', async () => {
    const { emulator: one, port } = await emulator();
    const got = await sendRaw(port, { method: 'HEAD', target: '/version' });
    await one.close();
    expect([got.status, headerOf(got, 'content-length')]).toEqual([200, '1']);
  });

  it('may stream events, send bytes, and fail', async () => {
    const { emulator: one, port, lines } = await emulator();
    const get = async (target: string) => {
      const { status, body } = await sendRaw(port, { method: 'GET', target });
      return [status, body.toString('latin1')];
    };
    const [, ticks] = await get('/ticks');
    expect(ticks).toMatch(/data: one\n\n[\s\S]*data: two\n\n/);
    expect(await get('/logo')).toEqual([200, '\xff\x00\xfe']);
    expect(await get('/broken')).toEqual([500, 'mine is broken']);
    await one.close();
    expect(lines().map(({ status }) => status)).toEqual([200, 200, 500]);
  });

  it('get no body of over 1 MiB', async () => {
    await using one = (await emulator()).emulator;
    const body = 'x'.repeat(1024 * 1024 + 1);
    expect((await one.fetch(`http://x${notes}`, { method: 'POST', body })).status).toBe(413);
  });
});

describe("the emulator's app", () => {
  it('can be mounted in another', async () => {
    await using one = await createEmulator({ clock: 'frozen' });
    const yours = new Hono()
      .get('/mine', (c) => c.text('mine'))
      .all('/v1/*', (c) => one.app.fetch(c.req.raw));
    const list = await yours.request(paths.active(), { headers: demoKey });
    expect([list.status, ((await list.json()) as unknown[]).length]).toEqual([200, 3]);
    const refused = await yours.request(paths.active(), { method: 'HEAD', headers: demoKey });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
    expect(await (await yours.request('/mine')).text()).toBe('mine');
  });
});
