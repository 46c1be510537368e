/** A request to the contract as Node reads it off a socket. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireRequest } from './handle-request.ts';

/** The client went away while it was still sending. */
export class ClientLeft extends Error {}

/** The request. A class: its methods are made once, not once a request. */
export class NodeRequest implements WireRequest {
  readonly verb: string;
  /**
   * The method by which Hono finds a route. HEAD has a name that no route has: Hono would respond as to GET, and with
   * a `Response`; the framework responds with 405.
   */
  readonly method: string;
  readonly target: string;
  readonly headers: WireRequest['headers'];
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse | undefined;

  /** `res` tells when the client leaves. */
  constructor(req: IncomingMessage, res?: ServerResponse) {
    this.verb = req.method as string;
    this.method = this.verb === 'HEAD' ? 'HEAD alone' : this.verb;
    this.target = req.url as string;
    this.headers = req.headers as WireRequest['headers'];
    this.#req = req;
    this.#res = res;
  }

  get scheme(): string {
    return 'encrypted' in this.#req.socket ? 'https' : 'http';
  }

  gone(): AbortSignal {
    const gone = new AbortController();
    if (this.#res?.destroyed) gone.abort();
    else this.#res?.once('close', () => gone.abort());
    return gone.signal;
  }

  readBody(limit: number): Promise<Uint8Array | undefined> {
    const req = this.#req;
    if (Number(this.headers['content-length']) > limit) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      let size = 0;
      req.on('data', (part: Buffer) => {
        size += part.length;
        if (size <= limit) parts.push(part);
        // What follows is thrown away as it comes.
        else resolve(undefined);
      });
      req.on('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)));
      // One that goes away in the middle is an error, too: ECONNRESET.
      req.on('error', (cause) => reject(new ClientLeft('the body did not come', { cause })));
    });
  }
}
