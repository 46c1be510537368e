import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defaultSwitches } from '../../src/contract/pydantic/switches.ts';
import { type Frames, streamResponse } from '../../src/contract/response.ts';
import { createResponseSender } from '../../src/http/node-response.ts';

/** A server that responds with frames, and a client of it that does not read them. What failed is collected. */
async function streaming(frames: Frames) {
  const failed: unknown[] = [];
  const send = createResponseSender(defaultSwitches, () => false, {
    failed: (error) => {
      failed.push(error);
      return 'req_1';
    },
  });
  const server = createServer((_, res) =>
    send(res, { response: streamResponse(frames, ''), requestId: 'req_1', headers: [] }),
  ).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  client.pause();
  return { failed, client };
}

describe('a stream', () => {
  it('ends without an error when its client leaves before it has read what was sent', async () => {
    let pieces = 0;
    let isOver = false;
    const { failed, client } = await streaming(async function* () {
      try {
        for (;;) {
          pieces++;
          yield 'x'.repeat(2 ** 20);
        }
      } finally {
        isOver = true;
      }
    });
    let before = 0;
    // Until no more is taken, because nobody reads.
    await vi.waitFor(() => {
      const isStill = pieces > 0 && pieces === before;
      before = pieces;
      expect(isStill).toBe(true);
    });
    client.destroy();
    await vi.waitFor(() => expect(isOver).toBe(true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(failed).toEqual([]);
  });

  it('that fails by itself is reported', async () => {
    const mistake = new Error('a mistake');
    const { failed } = await streaming(async function* () {
      yield 'x';
      throw mistake;
    });
    await vi.waitFor(() => expect(failed).toEqual([mistake]));
  });
});
