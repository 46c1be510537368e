/** What is kept of a request once it has its response: an entry of the journal, and an event. */
import type { Contract } from '../contract/pipeline.ts';
import type { UuidReading } from '../contract/pydantic/uuid.ts';
import type { WireResponse } from '../contract/response.ts';
import { type Journal, packBytes } from '../observe/journal.ts';
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import type { World } from '../world/world.ts';
import type { Arrival } from './arrival.ts';
import { both } from './follow-up.ts';

/** What a request was sent to. */
export interface NotedTarget {
  /** As fault rules and the journal call it. */
  readonly name: OperationName;
  readonly params: Readonly<Record<string, string>>;
  readonly workspace: UuidReading;
}

/** What the journal keeps of a request besides the request itself. */
interface Noted {
  /** Null if no operation has its path and method. */
  readonly name: OperationName | null;
  readonly workspace: UuidReading;
  /** The call in the path. Default: there is none. */
  readonly callSid?: string | undefined;
}

/** Notes requests. What is returned has to be waited for if it is a promise. */
export interface Notes {
  /** A request to an operation. */
  note(
    response: WireResponse,
    target: NotedTarget,
    body: Uint8Array | undefined,
    arrival: Arrival,
  ): MaybePromise<void>;
  /**
   * A request where no operation has that path and method. The journal is that of the workspace in the path; without one
   * that exists there is only the event.
   */
  noteUnrouted(response: WireResponse, arrival: Arrival): MaybePromise<void>;
}

/** Notes requests in a world and its journal. */
export function createNotes({
  contract,
  journal,
  world,
}: {
  readonly contract: Contract;
  readonly journal: Journal;
  readonly world: World;
}): Notes {
  /** Writes a request and its response to the journal. */
  function write(
    response: WireResponse,
    { name, workspace, callSid }: Noted,
    body: Uint8Array | undefined,
    arrival: Arrival,
    at: number,
  ): MaybePromise<void> {
    const { path, query, request, requestId, ms } = arrival;
    return journal.write({
      at,
      workspaceId: workspace.ok ? workspace.uuid : null,
      operation: name,
      callSid: callSid ?? null,
      method: request.verb,
      path: arrival.own(path),
      query,
      headers: request.headers,
      requestBody: body === undefined ? '' : packBytes(body),
      status: response.status,
      responseBody: response.kept ?? response.body,
      requestId,
      ms,
      why: response.why ?? null,
      faultId: response.faultId ?? null,
      connection: response.connection ?? null,
    });
  }

  function noteUnrouted(response: WireResponse, arrival: Arrival): MaybePromise<void> {
    const { path, request, requestId } = arrival;
    const [, workspace_id = ''] = /^\/v1\/([^/]+)/.exec(path) ?? [];
    const workspace = contract.workspaceOf({ workspace_id });
    const at = world.now(null);
    const written = write(response, { name: null, workspace }, undefined, arrival, at);
    const announced = world.events.announce({
      type: 'request.answered',
      at,
      workspaceId: null,
      operation: null,
      status: response.status,
      requestId,
      unrouted: `${request.verb} ${path}`,
    });
    return both(written, announced);
  }

  function note(
    response: WireResponse,
    { name, params, workspace }: NotedTarget,
    body: Uint8Array | undefined,
    arrival: Arrival,
  ): MaybePromise<void> {
    const workspaceId = workspace.ok ? workspace.uuid : null;
    const at = world.now(workspaceId);
    const callSid = params.call_sid === undefined ? undefined : arrival.own(params.call_sid);
    const written = write(response, { name, workspace, callSid }, body, arrival, at);
    const announced = world.events.announce({
      type: 'request.answered',
      at,
      workspaceId,
      operation: name,
      status: response.status,
      requestId: arrival.requestId,
      callSid,
    });
    return both(written, announced);
  }

  return { note, noteUnrouted };
}
