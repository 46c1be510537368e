/**
 * A workspace as the rules of one batch see it: its contents, and what earlier items of the batch decided. It
 * notes what a rule reads, so that the server can check that it is still so when the batch is committed.
 */

import type { Decision, Found, Kind, LogName, Read, Reads } from '../ports/store.ts';
import { LOGS } from '../space.ts';
import { countField, logField, recordField } from './fields.ts';
import type { VersionCheck } from './item.ts';
import type { LoadedWorkspace } from './loaded-workspace.ts';

/** A record that an item of the batch wrote. */
interface Written {
  readonly record: unknown;
  readonly item: number;
}

/** What the items of the batch did to a log. */
interface ChangedLog {
  /** The items that replaced the log; undefined if it was only appended to. */
  base: readonly unknown[] | undefined;
  readonly added: unknown[];
  readonly items: number[];
}

/** What a rule read. */
export interface Noted<R extends Reads> {
  readonly found: Found<R>;
  readonly versions: readonly VersionCheck[];
  /** Items of the batch that wrote what was read. */
  readonly buildsOn: readonly number[];
}

/** The view of a batch. */
export class View {
  readonly contents: LoadedWorkspace;
  readonly #records = new Map<string, Written>();
  readonly #logs = new Map<string, ChangedLog>();
  readonly #counts = new Map<Kind, { by: number; readonly items: number[] }>();

  constructor(contents: LoadedWorkspace) {
    this.contents = contents;
  }

  /** Reads what a rule asks for. */
  read<R extends Reads>(reads: R): Noted<R> {
    const found: Record<string, unknown> = {};
    const versions: VersionCheck[] = [];
    const buildsOn: number[] = [];
    const check = (field: string): void => {
      versions.push([field, this.contents.versionOf(field)]);
    };
    for (const name in reads) {
      const read = reads[name] as Read;
      const [what, id] = read;
      if (what === 'count') {
        const kind = id as Kind;
        const change = this.#counts.get(kind);
        check(countField(kind));
        found[name] = this.#base(read, name) as number;
        if (change === undefined) continue;
        found[name] = (found[name] as number) + change.by;
        buildsOn.push(...change.items);
      } else if (LOGS.has(what)) {
        const field = logField(what as LogName, id);
        const change = this.#logs.get(field);
        check(field);
        const base = change?.base ?? (this.#base(read, name) as readonly unknown[]);
        found[name] = change === undefined ? base : [...base, ...change.added];
        if (change !== undefined) buildsOn.push(...change.items);
      } else {
        const field = recordField(what as Kind, id);
        const written = this.#records.get(field);
        check(field);
        found[name] = written === undefined ? this.#base(read, name) : written.record;
        if (written !== undefined) buildsOn.push(written.item);
      }
    }
    return { found: found as Found<R>, versions, buildsOn };
  }

  /** The records that a decision overwrites, as a read notes them. */
  overwritten({ put }: Decision<unknown>): Pick<Noted<Reads>, 'buildsOn' | 'versions'> {
    const versions: VersionCheck[] = [];
    const buildsOn: number[] = [];
    for (const [kind, id] of put ?? []) {
      const field = recordField(kind, id);
      const written = this.#records.get(field);
      versions.push([field, this.contents.versionOf(field)]);
      if (written !== undefined) buildsOn.push(written.item);
    }
    return { versions, buildsOn };
  }

  /** A record as the batch left it. */
  record(kind: Kind, id: string): unknown {
    const written = this.#records.get(recordField(kind, id));
    return written === undefined ? this.#base([kind, id], 'one') : written.record;
  }

  /** Takes what an item of the batch decided. */
  write(item: number, { append, put, rewrite }: Decision<unknown>): void {
    for (const [kind, id, record] of put ?? []) {
      const by = (record === undefined ? 0 : 1) - (this.record(kind, id) === undefined ? 0 : 1);
      this.#records.set(recordField(kind, id), { record, item });
      if (by === 0) continue;
      const count = this.#counts.get(kind);
      if (count === undefined) this.#counts.set(kind, { by, items: [item] });
      else {
        count.by += by;
        count.items.push(item);
      }
    }
    for (const [log, id, items] of rewrite ?? []) {
      this.#logs.set(logField(log, id), { base: [...items], added: [], items: [item] });
    }
    for (const [log, id, items] of append ?? []) {
      const field = logField(log, id);
      const change = this.#logs.get(field);
      if (change === undefined) {
        this.#logs.set(field, { base: undefined, added: [...items], items: [item] });
      } else {
        change.added.push(...items);
        change.items.push(item);
      }
    }
  }

  #base(read: Read, name: string): unknown {
    return (this.contents.space.find({ [name]: read }) as Record<string, unknown>)[name];
  }
}
