/**
 * A workspace in the hands of the program that embeds the emulator: what the control plane does, typed
 * and without HTTP, by the same operations of the world.
 */
import type { Template } from '../world/rules/workspaces.ts';
import { calls } from './calls.ts';
import { catalog } from './catalog.ts';
import { faults } from './faults.ts';
import { observe } from './observe.ts';
import { noRoom, type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import { callInfo } from './workspace-info.ts';

/** A fresh, isolated workspace. Closing it removes it with everything in it. */
export interface Workspace extends Awaited<ReturnType<typeof openWorkspace>> {}

/** Makes a workspace and gives it into hand. Rejects with a `FixtureError` for a template that does not fit. */
export async function openWorkspace(host: WorkspaceContext, template: Template = 'empty') {
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
    /** Its id. */
    workspaceId: ws,
    /** A key that opens it. */
    apiKey,
    /** The emulator's `fetch`, for a client that accepts one. */
    fetch: host.fetch,
    /** The services that it began with. */
    services: services.map(({ serviceId, name }) => ({ serviceId, name })),
    /** The entities that it began with. */
    entities: entities.map(({ entityId, canonicalId, name }) => ({ entityId, canonicalId, name })),
    /** The calls that it began with, as they were then. */
    calls: seeded.map((call) => callInfo(call, world.now(ws))),

    ...calls(host, ws),
    ...catalog(host, ws),
    ...faults(host, ws),
    ...observe(host, ws),

    /** Puts it back to what it was made from: clock, faults and journal as new. */
    async reset(): Promise<void> {
      const { status } = await world.resetWorkspace(ws);
      if (status === 'not_found') throw workspaceGone(ws);
    },
    /** Removes it with everything in it. */
    close,
    /** The same, at the end of an `await using`. */
    [Symbol.asyncDispose]: close,
  };
}
