/** Whether an emulator was used as it was meant to be: every fault rule ran into, every path known. */
import type { World } from '../world/world.ts';

/** How many requests that no operation has are told apart; of more only the number is known. */
const UNKNOWN_KEPT = 100;
/** How many rules that have not fired yet are watched at a time. */
const RULES_WATCHED = 10_000;
/** Characters of such a request that are shown. */
const UNKNOWN_LENGTH = 200;

/** What was seen of it. */
export interface Use {
  /** What was not as meant, a line each; none when all was. */
  unused(): string[];
}

/** Watches a world from now on. */
export function watchUse(world: World): Use {
  const idle = new Map<string, string | null>();
  const unknown = new Map<string, number>();
  let others = 0;

  function noteUnknown(request: string): void {
    const shown =
      request.length > UNKNOWN_LENGTH ? `${request.slice(0, UNKNOWN_LENGTH)}…` : request;
    const count = unknown.get(shown);
    if (count === undefined && unknown.size >= UNKNOWN_KEPT) others++;
    else unknown.set(shown, (count ?? 0) + 1);
  }

  world.store.listen((event) => {
    if (event.type === 'fault.added' && idle.size < RULES_WATCHED) {
      idle.set(event.faultId, event.workspaceId);
    }
    if (event.type === 'fault.fired') idle.delete(event.faultId);
    if (event.type === 'request.answered' && event.status === 404 && event.unrouted !== undefined) {
      noteUnknown(event.unrouted);
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
      ...(others > 0 ? [`no operation has ${others} more requests, to other paths`] : []),
    ],
  };
}
