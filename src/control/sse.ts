/**
 * Server-Sent Events with backpressure: the next event is requested only when the socket has taken the one
 * before. An event counts as received when the socket has taken it; TCP reports nothing more (decided).
 */
import type { ServerResponse } from 'node:http';
import type { Context, TypedResponse } from 'hono';
import type { OpenStreams } from '../observe/open-streams.ts';
import { hostTime } from '../world/ports/clock.ts';

/** Bytes to send before the event loop gets a turn. */
const TURN_BYTES = 256 * 1024;

/** The source of a stream's text. */
export interface Feed {
  /** The next text to send: one or more whole blocks; undefined if there is nothing to send now. */
  next(): string | undefined;
  /** The reader has received the text that `next` returned last. */
  accepted(): void;
  /** Approximate bytes waiting for the reader, including those sent and not yet received. */
  waitingBytes(): number;
  /** A block without an event, sent at intervals while nothing happens. */
  heartbeat(): string;
  /** The stream is over; called once. The last text of `next` was not received unless `accepted` followed. */
  over(): void;
}

/** One stream to one reader. */
export interface EventStream {
  /** Call when there may be something to send. */
  wake(): void;
  /** Ends the stream after everything is sent, with a last comment that gives the reason. */
  end(why: string): void;
  /** Closes the connection at once: the reader has stopped reading. */
  cut(): void;
  /** Closes the stream without a response. */
  discard(): void;
  /** The streaming response of a feed. Calls `open` to make the feed, except for a HEAD request. */
  respond(open: () => Feed): StreamResponse;
}

/** A streaming response: fits every 200 of a route, because a stream has no type to check. */
type StreamResponse = Response & TypedResponse<never, 200, never>;

/** The text of one event. */
export function eventBlock(id: string, event: string, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment, optionally with the id to resume from. Clients do not see a block without data as an event. */
export function commentBlock(comment: string, id?: string): string {
  return id === undefined ? `: ${comment}\n\n` : `: ${comment}\nid: ${id}\n\n`;
}

/** Opens a stream for a request; undefined if the limit of open streams is reached. */
export function openStream(c: Context, streams: OpenStreams): EventStream | undefined {
  const { stalledMs, backlogBytes, heartbeatMs } = streams.settings;
  const { outgoing } = (c.env ?? {}) as { outgoing?: ServerResponse };
  const { signal } = c.req.raw;
  const encoder = new TextEncoder();
  let feed: Feed | undefined;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let over = false;
  let ending: string | undefined;
  /** Whether the reader has asked for more than there is. */
  let hungry = false;
  /** Whether a text was handed over that the socket has not taken yet. */
  let handed = false;
  let heartbeatDue = false;
  let bytesThisTurn = 0;
  /** When the reader last read something. */
  let since = hostTime();
  let wakeUp = (): void => {};

  /** Marks the stream as over. Returns false if it already was. */
  function finish(): boolean {
    if (over) return false;
    over = true;
    leave?.();
    signal.removeEventListener('abort', gone);
    feed?.over();
    wakeUp();
    return true;
  }
  /** The reader has disconnected. */
  function gone(): void {
    if (finish()) controller?.error(new Error('the client closed the stream'));
  }
  function cut(): void {
    if (!finish()) return;
    // Without a socket, only the reader of the response body can be notified.
    if (outgoing === undefined) controller?.error(new Error('the client stopped reading'));
    else outgoing.destroy();
  }
  function wake(): void {
    if (hungry) wakeUp();
  }
  function end(why: string): void {
    ending ??= why;
    wake();
  }
  const leave = streams.enter({
    close: () => end('the emulator closes'),
    check(now) {
      if (hungry) {
        heartbeatDue = now - since >= heartbeatMs;
        if (heartbeatDue) wakeUp();
      } else if (now - since >= stalledMs) {
        if (ending !== undefined || (feed?.waitingBytes() ?? 0) > backlogBytes) cut();
      }
    },
  });
  if (leave === undefined) return undefined;
  // With a socket the server cancels the stream when the socket closes.
  if (outgoing === undefined) signal.addEventListener('abort', gone);

  /** Resolves with true when the socket has taken what was handed over; with false when it never will. */
  function taken(): Promise<boolean> {
    // For an HTTP/1.0 client the first blocks are buffered until the head is sent; in process there is no socket.
    if (outgoing === undefined || !outgoing.headersSent) return Promise.resolve(true);
    if (outgoing.destroyed || outgoing.writableEnded) return Promise.resolve(false);
    return new Promise((resolve) => {
      wakeUp = () => resolve(false);
      // The socket calls back in the order of writes.
      outgoing.write('', (error) => resolve(error === null || error === undefined));
    });
  }

  function hand(text: string): void {
    const bytes = encoder.encode(text);
    bytesThisTurn += bytes.length;
    since = hostTime();
    handed = true;
    heartbeatDue = false;
    controller?.enqueue(bytes);
    // Without a socket the reader already has it.
    if (outgoing === undefined) accept();
  }
  function accept(): void {
    handed = false;
    feed?.accepted();
  }

  async function pull(): Promise<void> {
    if (handed) {
      if (!(await taken()) || over) return void finish();
      since = hostTime();
      accept();
    }
    if (bytesThisTurn > TURN_BYTES) {
      await new Promise((resolve) => setImmediate(resolve));
      bytesThisTurn = 0;
    }
    while (!over && feed !== undefined) {
      const text = feed.next() ?? (heartbeatDue ? feed.heartbeat() : undefined);
      if (text !== undefined) return hand(text);
      if (ending !== undefined) {
        controller?.enqueue(encoder.encode(commentBlock(ending)));
        finish();
        return controller?.close();
      }
      hungry = true;
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      hungry = false;
    }
  }

  return {
    wake,
    end,
    cut,
    discard: () => void finish(),
    respond(open) {
      const headers: Record<string, string> = {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      };
      // A keep-alive connection would delay the shutdown of the emulator.
      if (outgoing !== undefined) headers.connection = 'close';
      // Makes the server send the head at once and read one block at a time.
      if (outgoing?.req.httpVersion === '1.1') headers['transfer-encoding'] = 'chunked';
      if (c.req.raw.method === 'HEAD') {
        finish();
        return c.body(null, 200, headers) as StreamResponse;
      }
      feed = open();
      if (over) feed.over();
      const readable = new ReadableStream<Uint8Array>(
        {
          start(opened) {
            controller = opened;
          },
          pull,
          cancel: () => void finish(),
        },
        // Pull nothing before the reader reads.
        { highWaterMark: 0 },
      );
      if (over) controller?.error(new Error('the client closed the stream'));
      return c.body(readable, 200, headers) as StreamResponse;
    },
  };
}
