/** The clocks of a world in this process: one for all, and for a workspace its own once it asks for one. */
import {
  type Clock,
  type ClockChange,
  type ClockSetting,
  changeTo,
  settingOf,
} from '../ports/clock.ts';
import type { Clocks, WorkspaceId } from '../ports/store.ts';

/** The clocks, and what only the store that owns them does. */
export interface MemoryClocks extends Pick<Clocks, 'isOwn' | 'now' | 'state'> {
  /** The clock to change: a workspace gets its own. */
  ownOf(workspaceId: WorkspaceId | null): Clock;
  /** The time that a change would make it. */
  after(workspaceId: WorkspaceId | null, change: ClockChange): number;
  settingOf(workspaceId: WorkspaceId | null): ClockSetting;
  /** Gives a workspace a clock of its own, or with null takes it away. */
  place(workspaceId: WorkspaceId, setting: ClockSetting | null): void;
}

/** The clocks around a world's own. */
export function createMemoryClocks(shared: Clock): MemoryClocks {
  const own = new Map<WorkspaceId, Clock>();
  const of = (workspaceId: WorkspaceId | null): Clock =>
    workspaceId === null ? shared : (own.get(workspaceId) ?? shared);

  function ownOf(workspaceId: WorkspaceId | null): Clock {
    if (workspaceId === null) return shared;
    const clock = own.get(workspaceId) ?? shared.fork();
    own.set(workspaceId, clock);
    return clock;
  }

  return {
    now: (workspaceId) => of(workspaceId).now(),
    state: (workspaceId) => of(workspaceId).state(),
    isOwn: (workspaceId) => own.has(workspaceId),
    ownOf,
    after: (workspaceId, change) => of(workspaceId).after(change),
    settingOf: (workspaceId) => settingOf(of(workspaceId).state()),
    place(workspaceId, setting) {
      if (setting === null) own.delete(workspaceId);
      else ownOf(workspaceId).set(changeTo(setting));
    },
  };
}
