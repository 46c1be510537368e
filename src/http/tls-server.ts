/** The server of HTTPS. Loaded only when there is a certificate: `node:https` and `node:crypto` take milliseconds. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { Server, ServerOptions } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** A certificate and its private key, as PEM text. */
export interface TlsOptions {
  /** The certificate, followed by those of its issuers if clients need them. */
  readonly cert: string | Buffer;
  /** The private key of the certificate, without a passphrase. */
  readonly key: string | Buffer;
}

/** What is wrong, and with which of the two. */
interface TlsProblem {
  readonly of: keyof TlsOptions;
  readonly problem: string;
}

/** Why a certificate and a key cannot be used; undefined if they can. */
export function tlsProblem({ cert, key }: TlsOptions): TlsProblem | undefined {
  const isPem = (text: string | Buffer) => text.toString('latin1').includes('-----BEGIN ');
  let certificate: X509Certificate;
  try {
    if (!isPem(cert)) throw new Error();
    certificate = new X509Certificate(cert);
  } catch {
    return { of: 'cert', problem: 'expected a certificate in PEM form' };
  }
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(key);
  } catch {
    const isLocked = key.toString('latin1').includes('ENCRYPTED');
    const expected = isLocked ? 'without a passphrase' : 'in PEM form';
    return { of: 'key', problem: `expected a private key ${expected}` };
  }
  const fits = certificate.checkPrivateKey(privateKey);
  return fits ? undefined : { of: 'key', problem: 'this is not the key of the certificate' };
}

/**
 * A server of HTTPS that behaves as one of HTTP does; its connections are those of `secureConnection`.
 *
 * @throws TypeError when certificate or key cannot be used
 */
export function createTlsServer(
  tls: TlsOptions,
  options: ServerOptions & { readonly headersTimeout: number },
): Server {
  const wrong = tlsProblem(tls);
  if (wrong !== undefined) throw new TypeError(`tls.${wrong.of}: ${wrong.problem}`);
  const { cert, key } = tls;
  const server = createServer({ ...options, cert, key, handshakeTimeout: options.headersTimeout });
  /** The connections under TLS. Node's own list has none that is still in its handshake. */
  const sockets = new Map<string, Socket>();
  const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket);
    sockets.set(name, socket);
    socket.once('close', () => sockets.delete(name));
  });
  server.on('secureConnection', (secure: TLSSocket) => {
    // Node can reset a connection of TCP only.
    const socket = sockets.get(nameOf(secure));
    secure.resetAndDestroy = () => {
      socket?.resetAndDestroy();
      return secure.destroy();
    };
  });
  server.closeAllConnections = () => {
    for (const socket of sockets.values()) socket.destroy();
  };
  return server;
}
