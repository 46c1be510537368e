/**
 * Where a world is kept: a port. A rule decides, a store commits. A rule is a pure function of the
 * records it asked for and of the moment; a store reads, runs the rule, and commits the whole decision
 * exactly once: records, logs, planned tasks and events. A store that lost a race runs the rule again on
 * fresh records, so nothing may depend on how often a rule runs, nor on the identity of an object.
 *
 * The memory of this process is the first implementation (`memory/`). `test/conformance/store.ts`
 * describes what every implementation does.
 */

import type { MaybePromise } from '../maybe-promise.ts';
import type { CallRecord } from '../model/calls.ts';
import type { CanonicalRecord, EntityRecord, ServiceRecord } from '../model/catalog.ts';
import type { ChannelRecord, Injection, Received } from '../model/channel.ts';
import type { ConversationRecord, SessionRecord, Turn } from '../model/conversations.ts';
import type { EventLog, WorldEvent } from '../model/events.ts';
import type { FaultsRecord } from '../model/faults.ts';
import type { JournalLog } from '../model/journal.ts';
import type { KeyRecord } from '../model/keys.ts';
import type { Script } from '../model/script.ts';
import type { WorkspaceFixture } from '../seeding/fixture-types.ts';
import type { ClockChange, ClockSetting, ClockState } from './clock.ts';
import type { Draws } from './ids.ts';

/** A workspace's id: a UUID, lower-case and hyphenated. */
export type WorkspaceId = string & {
  /** For the type checker only: never set. */
  readonly __brand?: 'WorkspaceId';
};

/** A workspace's own settings. */
export interface WorkspaceRecord {
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  /** Idle time of text sessions started here, in seconds; null: they never end by idling. */
  readonly sessionIdleSeconds: number | null;
  /** What it was made from, and is reset to. */
  readonly origin: WorkspaceFixture;
}

/** What a store keeps of a workspace, by kind. Plain JSON data, never changed in place. */
export interface Records {
  /** By workspace id. A workspace exists while this record does. */
  readonly workspace: WorkspaceRecord;
  readonly service: ServiceRecord;
  readonly entity: EntityRecord;
  /** By canonical id. */
  readonly canonical: CanonicalRecord;
  /** By call sid. */
  readonly call: CallRecord;
  /** By call sid: the part of a call that injections and subscribers change. */
  readonly channel: ChannelRecord;
  /** By `placeKey`: which conversation holds, or last held, a place. */
  readonly session: SessionRecord;
  readonly conversation: ConversationRecord;
  /** By token. */
  readonly key: KeyRecord;
  /** All of a workspace's, by its id: they are asked, and counted, in one step. */
  readonly faults: FaultsRecord;
  /** What a workspace's agent says, by the workspace's id. */
  readonly script: Script;
}

/** The kinds of records. */
export type Kind = keyof Records;

/** Lists that only grow at their end, beside small records. Plain JSON data. */
export interface Logs {
  /** By call sid: accepted and not yet received, oldest first. */
  readonly queue: Injection;
  /** By call sid: received, oldest first. Only the newest are kept (`limits.receivedEvents`). */
  readonly received: Received;
  /** By conversation id, in the order in which they were said. */
  readonly turns: Turn;
}

/** The names of logs. */
export type LogName = keyof Logs;

/** What a rule asks for: a record, a log, or how many records of a kind there are. */
export type Read = readonly [Kind | LogName, string] | readonly ['count', Kind];

/** What a rule asks for, by the names it gives. */
export type Reads = Readonly<Record<string, Read>>;

/** What was found for it: a record or undefined, a log's items, or a number. */
export type Found<R extends Reads> = {
  readonly [N in keyof R]: R[N] extends readonly ['count', Kind]
    ? number
    : R[N] extends readonly [infer K, string]
      ? K extends Kind
        ? Records[K] | undefined
        : K extends LogName
          ? readonly Logs[K][]
          : never
      : never;
};

/** What the time will bring, as data. One task covers all that is due for its call or conversation. */
export type Task =
  /** Responses of simulated agents; the next state of the timeline; the end by length. */
  | { readonly kind: 'respond' | 'state' | 'end'; readonly callSid: string }
  /** The end by idling; results of work in the background. */
  | { readonly kind: 'idle' | 'background'; readonly conversationId: string };

/** A task and its time, in milliseconds of the workspace's clock. */
export interface Planned {
  readonly task: Task;
  readonly at: number;
}

/** Plans a task, in place of the same task planned before; a time of null cancels it. */
export interface Plan {
  readonly task: Task;
  readonly at: number | null;
}

/** A record to keep under an id; undefined removes it. */
export type Put = { [K in Kind]: readonly [K, string, Records[K] | undefined] }[Kind];

/** Items for a log. */
export type Items = { [L in LogName]: readonly [L, string, readonly Logs[L][]] }[LogName];

/** Everything that is in a workspace. */
export interface Contents {
  readonly records: { readonly [K in Kind]?: readonly (readonly [string, Records[K]])[] };
  readonly logs: { readonly [L in LogName]?: readonly (readonly [string, readonly Logs[L][]])[] };
  readonly tasks: readonly Planned[];
  /** The clock it has of its own; null: it lives by the world's. */
  readonly clock: ClockSetting | null;
}

/** What a rule decides. Without anything but a result, nothing changes. */
export interface Decision<T> {
  readonly result: T;
  readonly put?: readonly Put[];
  /** Items behind those of a log. */
  readonly append?: readonly Items[];
  /** Items in place of those of a log. */
  readonly rewrite?: readonly Items[];
  readonly plan?: readonly Plan[];
  /** The whole workspace from now on; null removes it. Applied before everything else. */
  readonly replace?: Contents | null;
  /** What to announce, in order. Values: never changed afterwards. */
  readonly emit?: readonly WorldEvent[];
}

/** Time, identifiers and chance, as inputs: the same again when the rule runs again. */
export interface Moment extends Draws {
  /** Milliseconds of the workspace's clock. */
  readonly now: number;
  /** Milliseconds of the world's clock, by which a workspace lives that has none of its own. */
  readonly worldNow: number;
  /** Draws of a stream of its own, so that one key more moves no other identifier. */
  readonly keys: Draws;
  /** How many workspaces there are. */
  readonly workspaces: number;
}

/** A pure function: no side effect, no other input. */
export type Rule<R extends Reads, T> = (found: Found<R>, moment: Moment) => Decision<T>;

/** All records of a kind, in the order in which they came. */
export interface Listed<T> {
  /** Equal versions of one workspace's list mean equal contents. */
  readonly version: string;
  readonly records: readonly T[];
}

/** A task that is planned, and when it is its turn. */
export interface NextTask extends Planned {
  readonly workspaceId: WorkspaceId;
  /** Milliseconds of the host until it is due: 0 when it is due, `Infinity` on a frozen clock. */
  readonly inMs: number;
  /** Up to this time of its clock no other task is due: what it covers until then keeps the order. */
  readonly until: number;
}

/** Tasks of all workspaces. */
export interface Tasks {
  /** The one whose turn is next; undefined when none is planned. */
  next(): MaybePromise<NextTask | undefined>;
  /** Commits what a rule decides, and removes the task, in one step. False when it is not planned any more. */
  perform<const R extends Reads>(task: NextTask, reads: R, rule: Rule<R, void>): Promise<boolean>;
  /** Hears when a task was planned, and in how many milliseconds of the host it is due. Returns how to stop. */
  listen(wake: (inMs: number) => void): () => void;
}

/** The result of changing a clock. Unless it is `changed`, nothing was. */
export type ClockChanged =
  | { readonly status: 'changed' | 'not_found' }
  /** The time would have been one that no clock can show, in milliseconds since 1970. */
  | { readonly status: 'out_of_range'; readonly at: number };

/** The clocks: the world's (null), and those that workspaces have of their own. */
export interface Clocks {
  /** The time, in milliseconds since 1970. */
  now(workspaceId: WorkspaceId | null): number;
  state(workspaceId: WorkspaceId | null): ClockState;
  /** Whether a workspace has a clock of its own. */
  isOwn(workspaceId: WorkspaceId): boolean;
  /** Changes a clock, and announces it; a workspace gets its own. */
  change(workspaceId: WorkspaceId | null, change: ClockChange): Promise<ClockChanged>;
}

/** Everything in a world. */
export interface Everything {
  /** In the order in which they came. */
  readonly workspaces: readonly Contents[];
  /** The world's clock, as it can be kept. */
  readonly clock: ClockSetting;
}

/** Keeps a world. Everything that several processes would share is behind it. */
export interface Store {
  /**
   * Reads, runs the rule, commits its decision as a whole. Gives the rule's result once that is committed and
   * its events are announced here: at once where a store has everything at hand. Throws or rejects with what the
   * rule throws; nothing is committed then.
   */
  decide<const R extends Reads, T>(
    workspaceId: WorkspaceId,
    reads: R,
    rule: Rule<R, T>,
  ): MaybePromise<T>;
  /** Reads in one step; at once where a store has it at hand. */
  read<const R extends Reads>(workspaceId: WorkspaceId, reads: R): MaybePromise<Found<R>>;
  /** All records of a kind. */
  list<K extends Kind>(workspaceId: WorkspaceId, kind: K): Promise<Listed<Records[K]>>;
  /** Everything in a workspace, of one moment; undefined when there is none. */
  contents(workspaceId: WorkspaceId): Promise<Contents | undefined>;
  /** The workspaces that there are, in the order in which they came. */
  workspaces(): Promise<readonly WorkspaceId[]>;
  /** Everything in all workspaces, and the world's clock, of one moment. */
  everything(): Promise<Everything>;
  /** The workspaces that a key's token opens, in the order in which they came. */
  workspacesOfKey(token: string): MaybePromise<readonly WorkspaceId[]>;
  /** Replaces all workspaces, and sets the world's clock, in one step. Announces what was removed and made. */
  replaceAll(
    workspaces: ReadonlyMap<WorkspaceId, Contents>,
    clock: ClockSetting | null,
  ): Promise<void>;
  /** Draws outside of a rule: of a workspace's stream, or with null of the world's own. */
  draws(workspaceId: WorkspaceId | null): Draws;
  readonly clocks: Clocks;
  readonly tasks: Tasks;
  /** What was announced, numbered. */
  readonly events: EventLog;
  /** The requests that were answered. */
  readonly journal: JournalLog;
  /** Leaves nothing behind in this process. */
  close(): void;
}
