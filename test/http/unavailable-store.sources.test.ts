import { describe, expect, it, vi } from 'vitest';
import { operations } from '../../src/contract/operations.ts';
import { createLog } from '../../src/http/log.ts';
import { StoreUnavailable } from '../../src/world/ports/store.ts';
import { control, openStream } from '../helpers/control.ts';
import { flakyStore, WHY } from '../helpers/flaky-store.ts';
import { CALL_1, CALL_2, demoKey, paths, startBody } from '../helpers/http.ts';
import { openSocket } from '../helpers/socket.ts';
import { ENTITY, SERVICE, WS } from '../helpers/world.ts';

/** An emulator whose store a test can turn off and on, and the lines of its log. */
async function flaky() {
  const { makeStore, down, up } = flakyStore();
  const lines: { event: string; status?: number; why?: string }[] = [];
  const log = createLog('json', (line) => lines.push(JSON.parse(line)));
  const emulation = await control({ makeStore, log });
  const { url } = emulation;
  return {
    ...emulation,
    down,
    up,
    lines,
    open: (query: string) => openSocket(url, `/v1/${WS}/sessions/connect?${query}`),
  };
}

/** A request to any operation, with ids that are well-formed and a body that is not checked yet. */
const targetOf = (path: string): string =>
  path
    .replace('{workspace_id}', WS)
    .replace('{call_sid}', CALL_1)
    .replaceAll(/\{\w+\}/g, SERVICE);

describe('while the store is unavailable', () => {
  it('inject and start respond with their published 503, and change nothing', async () => {
    const { post, ctl, at, down, up } = await flaky();
    down();
    const injected = await post(paths.inject(), { message: 'hi' });
    expect([injected.status, injected.text]).toEqual([
      503,
      '{"detail":"Voice agent service unavailable."}',
    ]);
    const started = await post(paths.start(), startBody);
    expect([started.status, started.text]).toEqual([
      503,
      '{"detail":"Agent service unavailable."}',
    ]);
    up();
    expect((await ctl.get(at(`/calls/${CALL_1}`))).body.injections).toEqual([]);
    expect((await post(paths.start(), startBody)).body.session_status).toBe('created');
  });

  const reading = operations.filter(({ body, path }) => body === null && !/search/.test(path));
  it.each(reading)('$name responds with 503', async ({ method, path, details }) => {
    const { url, down } = await flaky();
    down();
    const response = await fetch(url + targetOf(path), { method, headers: demoKey });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ detail: details[503] ?? 'Service Unavailable' });
  });

  it('the control plane says what is wrong', async () => {
    const { ctl, at, down } = await flaky();
    down();
    for (const request of [
      ctl.get('/workspaces'),
      ctl.post('/workspaces', {}),
      ctl.get(at('/calls')),
      ctl.post(at('/clock/advance'), { seconds: 1 }),
      ctl.get('/snapshot'),
      ctl.post(at(`/calls/${CALL_1}/subscribers`)),
    ]) {
      expect(await request).toMatchObject({ status: 503, body: { detail: WHY } });
    }
  });

  it('ready is 503 with the reason, health is 200, and both know when it is over', async () => {
    const { ctl, down, up } = await flaky();
    down();
    expect(await ctl.get('/ready')).toMatchObject({
      status: 503,
      body: { status: 'unavailable', detail: WHY },
    });
    expect(await ctl.get('/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
    up();
    const ready = await ctl.get('/ready');
    expect(ready).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(ready.body).not.toHaveProperty('detail');
  });

  it('what no operation takes is still 404', async () => {
    const { http, down } = await flaky();
    down();
    expect((await http.get('/v1/nothing')).status).toBe(404);
  });

  it('the log has one line for each request, with the reason, and no failure of the emulator', async () => {
    const { post, lines, down } = await flaky();
    down();
    for (let i = 0; i < 3; i++) await post(paths.inject(), { message: 'hi' });
    expect(lines).toEqual(
      Array.from({ length: 3 }, () =>
        expect.objectContaining({ event: 'request', status: 503, why: WHY }),
      ),
    );
  });

  it('the typed API rejects with StoreUnavailable', async () => {
    const { emulator, down } = await flaky();
    const workspace = await emulator.workspace('demo');
    down();
    await expect(workspace.placeCall()).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(emulator.workspace('demo')).rejects.toThrow(WHY);
  });
});

describe('a socket, while the store is unavailable', () => {
  const about = `service_id=${SERVICE}&entity_id=${ENTITY}`;

  it('that opens is closed with 1013: try again later', async () => {
    const { open, down, lines } = await flaky();
    down();
    expect(await open(about).closed).toEqual({ code: 1013, reason: 'Service Unavailable' });
    expect(lines.filter(({ event }) => event === 'fault')).toEqual([]);
  });

  it('of a conversation gets an error for its message, and goes on afterwards', async () => {
    const { open, down, up } = await flaky();
    const { atLeast, frames, send } = open(about);
    await atLeast(2);
    down();
    send({ type: 'message', text: 'Hi' });
    await atLeast(3);
    expect(frames[2]).toEqual({ type: 'error', message: 'Service Unavailable' });
    up();
    send({ type: 'message', text: 'Hi again' });
    await atLeast(5);
    expect(frames.slice(3).map(({ type }) => type)).toEqual(['typing', 'message']);
  });

  it('of an observer who would miss an event is closed with 1013', async () => {
    const { url, emulator, down } = await flaky();
    const { atLeast, closed } = openSocket(url, `/v1/${WS}/observers/${CALL_1}/ws`);
    await atLeast(2);
    down();
    emulator.world.events.announce({
      type: 'call.state_changed',
      at: emulator.world.now(WS),
      workspaceId: WS,
      callSid: CALL_1,
      state: 'greeting',
    });
    expect((await closed).code).toBe(1013);
  });
});

describe("a workspace's event stream", () => {
  it('that has an event to tell ends with an error, and tells it when it is resumed', async () => {
    const { url, post, emulator, down, up } = await flaky();
    const { world } = emulator;
    const open = (headers = {}) =>
      openStream(`${url}/v1/${WS}/events/stream`, { ...demoKey, ...headers });
    const first = await open();
    await post(paths.start(), startBody);
    await first.atLeast(1);
    const { id = '' } = first.events.at(-1) ?? {};
    down();
    world.events.announce({
      type: 'call.ended',
      at: world.now(WS),
      workspaceId: WS,
      callSid: CALL_1,
    });
    expect(await first.ended).toBe('closed');
    expect(first.events.at(-1)).toMatchObject({
      event: 'error',
      data: '{"code":"stream_error","message":"Service Unavailable"}',
    });
    up();
    const second = await open({ 'last-event-id': id });
    await second.atLeast(1);
    expect(second.events[0]?.event).toBe('call.ended');
  });
});

describe('a live subscriber', () => {
  it('that leaves while the store is unavailable is detached afterwards, and what it did not read is queued', async () => {
    const { emulator, down, up, ctl, at } = await flaky();
    const { world } = emulator;
    const unread: { eventId: string }[] = [];
    const joined = await world.subscribe(WS, CALL_2, {
      receive: (event) => void unread.push(event),
      stop: () => unread.splice(0) as never,
      ended: () => {},
      failed: () => {},
    });
    if (joined.status !== 'joined') throw new Error('not joined');
    await world.inject(WS, CALL_2, { message: 'hi', sender: 'Test', eventType: 'guidance' });
    down();
    const leaving = world.detachSubscriber(WS, CALL_2, joined.subscriberId, joined.lease);
    await expect(leaving).rejects.toBeInstanceOf(StoreUnavailable);
    up();
    await vi.waitFor(async () => {
      const { body } = await ctl.get(at(`/calls/${CALL_2}`));
      expect(body.subscribers).toEqual([]);
      expect(body.injections.map((one: { status: string }) => one.status)).toEqual(['queued']);
    });
  });

  it('whose join got no reply is detached again, so that nothing is delivered to nobody', async () => {
    const { url, down, up, ctl, at, post } = await flaky();
    const path = `${url}/_emulator/workspaces/${WS}/calls/${CALL_2}`;
    down({ losesReplies: true });
    expect((await fetch(`${path}/events`)).status).toBe(503);
    up();
    await vi.waitFor(async () =>
      expect((await ctl.get(at(`/calls/${CALL_2}`))).body.subscribers).toEqual([]),
    );
    expect((await post(paths.inject(CALL_2), { message: 'hi' })).body.status).toBe(
      'queued_no_subscriber',
    );
  });
});
