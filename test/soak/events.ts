/** Readers of event streams over real sockets. */

import { type ClientRequest, request } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { Json } from './client.ts';

/** An event as it came: its name, and its data read as JSON. */
export interface Received {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: Json;
}

/** A stream that is being read. */
export interface EventReader {
  readonly status: number;
  /** What has come so far. */
  readonly events: Received[];
  /** The first comment, which names the subscriber; undefined before it has come. */
  comment(): string | undefined;
  /** Whether the other side has ended the stream, or it has broken. */
  over(): boolean;
  /** Resolves with whether the condition holds, looked at again whenever something comes, within the time. */
  until(condition: () => boolean, timeoutMs?: number): Promise<boolean>;
  /** Goes away. */
  leave(): void;
}

/** Opens a stream. Resolves once it has said who it is, or with a status that is not 200. Rejects when there is no response. */
export function readEvents(
  port: number,
  path: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    onRequest?(request: ClientRequest): void;
  } = {},
): Promise<EventReader> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false });
    options.onRequest?.(asked);
    asked.on('error', reject);
    asked.on('response', (response) => {
      const events: Received[] = [];
      let comment: string | undefined;
      let over = false;
      const watchers = new Set<() => void>();
      const look = (): void => {
        for (const watch of watchers) watch();
      };
      const parser = createParser({
        onEvent: ({ data, event, id }) => events.push({ event, id, data: JSON.parse(data) }),
        onComment: (text) => {
          comment ??= text;
        },
      });
      const reader: EventReader = {
        status: response.statusCode ?? 0,
        events,
        comment: () => comment,
        over: () => over,
        until: (condition, timeoutMs = 10_000) =>
          new Promise((settle) => {
            const finish = (holds: boolean): void => {
              clearTimeout(timer);
              watchers.delete(watch);
              settle(holds);
            };
            const watch = (): void => {
              if (condition()) finish(true);
            };
            const timer = setTimeout(() => finish(condition()), timeoutMs);
            watchers.add(watch);
            watch();
          }),
        leave: () => asked.destroy(),
      };
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (response.headers['content-type']?.startsWith('text/event-stream')) parser.feed(text);
        look();
        resolve(reader);
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        over = true;
        look();
        resolve(reader);
      });
    });
    asked.end(body);
  });
}
