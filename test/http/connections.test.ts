import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/http/log.ts';
import { limits } from '../../src/world/limits.ts';
import { CALL_1, demoKey, emulate, paths } from '../helpers/http.ts';
import { headerOf, parseAnswer, sendBytes, sendRaw } from '../helpers/raw.ts';
import { WS } from '../helpers/world.ts';

const get = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer demo-key\r\n${more}\r\n`;
const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer demo-key\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const statuses = (bytes: Buffer) =>
  [...bytes.toString('latin1').matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

/** A socket that is connected, whose errors are of no interest. */
async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => socket.once('close', () => resolve()));

/** Everything that comes until the other side closes or resets, and how it ended. */
function readToEnd(socket: Socket): Promise<{ bytes: Buffer; reset: boolean }> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let reset = false;
    socket.on('data', (part) => parts.push(part));
    socket.on('error', () => {
      reset = true;
    });
    socket.on('close', () => resolve({ bytes: Buffer.concat(parts), reset }));
  });
}

describe('requests in a row on one connection', () => {
  it('are responded to one after the other, in order, each with its own', async () => {
    const { port } = await emulate();
    const bodies = ['{"message":"1"}', '{"message":2}', '{"message":"3"}'];
    const all = `${bodies.map((body) => post(paths.inject(), body)).join('')}${get('/none', 'connection: close\r\n')}`;
    expect(statuses(await sendBytes(port, all))).toEqual([200, 422, 200, 404]);
  });

  it('begin when the response before them was written, so that a client that does not read costs one', async () => {
    const { port, emulator, world, http } = await emulate();
    for (let i = 0; i < 10; i++) {
      await http
        .post(`/_emulator/workspaces/${WS}/calls`)
        .send({ count: 1000, caller_id: '+15550100001' });
    }
    const socket = await open(port);
    const written = async () => (await emulator.journal.read(WS)).entries.length;
    const before = await written();
    socket.pause();
    socket.write(get(paths.active()).repeat(100));
    // Others are served, and by then as many have begun as ever will.
    for (let i = 0; i < 20; i++) await http.get('/_emulator/health');
    const begun = (await written()) - before;
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(5);
    expect(await world.readCall(WS, CALL_1)).toBeDefined();
    socket.destroy();
  });

  it('are read no further while many wait, and are all responded to in the end', async () => {
    const { port } = await emulate();
    const count = 3 * limits.pipelinedRequests;
    const all = get('/none').repeat(count - 1) + get('/none', 'connection: close\r\n');
    expect(statuses(await sendBytes(port, all))).toHaveLength(count);
  });

  it('are followed by the refusal of what is not a request, in its turn', async () => {
    const { port } = await emulate();
    expect(statuses(await sendBytes(port, `${get(paths.active())}no http\r\n\r\n`))).toEqual([
      200, 400,
    ]);
  });
});

describe('a connection fault on a request that is not the first', () => {
  it.each([
    ['CONNECTION_RESET_BY_PEER', [404]],
    ['EMPTY_RESPONSE', [404]],
    ['MALFORMED_RESPONSE_CHUNK', [404, 200]],
    ['TRUNCATED_BODY', [404, 200]],
  ])(
    'breaks the connection once the response before it was written: %s',
    async (connection, expected) => {
      const { port, http } = await emulate();
      await http
        .post(`/_emulator/workspaces/${WS}/faults`)
        .send({ operation: 'inject', connection });
      const socket = await open(port);
      const end = readToEnd(socket);
      socket.write(`${get('/none')}${post(paths.inject(), '{"message":"x"}')}${get('/none')}`);
      expect(statuses((await end).bytes)).toEqual(expected);
    },
  );
});

describe('a request head', () => {
  it('can be almost 64 KiB', async () => {
    const { port } = await emulate();
    const long = 'a'.repeat(60 * 1024);
    expect(
      statuses(await sendBytes(port, get('/none', `x-long: ${long}\r\nconnection: close\r\n`))),
    ).toEqual([404]);
  });

  it('of more is refused as by the server of the real API, with a request id', async () => {
    const { port } = await emulate();
    const answer = parseAnswer(
      await sendBytes(port, get('/none', `x-long: ${'a'.repeat(70 * 1024)}\r\n`)),
    );
    expect([answer.status, answer.body.toString()]).toEqual([
      400,
      'Invalid HTTP request received.',
    ]);
    expect(headerOf(answer, 'x-request-id')).toMatch(/^req_/);
  });

  it('can have more than 2,000 headers, and the last counts', async () => {
    const { port } = await emulate();
    const many = 'a:b\r\n'.repeat(5_000);
    const head = `GET ${paths.active()} HTTP/1.1\r\nhost: x\r\n${many}authorization: Bearer k\r\nconnection: close\r\n\r\n`;
    expect(statuses(await sendBytes(port, head))).toEqual([200]);
  });
});

describe('what Node would refuse by itself', () => {
  it.each([
    [
      'an expectation that is not known',
      get('/none', 'expect: a-miracle\r\nconnection: close\r\n'),
      404,
    ],
    ['no Host header', 'GET /none HTTP/1.1\r\n\r\n', 400],
    [
      'a Host that is not one, on an own path',
      'GET /docs HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n',
      400,
    ],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n', 404],
    [
      'an upgrade to what is not known',
      get('/none', 'connection: upgrade, close\r\nupgrade: h2c\r\n'),
      404,
    ],
    ['a method that is not known', 'FOO / HTTP/1.1\r\nhost: x\r\n\r\n', 400],
    ['a path that is too long', `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 400],
  ])('has a response with a request id, and a line in the log: %s', async (_, bytes, status) => {
    const lines: string[] = [];
    const { port } = await emulate({ log: createLog('json', (line) => lines.push(line)) });
    const answer = parseAnswer(await sendBytes(port, bytes));
    expect(answer.status).toBe(status);
    const requestId = headerOf(answer, 'x-request-id');
    expect(requestId).toMatch(/^req_/);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { status, request_id: requestId },
    ]);
  });

  it('a CONNECT whose client resets the connection is no error of the emulator', async () => {
    const { port, server, emulator } = await emulate();
    for (let i = 0; i < 20; i++) {
      const socket = await open(port);
      socket.write('CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n');
      // Before, while and after it is responded to.
      for (let turns = i; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      socket.resetAndDestroy();
    }
    expect((await emulator.fetch(`${server.url}/_emulator/health`)).status).toBe(200);
  });

  it('HTTP/1.0 needs no Host', async () => {
    const { port } = await emulate();
    expect(statuses(await sendBytes(port, 'GET /none HTTP/1.0\r\n\r\n'))).toEqual([404]);
  });
});

describe('close', () => {
  const GRACE_MS = 20_000;

  it.each([
    ['has sent nothing', async () => {}],
    ['has sent half a head', async (socket: Socket) => void socket.write('GET / HTT')],
    [
      'is idle after a response',
      async (socket: Socket) => {
        socket.write(get('/none'));
        await new Promise((resolve) => socket.once('data', resolve));
      },
    ],
    [
      'holds an event stream open',
      async (socket: Socket) => {
        socket.write(get('/_emulator/events'));
        await new Promise((resolve) => socket.once('data', resolve));
      },
    ],
  ])('does not wait for a connection that %s', async (_, prepare) => {
    const { port, server, url } = await emulate({}, { graceMs: GRACE_MS });
    const socket = await open(port);
    await prepare(socket);
    // By now the server has seen what came before.
    await (await fetch(`${url}/_emulator/health`)).text();
    const began = performance.now();
    const gone = closed(socket);
    socket.resume();
    await server.close();
    await gone;
    expect(performance.now() - began).toBeLessThan(GRACE_MS / 4);
  });
});

describe('a client that leaves while its request waits', () => {
  it('ends the wait, and what the request asked for is done all the same', async () => {
    const { port, http, world, emulator } = await emulate();
    await http
      .post(`/_emulator/workspaces/${WS}/faults`)
      .send({ operation: 'inject', delay_ms: 60_000, times: 20 });
    for (let i = 0; i < 20; i++) {
      const socket = await open(port);
      socket.write(post(paths.inject(), `{"message":"${i}"}`));
      await new Promise<void>((resolve) => {
        const off = world.events.listen(({ event }) => {
          if (event.type !== 'fault.fired') return;
          off();
          resolve();
        });
      });
      const noted = new Promise<void>((resolve) => {
        const off = world.events.listen(({ event }) => {
          if (event.type !== 'request.answered') return;
          off();
          resolve();
        });
      });
      socket.destroy();
      await noted;
    }
    expect((await world.readCall(WS, CALL_1))?.received).toHaveLength(20);
    const { entries } = await emulator.journal.read(WS);
    expect(entries.filter(({ status }) => status === 200)).toHaveLength(20);
  });
});

describe('in process', () => {
  it.each([204, 205, 304])(
    'a fault of status %d is that status, without a body',
    async (status) => {
      const { emulator, http, url, get: read } = await emulate();
      await http.post(`/_emulator/workspaces/${WS}/faults`).send({ operation: 'active', status });
      const inside = await emulator.fetch(`${url}${paths.active()}`, { headers: demoKey });
      const outside = await read(paths.active());
      expect([inside.status, await inside.text()]).toEqual([status, '']);
      expect(outside.status).toBe(status);
      expect(inside.headers.get('content-type')).toBe(outside.headers['content-type'] ?? null);
      expect(inside.headers.get('content-length')).toBe(outside.headers['content-length'] ?? null);
    },
  );
});

describe('the emulator’s own paths', () => {
  it.each([
    ['HEAD', '/_emulator/nothing', undefined, 404],
    ['HEAD', '/_emulator/workspaces/nothing', undefined, 404],
    ['HEAD', '/docs/nothing', undefined, 404],
    ['GET', '/_emulator/workspaces', '{}', 200],
    ['TRACE', '/_emulator/workspaces', '{}', 405],
    ['TRACE', '/_emulator/workspaces', undefined, 405],
    ['GET', '/_emulator/nothing', '{}', 404],
  ])('never fail: %s %s with the body %s', async (method, target, body, status) => {
    const lines: string[] = [];
    const { port } = await emulate({ log: createLog('json', (line) => lines.push(line)) });
    const headers = [
      ['host', 'localhost'],
      ['content-type', 'application/json'],
    ] as const;
    const answer = await sendRaw(port, { method, target, headers, body: body ?? null });
    expect(lines.filter((line) => line.includes('"fault"'))).toEqual([]);
    expect(answer.status).toBe(status);
  });
});
