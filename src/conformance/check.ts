/** A check: one request, the expected response, and the comparison of the two. */

/** A request. Its path is relative to the base URL. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The body text, sent as `application/json`. */
  readonly body?: string;
  /** Default: `application/json`. */
  readonly accept?: string;
  /** Set to send no API key. */
  readonly anonymous?: true;
}

/** A response with its whole body. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined if it is not JSON. */
  readonly json: unknown;
}

/** An expected response, in words for the report, and a function that finds the differences. */
export interface Expectation {
  readonly says: string;
  differences(reply: Reply): readonly string[];
}

/** One check. Checks run in order: a later one may use the response of an earlier one. */
export interface Check {
  /** What a server does if it conforms: a sentence without its subject. */
  readonly name: string;
  /** The request; or a function of the responses so far, which returns it, or why it is not sent. */
  readonly ask: Ask | (() => Ask | string);
  readonly expected: Expectation;
  /** Set if a server may lack the operation, or the key the permission: the check is skipped then. */
  readonly optional?: true;
}

/** The data that checks use. */
export interface Target {
  readonly workspace: string;
  /** A call that checks may inject into. */
  readonly call?: string;
  /** The service and entity with which checks may start a session. */
  readonly session?: { readonly service: string; readonly entity: string };
  /** Whether checks may issue API keys, and delete them. */
  readonly keys?: boolean;
  /** Ids unknown to every server, so that a server that accepts too much still changes nothing. */
  readonly strangers: {
    readonly call: string;
    readonly service: string;
    readonly entity: string;
  };
}
