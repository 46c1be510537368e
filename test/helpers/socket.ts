/** A client of WebSockets, over a real port. */
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { Json } from './control.ts';

/** Opens a WebSocket with a key in the subprotocol; it is closed after the test. `key` null: none. */
export function openSocket(
  url: string,
  path: string,
  key: string | null = 'demo-key',
  options: ClientOptions = {},
) {
  const ws = new WebSocket(
    `${url.replace('http', 'ws')}${path}`,
    key === null ? [] : ['auth', key],
    options,
  );
  onTestFinished(() => ws.terminate());
  const frames: Json[] = [];
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watch of watchers) watch();
  };
  ws.on('message', (data) => {
    frames.push(JSON.parse(String(data)));
    changed();
  });
  ws.on('error', () => {});
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    ws.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  return {
    ws,
    frames,
    closed,
    /** Resolves with the status of the refusal, or with 101. */
    status: new Promise<number | undefined>((resolve) => {
      ws.once('open', () => resolve(101));
      ws.once('unexpected-response', (_, response) => {
        resolve(response.statusCode);
        ws.terminate();
      });
    }),
    types: () => frames.map(({ type }) => type),
    send: (frame: object | string) =>
      ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    /** Resolves once so many frames have come. */
    atLeast: (count: number) =>
      new Promise<void>((resolve) => {
        const watch = (): void => {
          if (frames.length < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}
