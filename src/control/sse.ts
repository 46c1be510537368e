/** Server-Sent Events to a consumer who may stop reading: bounded, and then disconnected. */
import type { Context } from 'hono';

/** How much may wait for a consumer before it is given up. */
export const BACKLOG_BYTES = 1024 * 1024;
const HEARTBEAT_MS = 15_000;

/** One stream to one consumer. */
export interface EventStream {
  /** Sends one event. Its text is written at once, or waits for the consumer. */
  send(event: { id: string; event: string; data: unknown }): void;
  /** Sends a comment, which consumers do not see. */
  comment(text: string): void;
  close(): void;
}

/**
 * The answer that streams. `start` is called with the stream once it is open; `ended` once, when the
 * consumer went away, was given up, or the emulator closes.
 */
export function eventStream(
  c: Context,
  closing: AbortSignal,
  start: (stream: EventStream) => void | Promise<void>,
  ended: () => void,
): Response {
  const encoder = new TextEncoder();
  let over = false;
  let heartbeat: NodeJS.Timeout | undefined;
  let controller: ReadableStreamDefaultController<Uint8Array>;

  /** Ends the stream once; false when it was over already. */
  function end(): boolean {
    if (over) return false;
    over = true;
    clearInterval(heartbeat);
    closing.removeEventListener('abort', stop);
    ended();
    return true;
  }
  const stop = (): void => {
    if (end()) controller.close();
  };
  /** Who does not read cannot be told so; the connection is cut, and with it what waited. */
  function giveUp(): void {
    end();
    const { outgoing } = (c.env ?? {}) as { outgoing?: { destroy(): void } };
    if (outgoing === undefined) controller.error(new Error('the consumer stopped reading'));
    else outgoing.destroy();
  }

  function write(text: string): void {
    if (over) return;
    const bytes = encoder.encode(text);
    // The queue's room is what is left of the backlog.
    if ((controller.desiredSize ?? 0) < bytes.length) {
      giveUp();
    } else controller.enqueue(bytes);
  }

  const readable = new ReadableStream<Uint8Array>(
    {
      async start(opened) {
        controller = opened;
        heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
        heartbeat.unref();
        if (closing.aborted) return stop();
        closing.addEventListener('abort', stop);
        await start({
          send: ({ id, event, data }) =>
            write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
          comment: (text) => write(`: ${text}\n\n`),
          close: stop,
        });
      },
      cancel() {
        end();
      },
    },
    { highWaterMark: BACKLOG_BYTES, size: (chunk) => chunk?.length ?? 0 },
  );
  return c.body(readable, 200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
}
