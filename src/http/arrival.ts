/** A request as it came in, with its id and the time since. */
import { ownText } from '../observe/journal.ts';
import { hostTime } from '../world/ports/clock.ts';
import type { WireRequest } from './handle-request.ts';

/** A request that came in. A class: it is made for each, and its parts are used all over. */
export class Arrival {
  readonly request: WireRequest;
  readonly requestId: string;
  /** By the host's time, in milliseconds. */
  readonly began = hostTime();
  /** The target without its query. */
  readonly path: string;
  /** What stood behind the `?`, as it stood there. */
  readonly query: string;

  constructor(request: WireRequest, requestId: string) {
    this.request = request;
    this.requestId = requestId;
    const { target } = request;
    const mark = target.indexOf('?');
    this.path = mark === -1 ? target : target.slice(0, mark);
    this.query = mark === -1 ? '' : target.slice(mark + 1);
  }

  /** How long ago it came, in milliseconds. */
  get ms(): number {
    return hostTime() - this.began;
  }

  /** A part of the target, to be kept: without a copy of its own it would keep a long query. */
  own(text: string): string {
    return this.query === '' ? text : ownText(text);
  }
}
