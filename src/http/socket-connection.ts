/** One WebSocket as the contract uses it: limited in what waits in either direction, and closed at the end. */
import type { WebSocket } from 'ws';
import { type Connection, closeCodes, closeFailed } from '../contract/sockets/socket-operation.ts';
import type { OpenStreams } from '../observe/open-streams.ts';
import { limits } from '../world/limits.ts';
import { hostTime } from '../world/ports/clock.ts';

/** Milliseconds that a client has to close its side when the emulator closes, before it is cut off. */
const CLOSE_GRACE_MS = 300;

/** Whether a closing frame can have a code (RFC 6455). */
function isSendable(code: number): boolean {
  return code >= 3000 || (code <= 1014 && (code < 1004 || code > 1006));
}

/** What is told of a connection. */
interface Report {
  /** Handling a frame has failed. */
  failed(error: unknown): void;
  /** It is closed, with the code of the side that closed first, after so many frames to the client. */
  closed(code: number, frames: number): void;
}

/** An open connection. */
export interface OpenedConnection extends Connection {
  /** Why it was closed from this side, for the log; null if it was not. */
  readonly why: string | null;
}

/** A connection. At the limit of open streams it is closed at once. `endings` has what to call when the server closes. */
export function openConnection(
  ws: WebSocket,
  streams: OpenStreams,
  endings: Set<() => void>,
  report: Report,
): OpenedConnection {
  const closed = new AbortController();
  const waiting: (string | undefined)[] = [];
  let handle: ((text: string | undefined) => Promise<void>) | undefined;
  let isBusy = false;
  let onIdle = (): void => {};
  let sentAt = hostTime();
  let frames = 0;
  let closedWith: number | undefined;
  let why: string | null = null;

  function close(code: number, reason: string): void {
    if (closedWith !== undefined) return;
    closedWith = code;
    why = `closed with ${code}: ${reason}`;
    // It has to read the other side's closing frame.
    ws.resume();
    if (isSendable(code)) ws.close(code, reason);
    else ws.terminate();
    closed.abort();
  }

  function shutDown(): void {
    close(closeCodes.goingAway, 'The emulator closes.');
    setTimeout(() => ws.terminate(), CLOSE_GRACE_MS);
  }

  const leave = streams.enter({
    close: shutDown,
    check(now) {
      if (closedWith !== undefined || now - sentAt < streams.settings.heartbeatMs) return;
      sentAt = now;
      ws.ping();
      onIdle();
    },
  });
  // A frame that is too long, or not one: `ws` closes by itself.
  ws.on('error', () => {});
  if (leave === undefined) close(closeCodes.tooMany, 'The limit of open streams is reached.');

  async function handleWaiting(): Promise<void> {
    if (isBusy || handle === undefined) return;
    isBusy = true;
    try {
      while (waiting.length > 0 && closedWith === undefined) {
        await handle(waiting.shift());
        if (waiting.length < limits.socketFrames) ws.resume();
      }
    } catch (error) {
      if (closeFailed({ close }, error)) report.failed(error);
    } finally {
      isBusy = false;
    }
  }

  ws.on('message', (data, isBinary) => {
    if (closedWith !== undefined) return;
    waiting.push(isBinary ? undefined : String(data));
    if (waiting.length >= limits.socketFrames) ws.pause();
    // It catches all.
    handleWaiting().catch(() => undefined);
  });
  ws.on('close', (code) => {
    endings.delete(shutDown);
    leave?.();
    report.closed(closedWith ?? code, frames);
    closedWith ??= code;
    waiting.length = 0;
    closed.abort();
  });
  endings.add(shutDown);

  return {
    closed: closed.signal,
    get why() {
      return why;
    },
    close,
    send(json) {
      if (closedWith !== undefined) return;
      sentAt = hostTime();
      frames++;
      ws.send(json);
      if (ws.bufferedAmount > limits.socketBacklogBytes) {
        close(closeCodes.tryLater, 'The client reads too slowly.');
      }
    },
    receive(next) {
      handle = next;
      handleWaiting().catch(() => undefined);
    },
    idle(next) {
      onIdle = next;
    },
  };
}
