/** The items of a batch, and the arguments in which the script of a commit takes them. */

import type { WorldEvent } from '../model/events.ts';
import type { NewJournalEntry } from '../model/journal.ts';
import type { Items, WorkspaceId } from '../ports/store.ts';
import { KEPT, SLACK } from '../space.ts';
import type { Change } from './change.ts';
import { logField } from './fields.ts';

/** A record, a log or a count that must not have changed: its name, and the number of the commit that last changed it. */
export type VersionCheck = readonly [field: string, version: string];

/** Something else that must still be so: the time of a task, a counter of the seed, a field of the world. */
export type OtherCheck = readonly [
  kind: 'task' | 'draws' | 'world',
  field: string,
  expected: string,
];

/** Commands for the script, each with its arguments. */
export class Operations {
  readonly texts: string[] = [];
  count = 0;
  characters = 0;

  add(name: string, ...texts: readonly string[]): void {
    this.count++;
    this.texts.push(name);
    for (const text of texts) {
      this.texts.push(text);
      this.characters += text.length;
    }
  }

  log(name: 'append' | 'rewrite', [log, id, items]: Items): void {
    const kept = KEPT[log];
    const most = kept === undefined ? 0 : kept * SLACK;
    const texts = items.map((item) => JSON.stringify(item));
    this.add(name, logField(log, id), String(most), String(texts.length), ...texts);
  }
}

/** One item: applied as a whole, or not at all. */
export interface Item {
  /** Null when it belongs to several workspaces, or to none. */
  readonly workspaceId: WorkspaceId | null;
  /** The generation of the workspace's contents; empty if it does not exist. */
  readonly generation: string;
  readonly versions: readonly VersionCheck[];
  readonly checks: readonly OtherCheck[];
  /** Items before it in the batch without which it does not hold. */
  readonly buildsOn: readonly number[];
  /** Processes that must be alive. */
  readonly owners: readonly number[];
  /** Undefined: it changes nothing that other processes must know of. */
  readonly change: Change | undefined;
  readonly operations: Operations;
}

/** An event without a record. It is always applied. */
export interface Announcement {
  readonly announced: WorldEvent;
}

/** An entry of the journal of a workspace. It is always applied, if the workspace exists. */
export interface Note {
  readonly noted: NewJournalEntry & { readonly workspaceId: string };
}

/** What a batch consists of. */
export interface BatchContents {
  readonly items: readonly Item[];
  readonly announcements: readonly Announcement[];
  readonly notes: readonly Note[];
}

/** The changes of a batch by number: of the items, then of the announcements. */
export function changesOfBatch({ announcements, items }: BatchContents): Map<number, Change> {
  const changes = new Map<number, Change>();
  items.forEach(({ change }, index) => {
    if (change !== undefined) changes.set(index + 1, change);
  });
  announcements.forEach(({ announced }, index) => {
    changes.set(items.length + index + 1, { emit: [announced] });
  });
  return changes;
}

/** The arguments of a batch: how many there are of each, then their own. */
export function argumentsOf({ announcements, items, notes }: BatchContents): string[] {
  const texts = [String(items.length), String(announcements.length), String(notes.length)];
  for (const item of items) addItem(texts, item);
  for (const { announced } of announcements) texts.push(JSON.stringify({ emit: [announced] }));
  for (const { noted } of notes) texts.push(noted.workspaceId, JSON.stringify(noted));
  return texts;
}

function addItem(texts: string[], item: Item): void {
  const { buildsOn, change, checks, generation, operations, owners, versions, workspaceId } = item;
  const size = texts.push('') - 1;
  texts.push(workspaceId ?? '', generation, String(versions.length));
  for (const [field, version] of versions) texts.push(field, version);
  texts.push(String(checks.length));
  for (const check of checks) texts.push(...check);
  texts.push(String(buildsOn.length));
  for (const one of buildsOn) texts.push(String(one));
  texts.push(String(owners.length));
  for (const one of owners) texts.push(String(one));
  texts.push(String(change?.emit?.length ?? 0), change === undefined ? '' : JSON.stringify(change));
  texts.push(String(operations.count));
  for (const text of operations.texts) texts.push(text);
  texts[size] = String(texts.length - size - 1);
}
