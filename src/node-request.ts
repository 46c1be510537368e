/** A request to the contract as Node reads it off a socket. */
import type { IncomingMessage } from 'node:http';
import type { WireRequest } from './exchange.ts';

/** The request. A class: its methods are made once, not once a request. */
export class NodeRequest implements WireRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: WireRequest['headers'];
  readonly #req: IncomingMessage;

  constructor(req: IncomingMessage) {
    this.method = req.method as string;
    this.target = req.url as string;
    this.headers = req.headers as WireRequest['headers'];
    this.#req = req;
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
      req.on('error', reject);
    });
  }
}
