/** Readers of event streams over real sockets. */

import { type ClientRequest, request } from 'node:http';
import { createParser } from 'eventsource-parser';
import type { Json } from './client.ts';

/** An event as it came: its name, and its data read as JSON. */
export interface Received {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: Json;
  /** When it came, by `performance.now`. */
  readonly at: number;
}

/** A stream that is being read. */
export interface EventReader {
  readonly status: number;
  /** What has come so far. */
  readonly events: Received[];
  /** The first comment, which names the subscriber; undefined before it has come. */
  comment(): string | undefined;
  /** The last comment, which says why a stream ended; undefined before one has come. */
  lastComment(): string | undefined;
  /** The id to resume from, of an event or a comment; undefined before one has come. */
  lastId(): string | undefined;
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
    /** Where events are added. Default: a new list. */
    into?: Received[];
    onRequest?(request: ClientRequest): void;
  } = {},
): Promise<EventReader> {
  const { method = 'GET', headers = {}, body, into: events = [] } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false });
    options.onRequest?.(asked);
    asked.on('error', reject);
    asked.on('response', (response) => {
      const comments: string[] = [];
      let lastId: string | undefined;
      /** The beginning of a line that has not come whole. */
      let line = '';
      let over = false;
      const watchers = new Set<() => void>();
      const look = (): void => {
        for (const watch of watchers) watch();
      };
      const parser = createParser({
        onEvent: ({ data, event, id }) =>
          events.push({ event, id, data: JSON.parse(data), at: performance.now() }),
        onComment: (text) => comments.push(text),
      });
      /** The parser passes on ids of events only, and comments have some, too. */
      const readIds = (text: string): void => {
        const lines = (line + text).split('\n');
        line = lines.pop() ?? '';
        const last = lines.findLast((one) => one.startsWith('id: '));
        if (last !== undefined) lastId = last.slice(4);
      };
      const reader: EventReader = {
        status: response.statusCode ?? 0,
        events,
        comment: () => comments[0],
        lastComment: () => comments.at(-1),
        lastId: () => lastId,
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
        if (response.headers['content-type']?.startsWith('text/event-stream')) {
          readIds(text);
          parser.feed(text);
        }
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
