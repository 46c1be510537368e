/** A check: one request, the expected response, and the comparison of the two. */

/** A request. Its path is relative to the base URL. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** The body text, sent as `application/json`. */
  readonly body?: string;
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
  readonly ask: Ask;
  readonly expected: Expectation;
}

/** The data that checks use. */
export interface Target {
  readonly workspace: string;
  /** A call that checks may inject into. */
  readonly call?: string;
  /** The service and entity with which checks may start a session. */
  readonly session?: { readonly service: string; readonly entity: string };
  /** Ids unknown to every server, so that a server that accepts too much still changes nothing. */
  readonly strangers: {
    readonly call: string;
    readonly service: string;
    readonly entity: string;
  };
}
