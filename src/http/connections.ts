/**
 * The connections of a server, and on each one request at a time, as the real API's server does it: the
 * next request of a connection begins when the response before it was written. So a client that pipelines
 * and does not read costs one response, not as many as it asked for.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../world/limits.ts';

/** Milliseconds that an open stream has to end by itself when the server closes. */
const STREAM_GRACE_MS = 100;

/** Begins a request. Its response is written whole, or its socket destroyed. */
type Serve = (req: IncomingMessage, res: ServerResponse) => void;

interface Connection {
  /** What is being responded to. */
  current: ServerResponse | undefined;
  /** What came after it. */
  readonly waiting: ServerResponse[];
  /** What ends the connection once everything before it was written: it sent what is not a request. */
  end: (() => void) | undefined;
}

/** The open connections. */
export interface Connections {
  /** A client has connected. */
  open(socket: Socket): void;
  /** A request has come; it begins in its turn. */
  request: Serve;
  /** The connection leaves HTTP. False where a response is still due on it. */
  leave(socket: Socket): boolean;
  /** The client has sent what is not a request: nothing more is read of it. `end` is called in its turn. */
  unreadable(socket: Socket, end: () => void): void;
  /** Ends what is idle, and soon what streams; what is in flight ends with its response. */
  close(): void;
}

/** Connections without any yet. */
export function createConnections(serve: Serve): Connections {
  const connections = new Map<Socket, Connection>();
  let closing = false;

  function begin(connection: Connection, res: ServerResponse): void {
    connection.current = res;
    res.on('finish', next);
    serve(res.req, res);
  }

  /** A response was written (`this`): the next request of its connection has its turn. */
  function next(this: ServerResponse): void {
    const { socket } = this.req;
    const connection = connections.get(socket);
    if (connection === undefined || connection.current !== this) return;
    connection.current = undefined;
    if (closing || socket.writableEnded) {
      connection.waiting.length = 0;
      socket.destroySoon();
      return;
    }
    const following = connection.waiting.shift();
    if (following !== undefined) {
      if (connection.waiting.length < limits.pipelinedRequests) socket.resume();
      begin(connection, following);
    } else connection.end?.();
  }

  /** A stream would go on for as long as its client likes. */
  function endStreams(): void {
    for (const { current } of connections.values()) {
      if (current?.headersSent && current.chunkedEncoding) current.end();
    }
  }

  return {
    open(socket) {
      connections.set(socket, { current: undefined, waiting: [], end: undefined });
      socket.once('close', () => connections.delete(socket));
    },
    request(req, res) {
      const connection = connections.get(req.socket);
      // It went away while its head was read.
      if (connection === undefined) return;
      if (connection.current === undefined) return begin(connection, res);
      connection.waiting.push(res);
      const { length } = connection.waiting;
      if (length >= limits.pipelinedRequests) req.socket.pause();
      // Reading a body of one that waited reads on: this is the end of it.
      if (length > limits.pipelinedRequestsAtMost) req.socket.destroy();
    },
    leave(socket) {
      if (closing || connections.get(socket)?.current !== undefined) return false;
      return connections.delete(socket);
    },
    unreadable(socket, end) {
      const connection = connections.get(socket);
      if (connection === undefined) return void socket.destroy();
      if (connection.end !== undefined) return;
      connection.end = end;
      const { current, waiting } = connection;
      // The rest of a body will not come.
      const whole = waiting.filter((res) => res.req.complete);
      waiting.splice(0, waiting.length, ...whole);
      if (current === undefined) end();
      else if (!current.req.complete) {
        if (current.headersSent) socket.destroySoon();
        else end();
      }
    },
    close() {
      closing = true;
      for (const [socket, { current, waiting }] of connections) {
        waiting.length = 0;
        if (current === undefined) socket.destroy();
      }
      setTimeout(endStreams, STREAM_GRACE_MS).unref();
    },
  };
}
