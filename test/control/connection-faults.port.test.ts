import { describe, expect, it } from 'vitest';
import { faulty } from '../helpers/faulty.ts';
import { CALL_1, demoKey, paths } from '../helpers/http.ts';
import { sendBytes, sendRaw } from '../helpers/raw.ts';

describe('a broken connection', () => {
  const request = (port: number) =>
    sendRaw(port, {
      method: 'POST',
      target: paths.inject(),
      headers: [...Object.entries(demoKey), ['content-type', 'application/json']],
      body: '{"message":"hi"}',
    });

  it('is reset', async () => {
    const { port } = await faulty({ connection: 'CONNECTION_RESET_BY_PEER' });
    await expect(request(port)).rejects.toThrow('ECONNRESET');
  });

  it('is closed without a byte', async () => {
    const { port } = await faulty({ connection: 'EMPTY_RESPONSE' });
    expect(
      await sendBytes(
        port,
        `GET ${paths.active()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n\r\n`,
      ),
    ).toHaveLength(0);
  });

  it('sends an invalid chunk', async () => {
    const { url } = await faulty({ connection: 'MALFORMED_RESPONSE_CHUNK' });
    const answer = await fetch(url + paths.active(), { headers: demoKey });
    await expect(answer.text()).rejects.toThrow();
  });

  it('sends half of the body; with phase after, the event was injected', async () => {
    const { port, received } = await faulty({ connection: 'TRUNCATED_BODY', phase: 'after' });
    const answer = await request(port);
    const full = `{"status":"delivered","call_sid":"${CALL_1}"}`;
    expect(answer.headers).toContainEqual(['content-length', String(full.length)]);
    expect(answer.body.toString()).toBe(full.slice(0, Math.floor(full.length / 2)));
    expect(await received()).toBe(1);
  });
});
