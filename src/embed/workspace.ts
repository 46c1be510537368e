/**
 * A workspace in process: a method for everything that the control plane can do, over the same operations of the
 * world.
 */

import { withDates } from '../observe/views.ts';
import { type CallInfo, callInfo } from '../observe/workspace-info.ts';
import {
  type Entity,
  entityFields,
  type Service,
  serviceFields,
} from '../world/resources/catalog.ts';
import type { Template } from '../world/rules/workspaces.ts';
import { partOf } from '../world/to-json.ts';
import { calls } from './calls.ts';
import { catalog } from './catalog.ts';
import { faults } from './faults.ts';
import { observe } from './observe.ts';
import type { WorkspaceCalls } from './workspace-calls.ts';
import type { WorkspaceCatalog } from './workspace-catalog.ts';
import { noRoom, type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import type { WorkspaceFaults } from './workspace-faults.ts';
import type { WorkspaceObservation } from './workspace-observation.ts';

/**
 * A fresh, isolated workspace, made by `emulator.workspace()`. No call, fault, clock or request of it is seen
 * from another one. A method that returns a promise rejects with what its `@throws` names. Once the workspace is
 * closed, lists are empty and changes reject with an `Error`.
 *
 * @example
 * ```ts
 * await using workspace = await emulator.workspace('demo');
 * const { callSid } = await workspace.placeCall({ subscribers: 1 });
 * await yourClient(workspace.fetch, workspace.apiKey).inject(workspace.workspaceId, callSid, 'Hello');
 * console.log((await workspace.injections(callSid))[0]?.status); // delivered
 * ```
 */
export interface Workspace
  extends WorkspaceCalls,
    WorkspaceCatalog,
    WorkspaceFaults,
    WorkspaceObservation {
  /** Its UUID, as in the paths of the API. */
  readonly workspaceId: string;
  /** An API key for the workspace, which a client sends as its bearer token. */
  readonly apiKey: string;
  /** The emulator's `fetch`, without a socket, for a client that accepts one. It accepts any host name. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The services that the workspace starts with. Later changes are not shown. */
  readonly services: readonly Service[];
  /** The entities that the workspace starts with. Later changes are not shown. */
  readonly entities: readonly Entity[];
  /** The calls that the workspace starts with, as they are then. `listCalls` shows them as they are now. */
  readonly calls: readonly CallInfo[];
  /**
   * Resets the workspace to its template: same id and key; calls, clock, faults and requests as new.
   *
   * @throws `Error` when the workspace is closed
   */
  reset(): Promise<void>;
  /** Removes the workspace with everything in it. Does nothing the second time. */
  close(): Promise<void>;
  /** The same as `close`, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a workspace and returns it. Rejects with a `FixtureError` for an invalid template. */
export async function openWorkspace(
  host: WorkspaceContext,
  template: Template = 'empty',
): Promise<Workspace> {
  const { world } = host;
  const fresh = await world.freshWorkspace(template);
  if (fresh.status === 'full') throw noRoom(fresh);
  if (fresh.status === 'duplicate') {
    throw new Error(`workspace ${fresh.workspaceId} is there already`);
  }
  const { workspaceId: ws, apiKey } = fresh;
  const services = await world.listServices(ws);
  const entities = await world.listEntities(ws);
  const seeded = await world.listCalls(ws);

  async function close(): Promise<void> {
    await world.removeWorkspace(ws);
  }

  return {
    workspaceId: ws,
    apiKey,
    fetch: host.fetch,
    services: services.map((one) => partOf(serviceFields, one)),
    entities: entities.map((one) => partOf<Entity>(entityFields, one)),
    calls: seeded.map((call) => withDates<CallInfo>(callInfo(call, world.now(ws)))),

    ...calls(host, ws),
    ...catalog(host, ws),
    ...faults(host, ws),
    ...observe(host, ws),

    async reset() {
      const { status } = await world.resetWorkspace(ws);
      if (status === 'not_found') throw workspaceGone(ws);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
