/** The store of a world that lives in this process alone. */
import type { Listener, WorldEvent } from './events.ts';
import { createKeyIndex } from './key-index.ts';
import { createLocks } from './locks.ts';
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
  const keyIndex = createKeyIndex();
  const locks = createLocks();

  const find = (kind: Kind, workspace: WorkspaceId): Table | undefined =>
    tables.get(workspace)?.get(kind);

  function make(kind: Kind, workspace: WorkspaceId): Table {
    const kinds = tables.get(workspace) ?? new Map<Kind, Table>();
    const table = kinds.get(kind) ?? { records: new Map(), list: undefined };
    tables.set(workspace, kinds.set(kind, table));
    return table;
  }

  /** Whether a workspace has a record of its own. */
  const exists = (workspace: WorkspaceId): boolean =>
    find('workspace', workspace)?.records.size === 1;

  function drop(workspace: WorkspaceId): void {
    for (const token of find('key', workspace)?.records.keys() ?? []) {
      keyIndex.remove(token, workspace);
    }
    tables.delete(workspace);
  }

  function keep<K extends Kind>(
    kind: K,
    workspace: WorkspaceId,
    id: string,
    record: Records[K] | undefined,
  ): void {
    if (kind === 'workspace' && record === undefined) {
      drop(workspace);
      return;
    }
    // Looking at an unknown workspace must not make it exist.
    const table = make(kind, workspace);
    table.list = undefined;
    if (record === undefined) table.records.delete(id);
    else table.records.set(id, record);
    if (kind === 'key') {
      if (record === undefined) keyIndex.remove(id, workspace);
      else keyIndex.add(id, workspace);
    }
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
      change: (current: Records[K] | undefined, count: number, exists: boolean) => C,
    ): Promise<C['answer']> {
      const found = find(kind, workspace);
      const current = found?.records.get(id) as Records[K] | undefined;
      const count = kind === 'workspace' ? tables.size : (found?.records.size ?? 0);
      const isThere = exists(workspace);
      const { keep: record, answer, events } = change(current, count, isThere);
      // Whatever the rule says: a workspace that does not exist holds nothing.
      if (record !== current && (isThere || kind === 'workspace'))
        keep(kind, workspace, id, record);
      if (events !== undefined) for (const event of events) announce(event);
      return answer;
    },
    exclusively: locks.exclusively,
    async count(kind, workspace) {
      return kind === 'workspace' ? tables.size : (find(kind, workspace)?.records.size ?? 0);
    },
    async workspaces() {
      return [...tables.keys()].filter(exists);
    },
    workspaceOfKey: async (token) => keyIndex.workspaceOf(token),
    async drop(workspace) {
      drop(workspace);
    },
    announce,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
