/** Whether an emulator was used as it was meant to be: every fault rule ran into, every path known. */
import type { World } from '../../world/world.ts';

/** What was seen of it. */
export interface Use {
  /** What was not as meant, a line each; none when all was. */
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
          `no operation has ${request} (asked for ${count === 1 ? 'once' : `${count} times`})`,
      ),
    ],
  };
}
