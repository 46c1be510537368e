/** What a check is: one request, what the contract expects of its answer, and how that is judged. */

/** A request, its path below the base URL. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** The text of the body, which is sent as `application/json`. */
  readonly body?: string;
  /** Sent without the key. */
  readonly anonymous?: true;
}

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

/** What an answer has to be, in words for the report, and where one differs from it. */
export interface Expectation {
  readonly says: string;
  differences(reply: Reply): readonly string[];
}

/** One check. Checks are asked in their order: a later one may look at what an earlier one saw. */
export interface Check {
  /** What the server does when it keeps to the contract: a sentence without its subject. */
  readonly name: string;
  readonly ask: Ask;
  readonly expected: Expectation;
}

/** What a server is asked about. */
export interface Target {
  readonly workspace: string;
  /** A call that may be injected into. */
  readonly call?: string;
  /** Whom a session may be started with. */
  readonly session?: { readonly service: string; readonly entity: string };
  /** Ids that no server knows, so that a server which takes too much still changes nothing. */
  readonly strangers: {
    readonly call: string;
    readonly service: string;
    readonly entity: string;
  };
}
