/** The records and logs of one workspace in this process. */
import { limits } from './limits.ts';
import type {
  Contents,
  Found,
  Items,
  Kind,
  Listed,
  LogName,
  Logs,
  Put,
  Read,
  Reads,
  Records,
} from './ports/store.ts';

/** The records of one kind, with their list cached until one changes. */
interface Table {
  readonly records: Map<string, Records[Kind]>;
  version: number;
  list: readonly Records[Kind][] | undefined;
}

type AnyItem = Logs[LogName];

const NOTHING: readonly never[] = [];
/** The names of logs; everything else that a rule reads is a record or a count. */
export const LOGS: ReadonlySet<string> = new Set<LogName>(['queue', 'received', 'turns', 'keyed']);

/** How many items of a log are kept; rules limit the other logs. */
export const KEPT: { readonly [L in LogName]?: number } = { received: limits.receivedEvents };
/** Factor by which a log exceeds its limit before its oldest items are dropped: each drop copies the log. */
export const SLACK = 1.25;

/** Counter for versions. Never reused in a process, so a record that was removed and added again differs. */
let versions = 0;

/** The contents of one workspace. Rules read it; only its store writes. */
export class Space {
  readonly #tables = new Map<Kind, Table>();
  readonly #logs = new Map<LogName, Map<string, AnyItem[]>>();

  /** Reads what a rule asked for. Log lists are live: a rule must not keep them. */
  find<R extends Reads>(reads: R): Found<R> {
    const found: Record<string, unknown> = {};
    for (const name in reads) found[name] = this.#read(reads[name] as Read);
    return found as Found<R>;
  }

  #read([what, id]: Read): unknown {
    // Records first: they are read most often.
    const table = this.#tables.get(what as Kind);
    if (table !== undefined) return table.records.get(id);
    if (what === 'count') return this.#tables.get(id as Kind)?.records.size ?? 0;
    return LOGS.has(what) ? (this.#logs.get(what as LogName)?.get(id) ?? NOTHING) : undefined;
  }

  /** One record. */
  get<K extends Kind>(kind: K, id: string): Records[K] | undefined {
    return this.#tables.get(kind)?.records.get(id) as Records[K] | undefined;
  }

  /** All records of a kind. */
  list<K extends Kind>(kind: K): Listed<Records[K]> {
    const table = this.#tables.get(kind);
    if (table === undefined) return { version: '0', records: NOTHING };
    table.list ??= [...table.records.values()];
    return { version: String(table.version), records: table.list as readonly Records[K][] };
  }

  /** Writes or removes a record. */
  put([kind, id, record]: Put): void {
    let table = this.#tables.get(kind);
    if (table === undefined) {
      table = { records: new Map(), version: 0, list: undefined };
      this.#tables.set(kind, table);
    }
    if (record === undefined) table.records.delete(id);
    else table.records.set(id, record);
    table.version = ++versions;
    table.list = undefined;
  }

  /** Appends to a log. */
  append([log, id, items]: Items): void {
    let logs = this.#logs.get(log);
    if (logs === undefined) {
      logs = new Map<string, AnyItem[]>();
      this.#logs.set(log, logs);
    }
    const before = logs.get(id);
    if (before === undefined) {
      logs.set(id, [...items]);
      return;
    }
    for (const item of items) before.push(item);
    const kept = KEPT[log];
    if (kept !== undefined && before.length >= kept * SLACK) logs.set(id, before.slice(-kept));
  }

  /** Replaces a log. */
  rewrite([log, id, items]: Items): void {
    if (items.length === 0) this.#logs.get(log)?.delete(id);
    else {
      const logs = this.#logs.get(log) ?? new Map<string, AnyItem[]>();
      this.#logs.set(log, logs.set(id, [...items]));
    }
  }

  /** The current contents. A kind without records is left out. */
  contents(): Pick<Contents, 'logs' | 'records'> {
    const records = [...this.#tables]
      .filter(([, table]) => table.records.size > 0)
      .map(([kind, table]) => [kind, [...table.records]]);
    const logs = [...this.#logs]
      .filter(([, all]) => all.size > 0)
      .map(([log, all]) => [log, [...all].map(([id, items]) => [id, [...items]])]);
    return {
      records: Object.fromEntries(records),
      logs: Object.fromEntries(logs),
    } as Pick<Contents, 'logs' | 'records'>;
  }

  /** Makes a workspace with the given contents. */
  static of({ records, logs }: Pick<Contents, 'logs' | 'records'>): Space {
    const space = new Space();
    for (const [kind, all] of Object.entries(records)) {
      for (const [id, record] of all) space.put([kind, id, record] as Put);
    }
    for (const [log, all] of Object.entries(logs)) {
      for (const [id, items] of all) space.rewrite([log, id, items] as Items);
    }
    return space;
  }
}

/** Copies log lists, so that a result does not change later. */
export function withOwnLists<R extends Reads>(found: Found<R>): Found<R> {
  const own = found as Record<string, unknown>;
  for (const name in own) {
    const value = own[name];
    if (Array.isArray(value)) own[name] = [...value];
  }
  return found;
}
