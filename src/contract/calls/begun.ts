/** Calls that the real API would know: those that have begun. */
import type { CallDetails } from '../../world/model/channel.ts';
import type { World } from '../../world/world.ts';

/** A call by its sid, active or ended; undefined if it does not exist or is still to begin (decided). */
export async function readBegunCall(
  world: World,
  workspaceId: string,
  callSid: string,
): Promise<{ readonly call: CallDetails; readonly now: number } | undefined> {
  const call = await world.readCall(workspaceId, callSid);
  const now = world.now(workspaceId);
  return call === undefined || call.startedAt > now ? undefined : { call, now };
}
