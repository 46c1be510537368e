/** The clocks of a world: one for all, and for a workspace its own once it asks for one. */
import type { Clock } from './clock.ts';
import type { WorkspaceId } from './store.ts';

/** Which clock a workspace lives by. */
export interface Clocks {
  /** The world's. */
  readonly shared: Clock;
  of(workspaceId: WorkspaceId): Clock;
  /** Gives a workspace its own clock, which begins as the world's is now. */
  separate(workspaceId: WorkspaceId): Clock;
  isSeparate(workspaceId: WorkspaceId): boolean;
  /** The workspace lives by the world's clock again. */
  rejoin(workspaceId: WorkspaceId): void;
}

/** The clocks around a world's own. */
export function createClocks(shared: Clock): Clocks {
  const own = new Map<WorkspaceId, Clock>();
  return {
    shared,
    of: (workspaceId) => own.get(workspaceId) ?? shared,
    separate(workspaceId) {
      const clock = own.get(workspaceId) ?? shared.fork();
      own.set(workspaceId, clock);
      return clock;
    },
    isSeparate: (workspaceId) => own.has(workspaceId),
    rejoin: (workspaceId) => void own.delete(workspaceId),
  };
}
