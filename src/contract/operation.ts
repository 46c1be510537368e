/** What an operation of the original is: the part of it that differs from the others. */
import type { World } from '../world/world.ts';

/** A request that has passed every check. */
export interface OperationCall<Body> {
  readonly world: World;
  /** Lower-case hyphenated, whatever form the path had. */
  readonly workspaceId: string;
  /** The path's other parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The validated body, defaults applied; an empty object where the operation has none. */
  readonly body: Body;
}

/** What came of it: a success with its JSON text, or one of the operation's known refusals. */
export type Outcome =
  | { readonly status: 200 | 201; readonly json: string }
  | { readonly status: 404 };

/** One operation. Adding one is adding a file that exports one of these, and a line in `operations.ts`. */
export interface Operation<Body = never> {
  /** What fault rules, the journal and the log call it. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As published: `/v1/{workspace_id}/…`. */
  readonly path: string;
  /** The name of the body's schema in the published document; null without a body. */
  readonly body: string | null;
  /** What it says for the statuses that it documents, as `detail` (contract). */
  readonly details: Readonly<Record<number, string>>;
  /** A rule over the whole body, once its fields are right: the text of what is wrong, or nothing. */
  readonly modelCheck?: (body: Body) => string | undefined;
  run(call: OperationCall<Body>): Promise<Outcome>;
}
