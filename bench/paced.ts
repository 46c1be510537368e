/**
 * Requests at a steady rate, whether or not the server keeps up. Not autocannon: it sends the requests of each second as
 * fast as it can and then waits, so what it calls half of a load is a full load for half of the time.
 */
import { Agent } from 'node:http';
import { type Asked, send } from './client.ts';
import type { Server } from './process.ts';
import { percentile } from './statistics.ts';

/** How long requests took. */
export interface Paced {
  /** Milliseconds from when a request was due to the end of its response: 99 % took no longer. */
  readonly p99Ms: number;
  /** Milliseconds from when a request was due until the client sent it: 99 % were no later. */
  readonly lateMs: number;
}

/** Milliseconds between two looks at what is due. */
const LOOK_MS = 1;
/** Milliseconds from the first request on that are not counted: connections are opened in them. */
const WARM_MS = 500;

/** Sends these requests in turn, `rate` a second, over so many connections. Throws when a response is not a 200. */
export async function paced(
  server: Server,
  asked: readonly Asked[],
  options: { readonly connections: number; readonly rate: number; readonly seconds: number },
): Promise<Paced> {
  const { connections, rate, seconds } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const total = Math.round(rate * (seconds + WARM_MS / 1000));
  const took: number[] = [];
  const late: number[] = [];
  const sent: Promise<void>[] = [];
  const began = performance.now();
  const ask = async (index: number): Promise<void> => {
    const due = began + (index * 1000) / rate;
    const isCounted = due >= began + WARM_MS;
    if (isCounted) late.push(performance.now() - due);
    const one = asked[index % asked.length] as Asked;
    const { status, text } = await send(server, one, undefined, agent);
    if (status !== 200) throw new Error(`not a 200 but a ${status}: ${text}`);
    if (isCounted) took.push(performance.now() - due);
  };
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const due = Math.min(total, ((performance.now() - began) * rate) / 1000);
      while (sent.length < due) sent.push(ask(sent.length));
      if (sent.length < total) setTimeout(look, LOOK_MS);
      else resolve();
    };
    look();
  });
  await Promise.all(sent);
  agent.destroy();
  return { p99Ms: percentile(took, 99), lateMs: percentile(late, 99) };
}
