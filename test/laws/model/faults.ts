/** Fault rules of the model. */
import { hear, type ModelFault, type ModelWorkspace, type ModelWorld, timeOf } from './world.ts';

/** Which rule fires for a request; undefined when none does. Each that is about it counts it, up to that one. */
export function askFaults(
  world: ModelWorld,
  ws: ModelWorkspace,
  operation: string,
): string | undefined {
  const now = timeOf(world, ws);
  for (const fault of ws.faults) {
    if (fault.operation !== null && fault.operation !== operation) continue;
    if (fault.hits === fault.times || now >= fault.until) continue;
    fault.seen++;
    if (fault.seen <= fault.after) continue;
    if (fault.limit !== null && countsWithin(fault, fault.limit, now)) continue;
    fault.hits++;
    hear(world, ws.id, 'fault.fired', fault.id, operation);
    return fault.id;
  }
  return undefined;
}

/** Counts a request in its window. Windows begin at the rule's creation and follow one another. */
function countsWithin(
  fault: ModelFault,
  limit: NonNullable<ModelFault['limit']>,
  now: number,
): boolean {
  const window = Math.floor((now - fault.createdAt) / limit.windowMs);
  if (window !== fault.window) {
    fault.window = window;
    fault.requests = 0;
  }
  fault.requests++;
  return fault.requests <= limit.requests;
}
