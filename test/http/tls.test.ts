import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import { demoKey, paths } from '../helpers/http.ts';
import { openSocket } from '../helpers/socket.ts';
import { ENTITY, SERVICE, WS } from '../helpers/world.ts';

const folder = join(import.meta.dirname, '../fixtures/tls');
const cert = readFileSync(join(folder, 'cert.pem'));
const key = readFileSync(join(folder, 'key.pem'));

async function listen() {
  const emulator = await createEmulator();
  onTestFinished(() => emulator.close());
  return { emulator, ...(await emulator.listen({ tls: { cert, key } })) };
}

/** A response over HTTPS from a client that trusts the certificate. */
async function ask(url: string, headers: Record<string, string> = demoKey) {
  const asked = request(url, { ca: cert, headers, agent: false }).end();
  const [response] = await once(asked, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe('an emulator with a certificate', () => {
  it('serves HTTPS at the URL that it says', async () => {
    const { url } = await listen();
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const { status, body } = await ask(url + paths.active());
    expect([status, JSON.parse(body).length]).toEqual([200, 3]);
  });

  it('redirects to its own scheme, and names it in a HAR document', async () => {
    const { url } = await listen();
    const { status, headers } = await ask(`${url}${paths.active()}/`);
    expect([status, headers.location]).toEqual([307, url + paths.active()]);
    const journal = await ask(`${url}/_emulator/workspaces/${WS}/journal?format=har`);
    expect(JSON.parse(journal.body).log.entries[0].request.url).toBe(`${url}${paths.active()}/`);
  });

  it('lets pages of its own origin use the control plane', async () => {
    const { url } = await listen();
    const from = (origin: string) => ask(`${url}/_emulator/workspaces`, { origin });
    expect((await from(url)).status).toBe(200);
    expect((await from(url.replace('https', 'http'))).status).toBe(403);
  });

  it('opens WebSockets', async () => {
    const { url } = await listen();
    const path = `/v1/${WS}/sessions/connect?service_id=${SERVICE}&entity_id=${ENTITY}`;
    const socket = openSocket(url, path, 'demo-key', { ca: cert });
    await socket.atLeast(1);
    expect(socket.types()[0]).toBe('session_started');
  });

  it('resets a connection for a fault rule', async () => {
    const { emulator, port } = await listen();
    const get = `GET ${paths.active()} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n\r\n`;
    const socket = connectTls({ port, host: '127.0.0.1', ca: cert });
    socket.write(get);
    await once(socket, 'data');
    await emulator.world.addFault(WS, { connection: 'CONNECTION_RESET_BY_PEER' });
    socket.write(get);
    const [error] = await once(socket, 'error');
    expect(error.message).toBe('read ECONNRESET');
  });

  it('ends a connection of plain HTTP, and goes on', async () => {
    const { port, url } = await listen();
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
    );
    socket.on('error', () => {});
    await once(socket.resume(), 'close');
    expect((await ask(url + paths.active())).status).toBe(200);
  });

  it('closes although a client has not finished its handshake', async () => {
    const emulator = await createEmulator();
    const { port, close } = await emulator.listen({ tls: { cert, key }, graceMs: 1 });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    await close();
    await emulator.close();
  });
});

describe('a certificate that cannot be used', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  const locked = other.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'x' });

  it.each([
    ['text', { cert: 'text', key }, 'tls.cert: expected a certificate in PEM form'],
    ['a key alone', { cert: key, key }, 'tls.cert: expected a certificate in PEM form'],
    [
      'a certificate as the key',
      { cert, key: cert },
      'tls.key: expected a private key in PEM form',
    ],
    ['a locked key', { cert, key: locked }, 'tls.key: expected a private key without a passphrase'],
    [
      'another key',
      { cert, key: other.export(pem) },
      'tls.key: this is not the key of the certificate',
    ],
  ])('is refused with a reason: %s', async (_, tls, message) => {
    const emulator = await createEmulator();
    onTestFinished(() => emulator.close());
    await expect(emulator.listen({ tls })).rejects.toThrow(new TypeError(message));
  });
});
