/** What is kept of a request once it has its response: an entry of the journal, and an event. */
import type { Contract } from '../contract/pipeline.ts';
import type { UuidReading } from '../contract/pydantic/uuid.ts';
import type { WireResponse } from '../contract/response.ts';
import { answered, type Journal, packBytes } from '../observe/journal.ts';
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { NewJournalEntry } from '../world/model/journal.ts';
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
   * A request where no operation has that path and method. It belongs to the workspace in its path; if that does not
   * exist, there is only the event.
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
  function write(
    response: WireResponse,
    { name, workspace, callSid }: Noted,
    body: Uint8Array | undefined,
    arrival: Arrival,
  ): MaybePromise<void> {
    const { path, query, request, requestId, ms } = arrival;
    const workspaceId = workspace.ok ? workspace.uuid : null;
    const entry: NewJournalEntry = {
      at: world.now(workspaceId),
      workspaceId,
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
    };
    return both(journal.write(entry), world.events.announce(answered(entry)));
  }

  function noteUnrouted(response: WireResponse, arrival: Arrival): MaybePromise<void> {
    const [, workspace_id = ''] = /^\/v1\/([^/]+)/.exec(arrival.path) ?? [];
    const workspace = contract.workspaceOf({ workspace_id });
    return write(response, { name: null, workspace }, undefined, arrival);
  }

  function note(
    response: WireResponse,
    { name, params, workspace }: NotedTarget,
    body: Uint8Array | undefined,
    arrival: Arrival,
  ): MaybePromise<void> {
    const callSid = params.call_sid === undefined ? undefined : arrival.own(params.call_sid);
    return write(response, { name, workspace, callSid }, body, arrival);
  }

  return { note, noteUnrouted };
}
