/** Mutual exclusion for each workspace and lock, and of the whole world against all of them. */
import type { WorkspaceId } from './store.ts';

/** Locks of one kind. */
interface Lock {
  /** The last that was asked for of each workspace, until it is done. */
  readonly workspaces: Map<WorkspaceId, Promise<unknown>>;
  /** The last that was asked for of the world, until it is done. */
  world: Promise<unknown> | undefined;
}

/** No lock is held. */
export function createLocks() {
  const locks = new Map<string, Lock>();

  function lockOf(name: string): Lock {
    const lock = locks.get(name) ?? { workspaces: new Map(), world: undefined };
    locks.set(name, lock);
    return lock;
  }

  /** Runs an action once others are done, whatever came of them. */
  function after<T>(others: readonly Promise<unknown>[], action: () => Promise<T>): Promise<T> {
    return others.length === 0 ? action() : Promise.allSettled(others).then(action);
  }

  return {
    /** Runs an action that has a workspace, or with null the world, to itself. Resolves with its result. */
    exclusively<T>(
      workspace: WorkspaceId | null,
      name: string,
      action: () => Promise<T>,
    ): Promise<T> {
      const lock = lockOf(name);
      const { workspaces } = lock;
      if (workspace === null) {
        const before = [...workspaces.values(), ...(lock.world ? [lock.world] : [])];
        const mine = after(before, action);
        lock.world = mine;
        const done = () => {
          if (lock.world === mine) lock.world = undefined;
        };
        mine.then(done, done);
        return mine;
      }
      const last = workspaces.get(workspace);
      const before = [...(last ? [last] : []), ...(lock.world ? [lock.world] : [])];
      const mine = after(before, action);
      workspaces.set(workspace, mine);
      const done = () => {
        if (workspaces.get(workspace) === mine) workspaces.delete(workspace);
      };
      mine.then(done, done);
      return mine;
    },
  };
}
