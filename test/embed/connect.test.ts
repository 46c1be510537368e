/** What is special to a connection; what it has in common with an emulator in process is in the suites beside this. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sessionMatchers } from '../../src/embed/matchers.ts';
import { createEmulator, type EmulatorOptions } from '../../src/emulator.ts';
import { connect } from '../../src/index.ts';
import { startLossyProxy } from '../helpers/lossy-proxy.ts';
import { NOON } from '../helpers/world.ts';

expect.extend(sessionMatchers);

/** An emulator on a port. */
async function listening(options: EmulatorOptions = {}) {
  const emulator = await createEmulator({ clock: { frozenAt: NOON }, ...options });
  onTestFinished(() => emulator.close());
  const { url, port } = await emulator.listen();
  return { emulator, url, port };
}

/** A workspace of the demo world over HTTP, and how to inject into a call of it. */
async function connected() {
  const { url, emulator } = await listening();
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  const workspace = await connection.workspace('demo');
  const { workspaceId, apiKey } = workspace;
  const { callSid } = await workspace.placeCall({ subscribers: 1 });
  const inject = async (body: object) => {
    const path = `http://any.host/v1/${workspaceId}/sessions/${callSid}/inject`;
    const response = await workspace.fetch(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.status;
  };
  return { emulator, connection, workspace, callSid, inject };
}

const [ONE, LONG] = ['one', 'one '.repeat(1000)];
const SAFETY = { allowHosts: [], token: 's3cret' };

describe('connect', () => {
  it('says in one sentence that nothing listens at the URL', async () => {
    await expect(connect('http://127.0.0.1:1')).rejects.toThrow(
      /^no emulator can be reached at http:\/\/127\.0\.0\.1:1: \S+( port)?$/,
    );
  });

  it.each([
    ['another server', 404, '{"message":"nothing here"}'],
    ['a page', 200, '<html></html>'],
  ])('says that %s is not an emulator', async (_, status, body) => {
    const server = createServer((_, res) => void res.writeHead(status).end(body));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(connect(`http://127.0.0.1:${port}`)).rejects.toThrow(/is not a sessions-emulator/);
  });

  it('refuses what is not a URL of HTTP', async () => {
    await expect(connect('127.0.0.1:4010')).rejects.toThrow(
      'url: expected one such as http://127.0.0.1:4010, found 127.0.0.1:4010',
    );
  });

  it('sends the control token, and says when it is missing or wrong', async () => {
    const { url } = await listening({ safety: SAFETY });
    await expect(connect(url)).rejects.toThrow(
      `the emulator at ${url} requires its control token: connect(url, { token })`,
    );
    await expect(connect(url, { token: 'other' })).rejects.toThrow('refuses this control token');
    await using connection = await connect(`${url}/`, { token: 's3cret' });
    expect(connection.url).toBe(url);
    expect((await connection.workspace()).workspaceId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says that the emulator accepts no such host name, and the flag for it', async () => {
    const { port } = await listening();
    await expect(connect(`http://0.0.0.0:${port}`)).rejects.toThrow(/--allow-host 0\.0\.0\.0/);
  });
});

describe('a connection', () => {
  it('removes the workspaces that it made, and no other, when it is closed', async () => {
    const { emulator, url } = await listening();
    const kept = await (await connect(url)).workspace();
    const connection = await connect(url);
    const [one, other] = [await connection.workspace(), await connection.workspace('demo')];
    await other.close();
    await connection.close();
    const ids = await emulator.world.workspaces();
    expect(ids).toContain(kept.workspaceId);
    expect(ids).not.toContain(one.workspaceId);
    expect(ids).not.toContain(other.workspaceId);
  });

  it('ends what waits, and what is subscribed, when it is closed', async () => {
    const { connection, workspace, callSid } = await connected();
    const leave = await workspace.subscribe(callSid, () => undefined);
    const waiting = workspace.waitFor({ type: 'call.ended' }, { timeoutMs: 60_000 });
    const ended = expect(waiting).rejects.toThrow('the connection is closed');
    await connection.close();
    await ended;
    await expect(leave()).resolves.toBeUndefined();
  });

  it('can be closed when the emulator has stopped already', async () => {
    const { emulator, connection, workspace } = await connected();
    await emulator.close();
    await expect(workspace.listCalls()).rejects.toThrow(/^no emulator can be reached at http/);
    await expect(connection.close()).resolves.toBeUndefined();
  });

  it('sees a clock that somebody else has moved when it reads it', async () => {
    const { emulator, workspace } = await connected();
    const moved = await emulator.world.advanceClock(workspace.workspaceId, 60);
    expect(moved.status).toBe('moved');
    expect(workspace.clock.now().getTime()).toBe(NOON);
    expect((await workspace.clock.read()).getTime()).toBe(NOON + 60_000);
    expect(workspace.clock.now().getTime()).toBe(NOON + 60_000);
  });

  it('passes on that a subscription was lost', async () => {
    const { url } = await listening();
    const proxy = await startLossyProxy(url);
    onTestFinished(() => proxy.stop());
    const workspace = await (await connect(`http://127.0.0.1:${proxy.port}`)).workspace();
    const { callSid } = await workspace.placeCall();
    let onError: (error: unknown) => void = () => undefined;
    const lost = new Promise((resolve) => {
      onError = resolve;
    });
    await workspace.subscribe(callSid, () => undefined, { onError });
    proxy.cut();
    expect(String(await lost)).toBe(`Error: the event stream of call ${callSid} was lost`);
  });
});

describe('the matchers, connected', () => {
  it('match, and print the nearest miss, as in process', async () => {
    const { workspace, callSid, inject } = await connected();
    expect(await inject({ message: 'Refill approved', sender: 'Nurse' })).toBe(200);
    await expect(workspace).toHaveActiveCall(callSid);
    await expect(workspace).toHaveReceivedInjection({ message: /approved$/, status: 'delivered' });
    await expect(workspace).not.toHaveStartedSession();
    await expect(workspace).toHaveReceivedRequest({
      operation: 'inject',
      body: { sender: 'Nurse' },
    });
    const { message } = await sessionMatchers.toHaveReceivedRequest(workspace, {
      operation: 'inject',
      body: { sender: 'Doctor' },
    });
    expect(message()).toContain('body.sender: expected "Doctor", found "Nurse"');
  });
});

describe('requests, connected', () => {
  it.each([
    ['a text', { message: ONE, n: 1 }],
    ['a regular expression', { message: /^one/ }],
    ['a matcher', { n: expect.any(Number), message: ONE }],
    ['a field that may be anything', { message: ONE, more: undefined }],
    ['a text that is too long for a query', { message: LONG }],
  ])('are found by %s', async (_, body) => {
    const { workspace, inject } = await connected();
    const message = body.message === LONG ? LONG : ONE;
    await inject({ message, n: 1 });
    await inject({ message: 'two' });
    expect(await workspace.requests({ body })).toMatchObject([{ body: { message } }]);
    expect(await workspace.verify({ body, exactly: 1 })).toEqual({
      ok: true,
      count: 1,
      expected: 'exactly 1',
      evicted: 0,
      nearest: [],
    });
    const missed = await workspace.verify({ body, exactly: 2 });
    expect(missed.nearest).toMatchObject([{ request: { body: { message: 'two' } } }]);
  });

  it('are those of the typed API in process, value by value', async () => {
    const { emulator, workspace, inject } = await connected();
    await inject({ message: 'one' });
    await inject({ message: 5 });
    const inProcess = await emulator.workspace();
    expect(Object.keys(workspace).sort()).toEqual(Object.keys(inProcess).sort());
    const [first, second] = await workspace.requests();
    expect(first?.at).toEqual(new Date(NOON));
    expect(first).toMatchObject({ operation: 'inject', status: 200, why: null, faultId: null });
    expect(second).toMatchObject({
      status: 422,
      response: { detail: [{ loc: ['body', 'message'] }] },
    });
  });
});

describe('values that HTTP cannot carry', () => {
  it('are refused in one sentence', async () => {
    const { workspace } = await connected();
    await expect(
      workspace.addFault({ status: 503, detail: { why: () => 'a function' } }),
    ).rejects.toThrow('why: a function cannot be sent to an emulator in another process');
  });
});
