/** Requests to the control plane of an emulator on a real socket. */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { EmulatorOptions } from '../../src/emulator.ts';
import { emulate } from './http.ts';
import { WS } from './world.ts';

/** The body of a response of the control plane: any JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Json = any;

/** An emulator with short words for its control plane. Paths are below `/_emulator`. */
export async function control(options: EmulatorOptions = {}) {
  const emulation = await emulate(options);
  const { http, url } = emulation;
  const send =
    (method: 'get' | 'post' | 'put' | 'patch' | 'delete') => async (path: string, body?: Json) => {
      const answer = await (body === undefined
        ? http[method](`/_emulator${path}`)
        : http[method](`/_emulator${path}`).send(body));
      return { status: answer.status, body: answer.body as Json, headers: answer.headers };
    };
  return {
    ...emulation,
    ctl: {
      get: send('get'),
      post: send('post'),
      put: send('put'),
      patch: send('patch'),
      delete: send('delete'),
    },
    /** The path of a workspace's resource. */
    at: (path: string, ws = WS) => `/workspaces/${ws}${path}`,
    stream: (path: string, headers: Record<string, string> = {}) =>
      openStream(`${url}/_emulator${path}`, headers),
  };
}

/** Reads a stream of events until it is closed. */
export async function openStream(url: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  const answer = await fetch(url, { headers, signal: abort.signal });
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const watchers = new Set<() => void>();
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
  });
  const decoder = new TextDecoder();
  const ended = (async () => {
    try {
      for await (const chunk of answer.body ?? []) {
        parser.feed(decoder.decode(chunk, { stream: true }));
        for (const watch of watchers) watch();
      }
      return 'closed';
    } catch {
      return 'broken';
    }
  })();
  /** Resolves once the condition holds. */
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const watch = () => {
        if (!condition()) return;
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
    });
  return {
    answer,
    events,
    ended,
    /** Resolves once so many events have come. */
    atLeast: (count: number) => until(() => events.length >= count),
    /** Resolves once the stream has said that it is open. */
    opened: () => until(() => comments.length > 0),
    close: () => abort.abort(),
  };
}
