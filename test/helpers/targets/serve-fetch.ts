/** A socket in front of a `fetch`, so that one suite can ask an emulator that listens nowhere. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

type Fetch = (input: Request) => Promise<Response>;

async function answer(fetch: Fetch, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  const body = await buffer(req);
  const response = await fetch(
    new Request(`http://${req.headers.host}${req.url}`, {
      method: req.method ?? 'GET',
      headers: req.headers as Record<string, string>,
      body: body.length === 0 ? null : body,
      signal: gone.signal,
    }),
  );
  // Without keep-alive: nothing is left to wait for when it closes.
  res.writeHead(response.status, [...response.headers, ['connection', 'close']].flat());
  // A stream has begun before its first frame is there.
  res.flushHeaders();
  if (response.body === null) res.end();
  else await pipeline(Readable.fromWeb(response.body as never), res);
}

/** Listens on a free port. A `fetch` that fails closes the connection. */
export async function serveFetch(fetch: Fetch) {
  const server = createServer((req, res) => {
    answer(fetch, req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
