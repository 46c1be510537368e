/** One workspace in this process: its records and logs. */
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

/** The records of a kind, and the list of them until one changes. */
interface Table {
  readonly records: Map<string, Records[Kind]>;
  version: number;
  list: readonly Records[Kind][] | undefined;
}

type AnyItem = Logs[LogName];

const NOTHING: readonly never[] = [];
const LOGS: ReadonlySet<string> = new Set<LogName>(['queue', 'received', 'turns']);

/** How many items of a log are kept; the others are bounded by rules. */
const KEPT: { readonly [L in LogName]?: number } = { received: limits.receivedEvents };
/** How many more come before the oldest make room: making it for each would copy the log each time. */
const SLACK = 1.25;

/** Versions tell apart also what came and went under one id: none is used twice in a process. */
let versions = 0;

/** Everything in one workspace. Rules decide over it; only its store writes. */
export class Space {
  readonly #tables = new Map<Kind, Table>();
  readonly #logs = new Map<LogName, Map<string, AnyItem[]>>();

  /** What a rule asked for. The lists of logs are live: a rule looks at them and keeps none. */
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

  /** Keeps, or removes, a record. */
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

  /** Adds to a log. */
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

  /** Everything in it, as of now. A kind of which nothing is left is as one that never was. */
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

  /** A workspace with these contents. */
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
