/** A TCP proxy in front of a server that loses what it is told to lose. */
import { connect, createServer, type Socket } from 'node:net';

/** A running proxy. */
export interface LossyProxy {
  readonly port: number;
  /** The address of the server behind it, with the proxy's port. */
  readonly url: string;
  /**
   * The next commands are executed by the server, and their replies are lost: the client's connection is closed
   * instead. `matching` gets the bytes of a command as text. Default: any command.
   */
  dropReplies(count: number, matching?: (command: string) => boolean): void;
  /** Replies lost so far. */
  readonly dropped: number;
  /** Open connections. */
  readonly connections: number;
  /** Breaks all connections. New ones are accepted. */
  cut(): void;
  /** Passes nothing on in either direction until `flow`; connections stay open. */
  stall(): void;
  /** Passes on what waited, and goes on. */
  flow(): void;
  /** Breaks all connections, and each new one at once, until `accept`. */
  refuse(): void;
  /** Accepts connections again. */
  accept(): void;
  /** Breaks all connections and closes the port. */
  stop(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Whether the next data of the server is a reply to lose. */
  losing: boolean;
}

/** Starts a proxy for a server of this machine. `url` is the address of that server. */
export async function startLossyProxy(url: string): Promise<LossyProxy> {
  const target = new URL(url);
  const pairs = new Set<Pair>();
  let [toDrop, dropped, refusing, stalled] = [0, 0, false, false];
  let wanted: (command: string) => boolean = () => true;

  function broken(pair: Pair): void {
    pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  }

  /** The client is gone. The server gets a FIN, not a reset: it first executes what it was sent. */
  function left(pair: Pair): void {
    pairs.delete(pair);
    pair.client.destroy();
    pair.server.end();
    pair.server.resume();
  }

  const listener = createServer((client) => {
    if (refusing) return void client.destroy();
    const server = connect(Number(target.port), target.hostname);
    const pair: Pair = { client, server, losing: false };
    pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      if (stalled) socket.pause();
      socket.on('error', () => broken(pair));
    }
    client.on('close', () => left(pair));
    server.on('close', () => broken(pair));
    client.on('data', (command) => {
      if (toDrop > 0 && !pair.losing && wanted(command.toString('latin1'))) {
        toDrop--;
        pair.losing = true;
      }
      server.write(command);
    });
    server.on('data', (reply) => {
      if (!pair.losing) return void client.write(reply);
      if (pairs.has(pair)) dropped++;
      left(pair);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };
  const sockets = () => [...pairs].flatMap(({ client, server }) => [client, server]);
  const here = new URL(url);
  here.port = String(port);

  const proxy: LossyProxy = {
    port,
    url: here.href,
    dropReplies(count, matching = () => true) {
      toDrop = count;
      wanted = matching;
    },
    get dropped() {
      return dropped;
    },
    get connections() {
      return pairs.size;
    },
    cut() {
      // One whose reply is to be lost breaks with that reply: the server has executed its command then.
      for (const pair of [...pairs]) if (!pair.losing) broken(pair);
    },
    stall() {
      stalled = true;
      for (const socket of sockets()) socket.pause();
    },
    flow() {
      stalled = false;
      for (const socket of sockets()) socket.resume();
    },
    refuse() {
      refusing = true;
      proxy.cut();
    },
    accept() {
      refusing = false;
    },
    stop() {
      proxy.refuse();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
  return proxy;
}
