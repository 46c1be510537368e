/** The store of a world that lives in this process alone. */
import type { Listener, WorldEvent } from './events.ts';
import type { Change, Kind, Records, Store, WorkspaceId } from './store.ts';

type Table = Map<string, Records[Kind]>;

/**
 * An empty store in memory. A change is atomic because it runs to its end without waiting, and its
 * events are heard before anything else can happen.
 */
export function createMemoryStore(): Store {
  const tables = new Map<WorkspaceId, Map<Kind, Table>>();
  const listeners = new Set<Listener>();

  const find = (kind: Kind, workspace: WorkspaceId): Table | undefined =>
    tables.get(workspace)?.get(kind);

  function make(kind: Kind, workspace: WorkspaceId): Table {
    const kinds = tables.get(workspace) ?? new Map<Kind, Table>();
    const table = kinds.get(kind) ?? new Map();
    tables.set(workspace, kinds.set(kind, table));
    return table;
  }

  function announce(event: WorldEvent): void {
    for (const listener of listeners) listener(event);
  }

  return {
    async get<K extends Kind>(kind: K, workspace: WorkspaceId, id: string) {
      return find(kind, workspace)?.get(id) as Records[K] | undefined;
    },
    async list<K extends Kind>(kind: K, workspace: WorkspaceId) {
      return [...(find(kind, workspace)?.values() ?? [])] as Records[K][];
    },
    async change<K extends Kind, const C extends Change<Records[K]>>(
      kind: K,
      workspace: WorkspaceId,
      id: string,
      change: (current: Records[K] | undefined) => C,
    ): Promise<C['answer']> {
      const current = find(kind, workspace)?.get(id) as Records[K] | undefined;
      const { keep, answer, events } = change(current);
      // Looking at an unknown workspace must not make it exist.
      if (keep === undefined) find(kind, workspace)?.delete(id);
      else if (keep !== current) make(kind, workspace).set(id, keep);
      if (events !== undefined) for (const event of events) announce(event);
      return answer;
    },
    async workspaces() {
      return [...tables.keys()].filter((workspace) => find('workspace', workspace)?.size === 1);
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
