/** A connection that fails as a fault rule asks. */
import type { SocketFault } from '../../world/resources/faults.ts';
import type { Connection } from './socket-operation.ts';

/** The connection, which after so many frames closes or sends nothing more. */
export function failing(
  connection: Connection,
  { afterFrames = 0, closeCode = null }: SocketFault,
): Connection {
  let sent = 0;
  function fail(): void {
    if (closeCode !== null) connection.close(closeCode, 'A fault rule closes it.');
  }
  return {
    closed: connection.closed,
    receive: (handle) => connection.receive(handle),
    idle: (handle) => connection.idle(handle),
    close: (code, reason) => connection.close(code, reason),
    send(json) {
      if (sent < afterFrames) {
        sent++;
        connection.send(json);
      }
      if (sent >= afterFrames) fail();
    },
  };
}
