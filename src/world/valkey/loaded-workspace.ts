/** The records and logs of a workspace, with the numbers of the commits that changed them. */

import type { Items, Put } from '../ports/store.ts';
import { Space } from '../space.ts';
import type { ItemChange } from './change.ts';
import { countField, logField, recordField, splitField } from './fields.ts';
import { comparePlaces, placeOf } from './order.ts';
import { pairsOf } from './pairs.ts';

/** Contents of a workspace. */
export class LoadedWorkspace {
  /** The contents of a workspace that does not exist. */
  static readonly nowhere = new LoadedWorkspace('', 0);

  readonly space = new Space();
  readonly generation: string;
  /** The number of the last commit that was part of it when it was loaded. */
  readonly loadedAt: number;
  readonly #versions = new Map<string, string>();
  readonly #orders = new Map<string, string>();

  constructor(generation: string, seq: number) {
    this.generation = generation;
    this.loadedAt = seq;
  }

  /** Reads a reply of the script `LOAD`; undefined if the workspace does not exist. */
  static read(reply: readonly unknown[]): LoadedWorkspace | undefined {
    const [, seq, generation, records, versions, logs] = reply as [
      string,
      string,
      string,
      string[],
      string[],
      [string, string[]][],
    ];
    if (generation === '') return undefined;
    const loaded = new LoadedWorkspace(generation, Number(seq));
    const found = pairsOf(records).map(([field, value]) => {
      const space = value.indexOf(' ');
      const order = value.slice(0, space);
      return { field, order, at: placeOf(order), json: value.slice(space + 1) };
    });
    found.sort((a, b) => comparePlaces(a.at, b.at));
    for (const { field, order, json } of found) {
      const [kind, id] = splitField(field);
      loaded.space.put([kind, id, JSON.parse(json)] as Put);
      loaded.#orders.set(field, order);
    }
    for (const [field, version] of pairsOf(versions)) loaded.#versions.set(field, version);
    for (const [field, items] of logs) {
      const [log, id] = splitField(field);
      loaded.space.rewrite([log, id, items.map((item) => JSON.parse(item))] as Items);
    }
    return loaded;
  }

  /** The number of the commit that last changed a record, a log or a count; empty if none has. */
  versionOf(field: string): string {
    return this.#versions.get(field) ?? '';
  }

  /** The place of a record in the order of creation; undefined if it does not exist. */
  orderOf(field: string): string | undefined {
    return this.#orders.get(field);
  }

  /** Applies a commit, unless it is part of the contents already. */
  apply({ change, item }: ItemChange, seq: number): void {
    if (seq <= this.loadedAt) return;
    const { append, counted, put, rewrite } = change;
    const version = String(seq);
    let index = 0;
    for (const [kind, id, found] of put ?? []) {
      // In JSON, a removed record is null.
      const record = found ?? undefined;
      this.space.put([kind, id, record] as Put);
      const field = recordField(kind, id);
      if (record === undefined) {
        this.#versions.delete(field);
        this.#orders.delete(field);
      } else {
        this.#versions.set(field, version);
        if (!this.#orders.has(field)) this.#orders.set(field, `${version}.${item}.${index}`);
      }
      index++;
    }
    for (const one of rewrite ?? []) {
      this.space.rewrite(one);
      this.#versions.set(logField(one[0], one[1]), version);
    }
    for (const one of append ?? []) {
      this.space.append(one);
      this.#versions.set(logField(one[0], one[1]), version);
    }
    for (const kind of counted ?? []) this.#versions.set(countField(kind), version);
  }
}
