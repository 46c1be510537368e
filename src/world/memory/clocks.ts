/** Clocks in memory: one for the world, and one for each workspace that has its own. */
import {
  type Clock,
  type ClockChange,
  type ClockSetting,
  changeTo,
  settingOf,
} from '../ports/clock.ts';
import type { Clocks, WorkspaceId } from '../ports/store.ts';

/** The clocks, with methods for the store that owns them. */
export interface MemoryClocks extends Pick<Clocks, 'isOwn' | 'now' | 'state'> {
  /** The clock to change; makes a workspace's own if it has none. */
  ownOf(workspaceId: WorkspaceId | null): Clock;
  /** The time after a change, without changing anything. */
  after(workspaceId: WorkspaceId | null, change: ClockChange): number;
  settingOf(workspaceId: WorkspaceId | null): ClockSetting;
  /** Sets a workspace's own clock; null removes it. */
  place(workspaceId: WorkspaceId, setting: ClockSetting | null): void;
}

/** Makes the clocks around the world's clock. */
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
