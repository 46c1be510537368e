import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createContract } from '../../src/contract/pipeline.ts';
import { defaultSwitches } from '../../src/contract/pydantic/switches.ts';
import { checkWorkspace } from '../../src/fixtures/fixture-check.ts';
import { createApp } from '../../src/http/app.ts';
import { createRequestHandler } from '../../src/http/handle-request.ts';
import { createHealth } from '../../src/http/health.ts';
import { createLog } from '../../src/http/log.ts';
import { createReports } from '../../src/http/reports.ts';
import { listen } from '../../src/http/server.ts';
import { createJournal } from '../../src/observe/journal.ts';
import { createOpenStreams } from '../../src/observe/open-streams.ts';
import { createMemoryStore } from '../../src/world/memory/memory-store.ts';
import { createWorld } from '../../src/world/world.ts';
import { CALL_1, demoKey, emulate, paths, startBody } from '../helpers/http.ts';
import { headerOf, parseAnswer, sendBytes, sendRaw } from '../helpers/raw.ts';
import { WS } from '../helpers/world.ts';

const MIB = 1024 * 1024;
const json = [
  ['authorization', 'Bearer k'],
  ['content-type', 'application/json'],
] as const;
const head = (path: string, more: string) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-type: application/json\r\n${more}\r\n\r\n`;

describe('a body over 1 MiB', () => {
  const tooLarge = '{"detail":"Request Entity Too Large"}';

  it('is refused by its declared length, before it is sent', async () => {
    const { port } = await emulate();
    const answer = new Promise<Buffer>((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(head(paths.start(), `content-length: ${MIB + 1}`)),
      );
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data);
      });
    });
    const { status, body } = parseAnswer(await answer);
    expect([status, body.toString()]).toEqual([413, tooLarge]);
  });

  it('is refused as soon as a chunked one grows over it', async () => {
    const { port } = await emulate();
    const chunk = Buffer.alloc(MIB / 4, 0x20);
    const answer = new Promise<Buffer>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(head(paths.start(), 'transfer-encoding: chunked'));
        // Five quarters, and no end.
        for (let i = 0; i < 5; i++) {
          socket.write(`${chunk.length.toString(16)}\r\n`);
          socket.write(chunk);
          socket.write('\r\n');
        }
      });
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data);
      });
      socket.once('error', reject);
    });
    const { status, body } = parseAnswer(await answer);
    expect([status, body.toString()]).toEqual([413, tooLarge]);
  });

  it('is not one of exactly 1 MiB', async () => {
    const { port } = await emulate();
    const body = `{"message":"x"${' '.repeat(MIB - 15)}}`;
    expect(body).toHaveLength(MIB);
    const answer = await sendRaw(port, {
      method: 'POST',
      target: paths.inject(),
      headers: json,
      body,
    });
    expect(answer.status).toBe(200);
  });
});

describe('an invalid HTTP request', () => {
  it('gets the response of the server of the real API', async () => {
    const { port } = await emulate();
    const { status, body, headers } = parseAnswer(await sendBytes(port, 'no http at all\r\n\r\n'));
    expect([status, body.toString()]).toEqual([400, 'Invalid HTTP request received.']);
    expect(headers).toContainEqual(['connection', 'close']);
  });

  it('gets it also for a target that is not ASCII', async () => {
    const { port } = await emulate();
    const answer = await sendRaw(port, { method: 'GET', target: '/v1/\u00e9/sessions/active' });
    expect([answer.status, answer.body.toString()]).toEqual([
      400,
      'Invalid HTTP request received.',
    ]);
  });

  it.each([
    ['head', 'POST /v1/x HTTP/1.1\r\nhost: x\r\n'],
    ['body', head(paths.start(), 'content-length: 10')],
  ])('times out when its %s does not come', async (_, bytes) => {
    const { port } = await emulate({}, { headersTimeoutMs: 60, requestTimeoutMs: 120 });
    const { status } = parseAnswer(await sendBytes(port, bytes));
    expect(status).toBe(408);
  });
});

describe('a connection', () => {
  it('is closed if the client asks for it', async () => {
    const { port } = await emulate();
    const answer = await sendRaw(port, { method: 'GET', target: paths.active(), headers: json });
    expect(headerOf(answer, 'connection')).toBe('close');
  });

  it('is kept otherwise, and used for the next request', async () => {
    const { port } = await emulate();
    const one = `GET ${paths.active()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n`;
    const bytes = await sendBytes(port, `${one}\r\n${one}connection: close\r\n\r\n`);
    expect(bytes.toString().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
});

describe('a handler that throws', () => {
  it('is a 500 as in the real API, with the stack in the log only', async () => {
    const store = createMemoryStore();
    const broken = { ...store, list: () => Promise.reject(new Error('the store is gone')) };
    const world = createWorld({ checkTemplate: checkWorkspace, store: broken });
    const lines: string[] = [];
    const log = createLog('json', (line) => lines.push(line));
    const wire = defaultSwitches;
    const handle = createRequestHandler({
      contract: createContract(world, createOpenStreams(new AbortController().signal)),
      wire,
      world,
      journal: createJournal(world.journal),
      log,
    });
    const { dispatch } = createApp({
      handle,
      health: createHealth(
        { version: '0', readiness: () => ({ status: 'ready' }) },
        world.newId,
        log,
      ),
      site: () => Promise.reject(new Error('not asked for')),
    });
    const reports = createReports(world.newId, log);
    const server = await listen({ dispatch, wire, reports });
    const answer = await sendRaw(server.port, {
      method: 'GET',
      target: paths.active(),
      headers: json,
    });
    await server.close();
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).toBe('Internal Server Error');
    expect(headerOf(answer, 'content-type')).toBe('text/plain; charset=utf-8');
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['fault', 'request']);
    expect(lines[0]).toContain('the store is gone');
    expect(lines[0]).toContain('src/world/');
  });
});

describe('close', () => {
  it('finishes what is in flight and accepts nothing new', async () => {
    const { port, server } = await emulate();
    const socket = connect(port, '127.0.0.1');
    const answered = new Promise<Buffer>((resolve) => {
      const parts: Buffer[] = [];
      socket.on('data', (part) => parts.push(part));
      socket.on('close', () => resolve(Buffer.concat(parts)));
    });
    const body = JSON.stringify({ message: 'hi' });
    const reached = fetch(`${server.url}/_emulator/health`);
    socket.write(`${head(paths.inject(), `content-length: ${body.length}`)}${body.slice(0, 5)}`);
    await reached;
    const closed = server.close();
    socket.write(body.slice(5));
    expect(parseAnswer(await answered).status).toBe(200);
    await closed;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('does not wait for a client that never finishes', async () => {
    const { port, server } = await emulate({}, { graceMs: 100 });
    const socket = connect(port, '127.0.0.1');
    const gone = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    socket.write(head(paths.inject(), 'content-length: 10'));
    await fetch(`${server.url}/_emulator/health`);
    await server.close();
    await gone;
  });
});

describe('the log', () => {
  it('has a line for each request, with why it was refused and never a credential', async () => {
    const lines: string[] = [];
    const log = createLog('json', (line) => lines.push(line));
    const { post, get } = await emulate({ log, auth: 'keys' });
    await get(paths.active());
    await post(`${paths.inject()}?api_key=demo-key`, '{"message":1}');
    await post(paths.inject(CALL_1), '{"message":NaN}');
    await post(paths.start(), startBody).set('authorization', 'Bearer stolen-key');
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries.map(({ method, path, status, why }) => [method, path, status, why])).toEqual([
      ['GET', paths.active(), 200, undefined],
      ['POST', paths.inject(), 422, 'body.message: Input should be a valid string (string_type)'],
      ['POST', paths.inject(), 500, 'the real API fails to write this error: NaN cannot be echoed'],
      ['POST', paths.start(), 401, 'the key is of no workspace (--auth keys)'],
    ]);
    for (const { ms, request_id } of entries) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(request_id).toMatch(/^req_/);
    }
    expect(lines.join()).not.toMatch(/demo-key|stolen-key/);
  });
});

describe('a request that no handler accepts', () => {
  it('is also logged, with an id and the reason', async () => {
    const lines: string[] = [];
    const { port, http } = await emulate({ log: createLog('json', (line) => lines.push(line)) });
    const answer = parseAnswer(await sendBytes(port, 'no http at all\r\n\r\n'));
    await sendRaw(port, { method: 'GET', target: '/v1/\u00e9' });
    await http.post('/docs');
    await http.get('/_emulator/nothing');
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries.map(({ status, why }) => [status, why])).toEqual([
      [400, expect.stringContaining('Parse Error')],
      [400, 'Parse Error: Invalid char in url path'],
      [405, 'Method Not Allowed'],
      [404, 'Not Found'],
    ]);
    expect(headerOf(answer, 'x-request-id')).toBe(entries[0].request_id);
  });
});

describe('the emulator without a socket', () => {
  it('responds as with one', async () => {
    const { emulator, url } = await emulate();
    const requests: [string, RequestInit][] = [
      [paths.active(), { headers: demoKey }],
      [paths.active(), { method: 'HEAD', headers: demoKey }],
      [`${paths.active()}/`, { redirect: 'manual' }],
      [paths.inject(), { method: 'POST', headers: demoKey, body: '{}' }],
      [
        paths.inject('nobody'),
        {
          method: 'POST',
          headers: { ...demoKey, 'content-type': 'application/json' },
          body: '{"message":"x"}',
        },
      ],
      ['/nothing', {}],
      ['/openapi.json', {}],
      ['/_emulator/health', {}],
      [paths.start(), { method: 'POST', body: 'x'.repeat(MIB + 1) }],
    ];
    const shown = async (answer: Response) => [
      answer.status,
      answer.headers.get('content-type'),
      answer.headers.get('allow'),
      answer.headers.get('location'),
      await answer.text(),
    ];
    for (const [path, init] of requests) {
      const inside = await emulator.fetch(new Request(url + path, init));
      expect(await shown(inside), path).toEqual(await shown(await fetch(url + path, init)));
    }
  });

  it('uses the same world', async () => {
    const { emulator, url, world } = await emulate();
    const body = JSON.stringify({ message: 'hi' });
    const headers = { ...demoKey, 'content-type': 'application/json' };
    const request = new Request(url + paths.inject(), { method: 'POST', headers, body });
    await emulator.fetch(request);
    expect((await world.readCall(WS, CALL_1))?.received).toHaveLength(1);
  });
});
