/** The store of a world that lives in this process alone. */
import type { Listener, WorldEvent } from './events.ts';
import type { Change, Kind, Records, Store, WorkspaceId } from './store.ts';

/** The records of a kind, and the list of them until one comes or goes. */
interface Table {
  readonly records: Map<string, Records[Kind]>;
  list: readonly Records[Kind][] | undefined;
}

const NOTHING: readonly never[] = [];

/**
 * An empty store in memory. A change is atomic because it runs to its end without waiting, and its
 * events are heard before anything else can happen.
 */
export function createMemoryStore(): Store {
  const tables = new Map<WorkspaceId, Map<Kind, Table>>();
  const listeners = new Set<Listener>();
  /** The last that was asked for, by workspace and matter, until it is done. */
  const exclusive = new Map<string, Promise<unknown>>();

  const find = (kind: Kind, workspace: WorkspaceId): Table | undefined =>
    tables.get(workspace)?.get(kind);

  function make(kind: Kind, workspace: WorkspaceId): Table {
    const kinds = tables.get(workspace) ?? new Map<Kind, Table>();
    const table = kinds.get(kind) ?? { records: new Map(), list: undefined };
    tables.set(workspace, kinds.set(kind, table));
    return table;
  }

  function announce(event: WorldEvent): void {
    for (const listener of listeners) listener(event);
  }

  return {
    async get<K extends Kind>(kind: K, workspace: WorkspaceId, id: string) {
      return find(kind, workspace)?.records.get(id) as Records[K] | undefined;
    },
    async list<K extends Kind>(kind: K, workspace: WorkspaceId) {
      const table = find(kind, workspace);
      if (table === undefined) return NOTHING;
      table.list ??= [...table.records.values()];
      return table.list as readonly Records[K][];
    },
    async change<K extends Kind, const C extends Change<Records[K]>>(
      kind: K,
      workspace: WorkspaceId,
      id: string,
      change: (current: Records[K] | undefined, count: number) => C,
    ): Promise<C['answer']> {
      const found = find(kind, workspace);
      const current = found?.records.get(id) as Records[K] | undefined;
      const count = kind === 'workspace' ? tables.size : (found?.records.size ?? 0);
      const { keep, answer, events } = change(current, count);
      if (keep !== current) {
        // Looking at an unknown workspace must not make it exist.
        const table = make(kind, workspace);
        table.list = undefined;
        if (keep === undefined) table.records.delete(id);
        else table.records.set(id, keep);
      }
      if (events !== undefined) for (const event of events) announce(event);
      return answer;
    },
    exclusively(workspace, matter, action) {
      const key = `${workspace} ${matter}`;
      const before = exclusive.get(key);
      const mine = before === undefined ? action() : before.then(action, action);
      exclusive.set(key, mine);
      const done = () => {
        if (exclusive.get(key) === mine) exclusive.delete(key);
      };
      mine.then(done, done);
      return mine;
    },
    async count(kind, workspace) {
      return kind === 'workspace' ? tables.size : (find(kind, workspace)?.records.size ?? 0);
    },
    async workspaces() {
      return [...tables.keys()].filter(
        (workspace) => find('workspace', workspace)?.records.size === 1,
      );
    },
    async drop(workspace) {
      tables.delete(workspace);
    },
    announce,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
