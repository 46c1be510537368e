/** The calls of several workspaces in numbers. */
import type { CallCounts } from '../world/operations/calls.ts';
import type { World } from '../world/world.ts';

/** Counts the active calls of some workspaces and what is on their channels. */
export async function countCalls(
  world: World,
  workspaceIds: readonly string[],
): Promise<CallCounts> {
  const sum = { activeCalls: 0, liveSubscribers: 0, queuedEvents: 0 };
  for (const workspaceId of workspaceIds) {
    const counts = await world.countCalls(workspaceId);
    sum.activeCalls += counts.activeCalls;
    sum.liveSubscribers += counts.liveSubscribers;
    sum.queuedEvents += counts.queuedEvents;
  }
  return sum;
}
