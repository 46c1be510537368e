/** A conversation with a scripted agent over a real socket, and its streams read by a generic parser. */
import { createParser } from 'eventsource-parser';
import type { EmulatorOptions } from '../../src/emulator.ts';
import type { AgentScript } from '../../src/world/seeding/fixture-types.ts';
import { control, type Json } from './control.ts';
import { demoKey, paths, startBody } from './http.ts';
import { WS } from './world.ts';

/** A frame as a parser shows it, its data read as JSON. */
export interface StreamFrame {
  event: string | undefined;
  data: Json;
}

/** A stream of a turn that is being read. */
export interface TurnStream {
  answer: Response;
  /** What has come so far. */
  frames: StreamFrame[];
  /** Resolves with all frames once the stream is over, however it ends. */
  ended: Promise<StreamFrame[]>;
  /** Resolves once so many frames have come. */
  atLeast(count: number): Promise<void>;
  /** Goes away. */
  leave(): void;
}

/** Reads the frames of a response as they arrive. */
export function readFrames(answer: Response, leave: () => void = () => undefined): TurnStream {
  const frames: StreamFrame[] = [];
  const watchers = new Set<() => void>();
  const parser = createParser({
    onEvent: ({ event, data }) => frames.push({ event, data: JSON.parse(data) }),
  });
  const decoder = new TextDecoder();
  const ended = (async () => {
    try {
      for await (const chunk of answer.body ?? []) {
        parser.feed(decoder.decode(chunk, { stream: true }));
        for (const watch of watchers) watch();
      }
    } catch {
      // A broken stream ends, too.
    }
    return frames;
  })();
  return {
    answer,
    frames,
    ended,
    leave,
    atLeast: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (frames.length < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}

/** A started session in the demo workspace, with an agent that follows a script. */
export async function converse(script?: AgentScript, options: EmulatorOptions = {}) {
  const emulation = await control(options);
  const { url, post, get, http, ctl, at } = emulation;
  if (script !== undefined) await ctl.put(at('/script'), script);
  const started = (await post(paths.start(), startBody)).body as Json;
  const id = started.conversation_id as string;
  const path = `/v1/${WS}/conversations/${id}`;
  const streamOf =
    (suffix: string, accept: string) =>
    async (body: object, query = ''): Promise<TurnStream> => {
      const abort = new AbortController();
      const answer = await fetch(`${url}${path}${suffix}${query}`, {
        method: 'POST',
        headers: { ...demoKey, accept, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: abort.signal,
      });
      return readFrames(answer, () => abort.abort());
    };
  return {
    ...emulation,
    id,
    path,
    /** Moves the clock of the workspace, in seconds. */
    advance: (seconds: number) => ctl.post(at('/clock/advance'), { seconds }),
    /** Sends a turn and returns the JSON response. */
    turn: (body: object, query = '') => post(`${path}/turns${query}`, body),
    poll: () => post(`${path}/turns?poll=true`, {}),
    read: (query = '') => get(`${path}${query}`),
    close: () => http.delete(path).set(demoKey),
    /** Always a stream. */
    stream: streamOf('/turns/stream', '*/*'),
    /** A stream because the client reads one. */
    sniffed: streamOf('/turns', 'text/event-stream'),
  };
}

/** What a stream says, frame by frame: its events and their texts. */
export const said = (frames: readonly StreamFrame[]) =>
  frames.map(({ event, data }) => [event, data.text ?? data.tool_name ?? data.message ?? null]);
