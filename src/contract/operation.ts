/** What an operation of the real API is: the part of it that differs from the others. */
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import type { RoleName } from '../world/model/roles.ts';
import type { World } from '../world/world.ts';
import type { DocumentName, InputRules } from './documents/documents.ts';
import type { Outcome } from './outcome.ts';
import type { WireResponse } from './response.ts';
import type { StreamPlaces } from './stream-places.ts';

/** A request that has passed every check. */
export interface OperationCall<Body, Query> {
  readonly world: World;
  /** Lower-case hyphenated, whatever form the path had. */
  readonly workspaceId: string;
  /** The path's other parameters: percent-decoded, UUIDs lower-case and hyphenated. */
  readonly params: Readonly<Record<string, string>>;
  /** The validated query, defaults applied; an empty object where the operation has none. */
  readonly query: Query;
  /** The validated body, defaults applied; an empty object where the operation has none. */
  readonly body: Body;
  /** The first header of a lower-case name, as received. */
  header(name: string): string | undefined;
  /** The token that the caller sent; null without one. A secret. */
  readonly token: string | null;
  /** The role of the caller's key; null where roles are not checked (`--auth any` and `off`). */
  readonly role: string | null;
  /** The `Idempotency-Key`, lower-case and hyphenated; null without one, or if the operation has none. */
  readonly idempotencyKey: string | null;
  /** The places for open streams. */
  readonly streams: StreamPlaces;
  /**
   * Waits for a time or an agent. `work` gets a signal that aborts when the client has left. Undefined,
   * and nothing waits, when `limits.delayedRequests` wait already.
   */
  wait<T>(work: (gone: AbortSignal | undefined) => Promise<T>): Promise<T> | undefined;
}

/** One operation. Adding one is adding a file that exports one of these, and a line in `operations.ts`. */
export interface Operation<Body = never, Query = never> {
  /** What fault rules, the journal and the log call it. */
  readonly name: OperationName;
  /** Where it is published. */
  readonly document: DocumentName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As published: `/v1/{workspace_id}/…`. */
  readonly path: string;
  /** The least role that may use it. Default: `viewer` for a GET, `member` for what changes something. */
  readonly needs?: RoleName;
  /** The name of the body's schema in the published document; null without a body. */
  readonly body: string | null;
  /** Whether a request may have an `Idempotency-Key`, which is a UUID. Default: false, it is not looked at. */
  readonly hasIdempotencyKey?: true;
  /** Whether a request may have no body. Default: no. */
  readonly isBodyOptional?: boolean;
  /** Its rules, where they are not those of a published document. */
  readonly ownRules?: () => InputRules;
  /** The `detail` of each status that it can respond with (contract, decided). */
  readonly details: Readonly<Record<number, string>>;
  /**
   * A rule over the whole body, once its fields are right: the text of what is wrong, or nothing. `role`: of the
   * caller's key; null where roles are not checked.
   */
  readonly modelCheck?: (body: Body, role: string | null) => string | undefined;
  /** A rule between a parameter of the query and the rest, once each is right. */
  readonly queryCheck?: (
    call: Pick<OperationCall<Body, Query>, 'body' | 'query'> & {
      readonly accept: string | undefined;
    },
  ) => { readonly parameter: string; readonly text: string } | undefined;
  /** Adds to each of its responses what only the log and the journal say. Default: nothing. */
  readonly finish?: (response: WireResponse) => WireResponse;
  run(call: OperationCall<Body, Query>): MaybePromise<Outcome>;
}
