import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { emulate } from '../helpers/http.ts';
import { headerOf, parseAnswer, sendRaw } from '../helpers/raw.ts';
import { WS } from '../helpers/world.ts';

const faults = `/_emulator/workspaces/${WS}/faults`;
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const detailOf = (levels: number) => `{"status":503,"detail":${nested(levels)}}`;

/** The first response to a request that is written in pieces and may stay incomplete. */
function firstAnswer(port: number, pieces: Iterable<string | Buffer>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on('data', (part) => {
      parts.push(part);
      const bytes = Buffer.concat(parts);
      if (!bytes.includes('}')) return;
      socket.destroy();
      resolve(bytes);
    });
    socket.on('error', reject);
  });
}

describe('a body of the control plane', () => {
  it.each([
    'application/json;',
    'application/json ; charset=utf-8',
    'text/plain',
    'APPLICATION/JSON',
    '',
  ])('is JSON, whatever its content type: %j', async (type) => {
    const { port } = await emulate();
    const headers = [
      ['host', 'localhost'],
      ['content-type', type],
    ] as const;
    const answer = await sendRaw(port, {
      method: 'POST',
      target: faults,
      headers,
      body: '{"status":503}',
    });
    expect(answer.status).toBe(201);
  });

  it('over its limit is refused by its declared length, before it is sent', async () => {
    const { port } = await emulate();
    const head = `POST ${faults} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${limits.controlBodyBytes + 1}\r\n\r\n`;
    const answer = parseAnswer(await firstAnswer(port, [head]));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body.toString())).toEqual({
      detail: `The body is larger than the limit of ${limits.controlBodyBytes} bytes.`,
    });
    expect(headerOf(answer, 'x-request-id')).toMatch(/^req_/);
  });

  it('over its limit is refused while it arrives in chunks', async () => {
    const { port } = await emulate();
    function* pieces() {
      yield `POST ${faults} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`;
      const chunk = Buffer.alloc(limits.controlBodyBytes / 16, 0x20);
      for (let i = 0; i < 17; i++) {
        yield `${chunk.length.toString(16)}\r\n`;
        yield chunk;
        yield '\r\n';
      }
    }
    expect(parseAnswer(await firstAnswer(port, pieces())).status).toBe(413);
  });

  it('may be larger for a snapshot', async () => {
    const { url } = await emulate();
    const body = `{"snapshot":"${' '.repeat(limits.controlBodyBytes)}"}`;
    const answer = await fetch(`${url}/_emulator/snapshot`, { method: 'PUT', body });
    expect(answer.status).toBe(422);
  });

  it('is accepted at the limit of nesting, and refused over it', async () => {
    const { url } = await emulate();
    const send = (levels: number) =>
      fetch(url + faults, { method: 'POST', body: detailOf(levels - 1) });
    expect((await send(limits.jsonDepth)).status).toBe(201);
    const answer = await send(limits.jsonDepth + 1);
    expect([answer.status, await answer.json()]).toEqual([
      422,
      {
        detail: [
          {
            type: 'json_too_deep',
            loc: ['body'],
            msg: `The body is nested deeper than ${limits.jsonDepth} levels.`,
          },
        ],
      },
    ]);
  });

  it.each([
    [
      'PUT',
      `/_emulator/workspaces/${WS}/script`,
      `{"rules":[{"match":{"exact":"x"},"reply":{"tool_calls":[{"tool_name":"t","input":{"a":${nested(20_000)}}}]}}]}`,
    ],
    ['POST', faults, detailOf(100_000)],
    ['POST', '/_emulator/workspaces', nested(200_000)],
    ['PUT', '/_emulator/snapshot', nested(200_000)],
  ])('nested very deep is refused, and the emulator goes on: %s %s', async (method, path, body) => {
    const { url } = await emulate();
    const answer = await fetch(url + path, { method, body });
    expect(answer.status).toBe(422);
    expect((await fetch(`${url}/_emulator/health`)).status).toBe(200);
  });
});
