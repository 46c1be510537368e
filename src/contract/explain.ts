/**
 * Why a request was refused, found nothing, or waits: for the log and the journal, never for the response. Loaded with
 * the first such request.
 */

import { knownIds } from '../world/known-ids.ts';
import { isActive } from '../world/model/calls.ts';
import type { World } from '../world/world.ts';
import type { ContractRequest } from './pipeline.ts';
import { isJson } from './pydantic/content-type.ts';
import type { WireResponse } from './response.ts';

/** A request that was accepted, by what it names. */
export interface Named {
  readonly world: World;
  readonly workspaceId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** How each kind of id is looked up, by the name of the parameter or field. */
const kinds: Readonly<
  Record<string, { readonly what: string; all(world: World, ws: string): Promise<string[]> }>
> = {
  call_sid: {
    what: 'call',
    async all(world, ws) {
      const { at, calls } = await world.callsByAge(ws);
      return calls.filter((call) => isActive(call, at)).map((call) => call.callSid);
    },
  },
  service_id: {
    what: 'service',
    all: async (world, ws) => (await world.listServices(ws)).map((one) => one.serviceId),
  },
  entity_id: {
    what: 'entity',
    all: async (world, ws) => (await world.listEntities(ws)).map((one) => one.entityId),
  },
  canonical_id: {
    what: 'entity with canonical_id',
    all: async (world, ws) =>
      (await world.projectedEntities(ws)).flatMap((one) => one.canonicalId ?? []),
  },
  conversation_id: {
    what: 'conversation',
    all: async (world, ws) => (await world.listConversations(ws)).map((one) => one.conversationId),
  },
};

/** Why an id that is not among the known ones was not found, where there is more to say than that. */
async function special(name: string, id: string, { world, workspaceId }: Named) {
  if (name === 'call_sid') {
    const call = await world.readCall(workspaceId, id);
    if (call === undefined) return undefined;
    const hasBegun = call.startedAt <= world.now(workspaceId);
    return `call ${id} ${hasBegun ? 'has ended' : 'has not begun'}`;
  }
  if (name !== 'canonical_id') return undefined;
  const entities = await world.listEntities(workspaceId);
  const entity = entities.find((one) => one.canonicalId === id);
  return (
    entity &&
    `entity ${entity.entityId} is not projected yet: its canonical_id is found later, its entity_id now`
  );
}

/** What of a workspace that does not exist; undefined if it does. */
async function missingWorkspace({ world, workspaceId }: Named): Promise<string | undefined> {
  if ((await world.readWorkspace(workspaceId)) !== undefined) return undefined;
  const all = knownIds(await world.workspaces());
  return `no workspace ${workspaceId} here; ${all}; start with --workspace ${workspaceId} to use your own id`;
}

/** The first thing that a request names and that does not exist. */
async function missing(named: Named): Promise<string | undefined> {
  const workspace = await missingWorkspace(named);
  if (workspace !== undefined) return workspace;
  const fields = { ...named.params, ...(named.body as object) };
  for (const [name, id] of Object.entries(fields)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined || typeof id !== 'string') continue;
    const all = await kind.all(named.world, named.workspaceId);
    if (all.includes(id)) continue;
    const why = await special(name, id, named);
    return why ?? `no ${kind.what} ${id} in this workspace; ${knownIds(all)}`;
  }
  return undefined;
}

/** Adds to a response why it found nothing: a 404, or an empty list. A failure to find out adds nothing. */
export async function explained(response: WireResponse, named: Named): Promise<WireResponse> {
  const find = response.status === 404 ? missing : missingWorkspace;
  const why = await find(named).catch(() => undefined);
  return why === undefined ? response : { ...response, why };
}

/** Adds to the refusal of a body that was read as text, because of its content type, why that was so. */
export function withContentType(
  response: WireResponse,
  { headers }: ContractRequest,
): WireResponse {
  const type = headers['content-type'];
  if (isJson(type)) return response;
  const found = type === undefined ? 'there is no content-type header' : `its type is ${type}`;
  const why = `the body was read as text, because ${found}: send "content-type: application/json"`;
  return { ...response, why: `${response.why}; ${why}` };
}

/** The note of a wait that only ends when somebody moves the clock. */
export function frozenNote(workspaceId: string, ms: number): string {
  const how = `POST /_emulator/workspaces/${workspaceId}/clock/advance`;
  return `a request waits ${ms} ms on the clock of its workspace, which is frozen: advance it with ${how}`;
}
