/** Reports fault rules that never fired and requests that matched no operation. */
import type { World } from '../../world/world.ts';

/** What was observed so far. */
export interface Use {
  /** One line for each unused rule and unknown path. */
  unused(): string[];
}

/** Watches a world from now on. */
export function watchUse(world: World): Use {
  const idle = new Map<string, string | null>();
  const unknown = new Map<string, number>();
  world.events.listen(({ event }) => {
    if (event.type === 'fault.added') idle.set(event.faultId, event.workspaceId);
    if (event.type === 'fault.fired') idle.delete(event.faultId);
    if (event.type === 'request.answered' && event.status === 404 && event.unrouted !== undefined) {
      unknown.set(event.unrouted, (unknown.get(event.unrouted) ?? 0) + 1);
    }
  });
  return {
    unused: () => [
      ...[...idle].map(
        ([id, workspace]) => `fault rule ${id} of workspace ${workspace} never fired`,
      ),
      ...[...unknown].map(
        ([request, count]) =>
          `no operation matches ${request} (requested ${count === 1 ? 'once' : `${count} times`})`,
      ),
    ],
  };
}
