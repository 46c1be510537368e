/** A server in front of an emulator that tells one lie, and whatever else the emulator says. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** One exchange: what was asked, and what will be answered unless a lie changes it. */
export interface RequestHandler {
  readonly method: string;
  readonly path: string;
  readonly asked: string;
  readonly authorization: string | undefined;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Changes an exchange in place. */
export type Lie = (exchange: RequestHandler) => void | Promise<void>;

/** Starts one in front of `target`; it takes requests below `prefix` and is closed after the test. */
export async function startLiar(target: string, lie: Lie, prefix = '') {
  const paths: string[] = [];
  const server = createServer(async (req, res) => {
    const { method = '', url = '', headers } = req;
    paths.push(url);
    const asked = await text(req);
    const forwarded: Record<string, string> = {};
    for (const name of ['authorization', 'content-type'] as const) {
      if (headers[name] !== undefined) forwarded[name] = headers[name];
    }
    const path = url.slice(prefix.length);
    const answer = await fetch(target + path, {
      method,
      headers: forwarded,
      body: asked === '' ? null : asked,
    });
    const exchange: RequestHandler = {
      method,
      path,
      asked,
      authorization: headers.authorization,
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
    for (const name of ['content-length', 'connection', 'keep-alive', 'transfer-encoding']) {
      delete exchange.headers[name];
    }
    await lie(exchange);
    res.writeHead(exchange.status, exchange.headers).end(exchange.body);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, paths };
}

/** A lie about the exchanges that a condition picks. */
export const when =
  (picks: (exchange: RequestHandler) => boolean, lie: Lie): Lie =>
  (exchange) =>
    picks(exchange) ? lie(exchange) : undefined;
/** A lie about the JSON of a body. */
export const json =
  (change: (value: never) => unknown): Lie =>
  (exchange) => {
    exchange.body = JSON.stringify(change(JSON.parse(exchange.body) as never));
  };
export const status =
  (to: number): Lie =>
  (exchange) => {
    exchange.status = to;
  };

/** A lie, how a test calls it, the one check that finds it, and what that check says was found. */
export type ToldLie = readonly [title: string, lie: Lie, check: string, found: string | RegExp];
