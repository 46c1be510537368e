/** Which requests open a WebSocket. All others with an `Upgrade` header are ordinary requests, as for the real API. */
import { IncomingMessage } from 'node:http';

/** The paths of WebSockets. */
const SOCKET = /^\/(v1\/[^/]+\/(sessions\/connect|observers\/[^/]+\/ws)|agent\/text-stream)(\?|$)/;

/** A request that is upgraded only where it opens a WebSocket: Node would upgrade all that ask for it, to whatever. */
export class UpgradableRequest extends IncomingMessage {
  declare private asked: boolean | null;

  /** Whether the connection leaves HTTP: Node asks once the head was read. */
  get upgrade(): boolean {
    const { asked, headers, method, url } = this;
    if (!asked || method === 'CONNECT') return !!asked;
    return /^websocket$/i.test(`${headers.upgrade}`) && SOCKET.test(`${url}`);
  }

  /** Node says whether the request asks for it. */
  set upgrade(asked: boolean | null) {
    this.asked = asked;
  }
}
