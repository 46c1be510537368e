/**
 * Server-Sent Events at the pace of the reader: the next event is only asked for when the socket has taken
 * the one before. What the socket has taken counts as received, because TCP reports nothing more (decided).
 */
import type { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { OpenStreams } from '../observe/open-streams.ts';
import { hostTime } from '../world/ports/clock.ts';

/** How much is sent, in bytes, before other work has its turn. */
const TURN_BYTES = 256 * 1024;

/** Where a stream's text comes from. */
export interface Feed {
  /** The next text to send, one or more whole blocks; undefined when there is nothing to send now. */
  next(): string | undefined;
  /** The reader has received the text that `next` returned last. */
  accepted(): void;
  /** How many bytes wait for the reader, about, with those that it has not received yet. */
  waitingBytes(): number;
  /** A block that readers do not see, sent now and then while nothing happens. */
  heartbeat(): string;
  /**
   * The stream is over; called once. A text that `next` returned and that was not accepted was not received.
   */
  over(): void;
}

/** One stream to one reader. */
export interface EventStream {
  /** There may be something to send. */
  wake(): void;
  /** Ends the stream once everything is sent; a last comment says why. */
  end(why: string): void;
  /** Breaks the connection: this reader does not read. */
  cut(): void;
  /** There will be no response. */
  discard(): void;
  /**
   * The response that streams what a feed has. The feed is made by this call, but for a HEAD request.
   */
  respond(open: () => Feed): Response;
}

/** The text of one event. */
export function eventBlock(id: string, event: string, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment, and the id that a reader resumes from; a block without data is not seen as an event. */
export function commentBlock(comment: string, id?: string): string {
  return id === undefined ? `: ${comment}\n\n` : `: ${comment}\nid: ${id}\n\n`;
}

/** A stream for a request; undefined when as many are open as may be. */
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

  /** Marks the stream as over, once; false when it was already. */
  function finish(): boolean {
    if (over) return false;
    over = true;
    leave?.();
    signal.removeEventListener('abort', gone);
    feed?.over();
    wakeUp();
    return true;
  }
  /** The reader left. */
  function gone(): void {
    if (finish()) controller?.error(new Error('the client closed the stream'));
  }
  function cut(): void {
    if (!finish()) return;
    // Without a socket only the reader can be told.
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

  /** Resolves when the socket has taken what was handed over; false when it never will. */
  function taken(): Promise<boolean> {
    // An HTTP/1.0 client's first blocks are kept until the head is sent; there is no socket in process.
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
    // Without a socket it is in the reader's hands.
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
      // A connection that waits for another request would hold up an emulator that closes.
      if (outgoing !== undefined) headers.connection = 'close';
      // Makes the server send the head at once and read one block at a time.
      if (outgoing?.req.httpVersion === '1.1') headers['transfer-encoding'] = 'chunked';
      if (c.req.raw.method === 'HEAD') {
        finish();
        return c.body(null, 200, headers);
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
        // Nothing is asked for before the reader reads.
        { highWaterMark: 0 },
      );
      if (over) controller?.error(new Error('the client closed the stream'));
      return c.body(readable, 200, headers);
    },
  };
}
