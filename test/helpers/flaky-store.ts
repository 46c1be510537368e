/** A store that a test can make unavailable, as one whose server is away. */
import { createMemoryStore } from '../../src/world/memory/memory-store.ts';
import { createIds } from '../../src/world/ports/ids.ts';
import {
  type Store,
  type StoreParts,
  type StoreState,
  StoreUnavailable,
} from '../../src/world/ports/store.ts';

/** Why the store is unavailable. */
export const WHY = 'redis://db.test:6379/0 refuses the connection: nothing listens there';

/** Makes a store for `makeStore`, and turns it off and on. */
export function flakyStore() {
  let state: StoreState = { status: 'ok' };
  let losesReplies = false;

  /** Throws while the store is away; with lost replies only a commit does, after it was done. */
  const far =
    <A extends unknown[], T>(work: (...args: A) => T | Promise<T>, isCommit = false) =>
    async (...args: A): Promise<T> => {
      if (state.status !== 'ok' && !losesReplies) throw new StoreUnavailable(WHY);
      const result = await work(...args);
      if (state.status !== 'ok' && isCommit) throw new StoreUnavailable(WHY);
      return result;
    };

  function makeStore({ clock, seed }: StoreParts): Store {
    const near = createMemoryStore({ ids: createIds(seed), ...(clock !== undefined && { clock }) });
    return {
      ...near,
      decide: far(near.decide, true) as Store['decide'],
      read: far(near.read) as Store['read'],
      list: far(near.list) as Store['list'],
      contents: far(near.contents),
      workspaces: far(near.workspaces),
      everything: far(near.everything),
      workspacesOfKey: far(near.workspacesOfKey),
      replaceAll: far(near.replaceAll),
      clocks: { ...near.clocks, change: far(near.clocks.change) },
      tasks: { ...near.tasks, perform: far(near.tasks.perform) as Store['tasks']['perform'] },
      journal: {
        ...near.journal,
        write(entry) {
          if (state.status !== 'ok') throw new StoreUnavailable(WHY);
          return near.journal.write(entry);
        },
        read: far(near.journal.read),
        clear: far(near.journal.clear),
      },
      state: () => state,
    };
  }

  return {
    makeStore,
    /** Makes it unavailable. `losesReplies`: reads work, commits are done, and their replies are lost. */
    down(how: { losesReplies?: boolean } = {}): void {
      state = { status: 'unavailable', why: WHY };
      losesReplies = how.losesReplies ?? false;
    },
    up(): void {
      state = { status: 'ok' };
    },
  };
}
