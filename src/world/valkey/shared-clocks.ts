/** The clocks of a world as this process knows them. All processes read the time of the server. */
import { type ClockPosition, stateAt, timeAt } from '../ports/clock.ts';
import type { HostTime } from '../ports/host-time.ts';
import type { Clocks, WorkspaceId } from '../ports/store.ts';

/** The clocks, with methods for the store that owns them. */
export interface SharedClocks extends Pick<Clocks, 'isOwn' | 'now' | 'state'> {
  /** The host's time that all processes share, in milliseconds since 1970. Never goes backwards. */
  readonly host: HostTime;
  /** Another process was at this time of the host already: this one does not go behind it. */
  reached(host: number): void;
  position(workspaceId: WorkspaceId | null): ClockPosition;
  /** Sets a clock; with null as position, removes a workspace's own. */
  set(workspaceId: WorkspaceId | null, position: ClockPosition | null): void;
}

/** Makes the clocks around the world's clock. `host` estimates the time of the server. */
export function createSharedClocks(world: ClockPosition, host: HostTime): SharedClocks {
  const own = new Map<WorkspaceId, ClockPosition>();
  let shared = world;
  let latest = 0;
  const now = (): number => {
    latest = Math.max(latest, host());
    return latest;
  };
  const position = (workspaceId: WorkspaceId | null): ClockPosition =>
    workspaceId === null ? shared : (own.get(workspaceId) ?? shared);
  return {
    host: now,
    reached(at) {
      latest = Math.max(latest, at);
    },
    position,
    now: (workspaceId) => timeAt(position(workspaceId), now()),
    state: (workspaceId) => stateAt(position(workspaceId), now()),
    isOwn: (workspaceId) => own.has(workspaceId),
    set(workspaceId, to) {
      if (to === null) {
        if (workspaceId !== null) own.delete(workspaceId);
      } else if (workspaceId === null) shared = to;
      else own.set(workspaceId, to);
    },
  };
}
