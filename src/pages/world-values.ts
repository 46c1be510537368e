/** Ids of a world, for commands that work as they are. */
import { isActive } from '../world/model/calls.ts';
import { isKeyValid } from '../world/model/keys.ts';
import { callRunId } from '../world/model/runs.ts';
import type { World } from '../world/world.ts';
import type { CurlWorld } from './curl.ts';

/** The key of the demo world. Those of other worlds are secrets, which a page must not show. */
const DEMO_KEY = 'demo-key';

/** Where the emulator is, and what it checks. */
export interface CurlSettings extends Pick<CurlWorld, 'origin' | 'hasToken'> {
  /** Whether the API accepts known keys only. Default: false. */
  readonly checksKeys?: boolean | undefined;
}

/** What commands are about: the first workspace of a world. */
export async function curlWorld(
  world: World,
  { origin, hasToken, checksKeys = false }: CurlSettings,
): Promise<CurlWorld> {
  const anyKey = checksKeys ? '$AMIGO_API_KEY' : DEMO_KEY;
  const [ws] = await world.workspaces();
  if (ws === undefined) return { origin, hasToken, apiKey: anyKey, values: {} };
  const now = world.now(ws);
  const [services, entities, { calls }, keys, sessions, faults] = await Promise.all([
    world.listServices(ws),
    world.listEntities(ws),
    world.callsByAge(ws),
    world.listKeys(ws),
    world.listSessions(ws),
    world.listFaults(ws),
  ]);
  const callSid = calls.find((one) => isActive(one, now))?.callSid;
  const call = callSid === undefined ? undefined : await world.readCall(ws, callSid);
  const hasDemoKey = keys.some((key) => key.token === DEMO_KEY && isKeyValid(key, now));
  return {
    origin,
    hasToken,
    apiKey: hasDemoKey ? DEMO_KEY : anyKey,
    values: {
      workspace_id: ws,
      ws,
      service_id: services[0]?.serviceId,
      entity_id: entities[0]?.entityId,
      q: entities[0]?.name || undefined,
      call_sid: callSid,
      call_id: callSid,
      run_id: callSid && callRunId(ws, callSid),
      subscriber_id: call?.subscribers[0]?.subscriberId,
      key_id: keys[0]?.keyId,
      conversation_id: sessions.find((one) => one.closedAt === null)?.conversationId,
      fault_id: faults[0]?.faultId,
    },
  };
}
