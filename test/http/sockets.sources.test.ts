// Only against the sources: it sets limits of streams, and looks at what is left of a connection.
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { control, type Json } from '../helpers/control.ts';
import { demoKey } from '../helpers/http.ts';
import { openSocket } from '../helpers/socket.ts';
import { ENTITY, SERVICE, WS } from '../helpers/world.ts';

const path = `/v1/${WS}/sessions/connect?service_id=${SERVICE}&entity_id=${ENTITY}`;

/** What a raw client receives for some bytes, until the other side closes or has sent so much. */
async function exchange(port: number, bytes: string, until: RegExp): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  let text = '';
  socket.on('data', (part) => {
    text += String(part);
    if (until.test(text)) socket.destroy();
  });
  await once(socket, 'close');
  return text;
}

const head = (target: string, upgrade: string) =>
  [
    `GET ${target} HTTP/1.1`,
    'host: x',
    `authorization: ${demoKey.authorization}`,
    'connection: upgrade',
    `upgrade: ${upgrade}`,
    'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version: 13',
    '\r\n',
  ].join('\r\n');

describe('an upgrade', () => {
  it.each([
    [`/v1/${WS}/sessions/active`, 'websocket', 200],
    [path, 'h2c', 404],
    ['/agent/other', 'websocket', 404],
  ])('of %s to %s is an ordinary request', async (target, upgrade, status) => {
    const { port } = await control();
    expect(await exchange(port, head(target, upgrade), /\r\n\r\n/)).toMatch(
      new RegExp(`^HTTP/1.1 ${status} `),
    );
  });

  it('has the request id of the caller in its response', async () => {
    const { url } = await control();
    const { ws } = openSocket(url, path, 'demo-key', { headers: { 'x-request-id': 'mine' } });
    const [response] = await once(ws, 'upgrade');
    expect(response.headers['x-request-id']).toBe('mine');
  });

  it('is over when a fault rule breaks its connection, and waits as long as one says', async () => {
    const { url, ctl, at } = await control();
    await ctl.post(at('/faults'), {
      operation: 'connect_session',
      connection: 'EMPTY_RESPONSE',
      times: 1,
    });
    expect((await openSocket(url, path).closed).code).toBe(1006);
    await ctl.post(at('/faults'), { operation: 'connect_session', delay_ms: 5000 });
    const { ws, atLeast } = openSocket(url, path);
    await ctl.post('/wait', { type: 'fault.fired', count: 2 });
    expect(ws.readyState).toBe(ws.CONNECTING);
    await ctl.post(at('/clock/advance'), { seconds: 5 });
    await atLeast(1);
  });
});

describe('open sockets', () => {
  it('are limited together with event streams: one more is closed with 4029', async () => {
    const { url } = await control({ streams: { open: 1 } });
    const first = openSocket(url, path);
    await first.atLeast(1);
    expect((await openSocket(url, path).closed).code).toBe(4029);
    first.ws.close();
    await first.closed;
    await vi.waitFor(async () => {
      const next = openSocket(url, path);
      await next.atLeast(1);
    });
  });

  it('leave nothing behind when their client leaves', async () => {
    const { url, world } = await control();
    const before = world.events.listeners;
    const { ws, atLeast } = openSocket(url, path);
    await atLeast(1);
    expect(world.events.listeners).toBeGreaterThan(before);
    ws.terminate();
    await vi.waitFor(() => expect(world.events.listeners).toBe(before));
  });

  it('are closed with 1013 when their client does not read what is waiting', async () => {
    const { url, ctl, at } = await control();
    const text = 'x'.repeat(100_000);
    await ctl.put(at('/script'), { rules: [{ match: { exact: 'hi' }, reply: { text } }] });
    const { ws, atLeast, closed, send, frames } = openSocket(url, path);
    await atLeast(1);
    ws.pause();
    for (let i = 0; i < 300; i++) send({ type: 'message', text: 'hi' });
    const wait = { type: 'turn.taken', timeout_ms: 300 };
    let turns = 0;
    for (let last = -1; last !== turns; ) {
      last = turns;
      turns = (await ctl.post('/wait', { ...wait, count: 300 })).body.count;
    }
    ws.resume();
    expect((await closed).code).toBe(1013);
    expect(frames.length).toBeLessThan(300);
  });

  it('read no more than a client may have waiting while a turn takes its time', async () => {
    const { url, ctl, at } = await control();
    const reply = { text: 'x', token_delay_ms: 1000 };
    await ctl.put(at('/script'), { rules: [{ match: { contains: 'x' }, reply }] });
    const { ws, atLeast, send } = openSocket(url, path);
    await atLeast(1);
    const text = 'x'.repeat(500_000);
    for (let i = 0; i < limits.socketFrames + 100; i++) send({ type: 'message', text });
    await atLeast(3);
    await ctl.post('/wait', { type: 'turn.taken', count: 2, timeout_ms: 300 });
    // What the emulator does not read stays here.
    expect(ws.bufferedAmount).toBeGreaterThan(0);
    const { body } = await ctl.get(at('/journal'));
    expect(body.entries.map(({ status }: Json) => status)).toEqual([101]);
  });

  it('are closed for a frame of over 1 MiB with 1009', async () => {
    const { url } = await control();
    const { atLeast, closed, send } = openSocket(url, path);
    await atLeast(1);
    send({ type: 'message', text: 'x'.repeat(limits.bodyBytes) });
    expect((await closed).code).toBe(1009);
  });

  it('get a frame or a ping while nothing happens', async () => {
    const { url, ctl, at } = await control({ streams: { heartbeatMs: 30 } });
    const { ws } = openSocket(url, path);
    await once(ws, 'ping');
    await ctl.post(at('/calls'), { call_sid: 'CA9' });
    const { atLeast, types } = openSocket(url, `/v1/${WS}/observers/CA9/ws`);
    await atLeast(4);
    expect(types().slice(-2)).toEqual(['session_info', 'session_info']);
  });

  it('are cut off when the emulator closes and their client does not respond', async () => {
    const { url, stop } = await control();
    const { ws, atLeast } = openSocket(url, path);
    await atLeast(1);
    ws.pause();
    await stop();
    ws.resume();
  });
});
