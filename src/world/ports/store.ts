/**
 * The store of a world: a port. A rule decides, a store commits. A rule is a pure function of the records that
 * it reads and of the moment. A store reads, runs the rule, and commits the whole decision exactly once:
 * records, logs, planned tasks and events. A store that lost a race runs the rule again on fresh records, so
 * nothing may depend on how often a rule runs, or on the identity of an object.
 *
 * The in-memory store is the first implementation (`memory/`). `test/world/stores.test.ts` tests what every
 * implementation must do.
 */

import type { LiveKey } from '../live-subscribers.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import type { CallRecord } from '../model/calls.ts';
import type { CanonicalRecord, EntityRecord } from '../model/catalog.ts';
import type { ChannelRecord, Injection, Received } from '../model/channel.ts';
import type { ConversationRecord, KeyedTurn, SessionRecord, Turn } from '../model/conversations.ts';
import type { EventLog, WorldEvent } from '../model/events.ts';
import type { FaultsRecord } from '../model/faults.ts';
import type { JournalLog } from '../model/journal.ts';
import type { KeyRecord } from '../model/keys.ts';
import type { Script } from '../model/script.ts';
import type { ShapedRecord } from '../model/shaped.ts';
import type { Agent, Service, Skill } from '../resources/catalog.ts';
import type { WorkspaceSettings } from '../resources/workspaces.ts';
import type { WorkspaceFixture } from '../seeding/fixture-types.ts';
import type { Clock, ClockChange, ClockSetting, ClockState } from './clock.ts';
import type { Draws } from './ids.ts';

/** A workspace's id: a UUID, lower-case and hyphenated. */
export type WorkspaceId = string & {
  /** For the type checker only: never set. */
  readonly __brand?: 'WorkspaceId';
};

/** A workspace's own settings, as stored. */
export interface WorkspaceRecord extends WorkspaceSettings {
  readonly workspaceId: WorkspaceId;
  /** When it was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /** The fixture it was made from; a reset returns to it. */
  readonly origin: WorkspaceFixture;
}

/** The records of a workspace, by kind. Plain JSON data, never changed in place. */
export interface Records {
  /** By workspace id. A workspace exists while it has this record. */
  readonly workspace: WorkspaceRecord;
  readonly service: Service;
  readonly agent: Agent;
  readonly skill: Skill;
  readonly entity: EntityRecord;
  /** By canonical id. */
  readonly canonical: CanonicalRecord;
  /** By call sid. */
  readonly call: CallRecord;
  /** By call sid: the part of a call that injections and subscribers change. */
  readonly channel: ChannelRecord;
  /** By `placeKey`: the conversation that holds, or last held, a place. */
  readonly session: SessionRecord;
  readonly conversation: ConversationRecord;
  /** By token. */
  readonly key: KeyRecord;
  /** By workspace id: all rules in one record, because they are evaluated and counted together. */
  readonly faults: FaultsRecord;
  /** By workspace id: the agent's script. */
  readonly script: Script;
  /** By path: what clients wrote to operations that are only shaped from a document. */
  readonly shaped: ShapedRecord;
}

/** The kinds of records. */
export type Kind = keyof Records;

/** Lists that mostly grow at the end. Kept apart so that records stay small. Plain JSON data. */
export interface Logs {
  /** By call sid: accepted and not received yet, oldest first. */
  readonly queue: Injection;
  /** By call sid: received, oldest first. Only the newest are kept (`limits.receivedEvents`). */
  readonly received: Received;
  /** By conversation id, in order of time. */
  readonly turns: Turn;
  /** By conversation id, oldest first: turns with an idempotency key (`limits.keyedTurns`). */
  readonly keyed: KeyedTurn;
}

/** The names of logs. */
export type LogName = keyof Logs;

/** One read of a rule: a record, a log, or the number of records of a kind. */
export type Read = readonly [Kind | LogName, string] | readonly ['count', Kind];

/** The reads of a rule, by name. */
export type Reads = Readonly<Record<string, Read>>;

/** The results of reads: a record or undefined, a log's items, or a number. */
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

/** A task as data. One task covers everything due for its call or conversation. */
export type Task =
  /** Responses of simulated agents; the next state of the timeline; the end of the call by length. */
  | { readonly kind: 'respond' | 'state' | 'end'; readonly callSid: string }
  /** The end of the session by idling; background results. */
  | { readonly kind: 'idle' | 'background'; readonly conversationId: string };

/** A task and its time, in milliseconds of the workspace's clock. */
export interface Planned {
  readonly task: Task;
  readonly at: number;
}

/** Plans a task, replacing the same task planned before; a time of null cancels it. */
export interface Plan {
  readonly task: Task;
  readonly at: number | null;
}

/** A record to write under an id; undefined removes it. */
export type Put = { [K in Kind]: readonly [K, string, Records[K] | undefined] }[Kind];

/** Items for a log. */
export type Items = { [L in LogName]: readonly [L, string, readonly Logs[L][]] }[LogName];

/** All contents of a workspace. */
export interface Contents {
  readonly records: { readonly [K in Kind]?: readonly (readonly [string, Records[K]])[] };
  readonly logs: { readonly [L in LogName]?: readonly (readonly [string, readonly Logs[L][]])[] };
  readonly tasks: readonly Planned[];
  /** Its own clock; null if it uses the world's. */
  readonly clock: ClockSetting | null;
}

/** The decision of a rule. With only a result, nothing changes. */
export interface Decision<T> {
  readonly result: T;
  readonly put?: readonly Put[];
  /** Items to append to logs. */
  readonly append?: readonly Items[];
  /** Logs to replace. */
  readonly rewrite?: readonly Items[];
  readonly plan?: readonly Plan[];
  /** Replaces the whole workspace; null removes it. Applied first. */
  readonly replace?: Contents | null;
  /** Events to announce, in order. They must not be changed afterwards. */
  readonly emit?: readonly WorldEvent[];
}

/** Inputs of a rule: time, identifiers and randomness. The same again when the rule runs again. */
export interface Moment extends Draws {
  /** Milliseconds of the workspace's clock. */
  readonly now: number;
  /** Milliseconds of the world's clock, which workspaces without their own use. */
  readonly worldNow: number;
  /** A separate stream for keys, so that a new key does not change other identifiers. */
  readonly keys: Draws;
  /** Number of workspaces. */
  readonly workspaces: number;
}

/** Decides from what was read and the moment. Pure: no side effects, no other inputs. */
export type Rule<R extends Reads, T> = (found: Found<R>, moment: Moment) => Decision<T>;

/** All records of a kind, in order of creation. */
export interface Listed<T> {
  /** If two versions of one workspace's list are equal, the contents are equal. */
  readonly version: string;
  readonly records: readonly T[];
}

/** A planned task, and when it is due. */
export interface NextTask extends Planned {
  readonly workspaceId: WorkspaceId;
  /** Milliseconds of the host until it is due: 0 when it is due, `Infinity` on a frozen clock. */
  readonly inMs: number;
  /** No other task is due before or at this time of its clock, so work up to it keeps the order. */
  readonly until: number;
}

/** The tasks of all workspaces. */
export interface Tasks {
  /** The next task; undefined if none is planned. */
  next(): MaybePromise<NextTask | undefined>;
  /** The planned tasks of a workspace, in no order. */
  of(workspaceId: WorkspaceId): MaybePromise<readonly Planned[]>;
  /** Commits a rule's decision and removes the task, in one step. False if the task is no longer planned. */
  perform<const R extends Reads>(task: NextTask, reads: R, rule: Rule<R, void>): Promise<boolean>;
  /** Calls `wake` when a task is planned, with the host milliseconds until it is due. Returns a function that stops this. */
  listen(wake: (inMs: number) => void): () => void;
}

/** The result of changing a clock. Nothing changes unless it is `changed`. */
export type ClockChangeResult =
  | { readonly status: 'changed' | 'not_found' }
  /** The new time, in milliseconds since 1970, would be outside the times a clock can show. */
  | { readonly status: 'out_of_range'; readonly at: number };

/** The clocks: the world's (null), and those of workspaces. */
export interface Clocks {
  /** The time, in milliseconds since 1970. */
  now(workspaceId: WorkspaceId | null): number;
  state(workspaceId: WorkspaceId | null): ClockState;
  /** Whether a workspace has a clock of its own. */
  isOwn(workspaceId: WorkspaceId): boolean;
  /** Changes a clock and announces it; a workspace gets its own. */
  change(workspaceId: WorkspaceId | null, change: ClockChange): Promise<ClockChangeResult>;
}

/** All contents of a world. */
export interface Everything {
  /** In order of creation. */
  readonly workspaces: readonly Contents[];
  /** The setting of the world's clock. */
  readonly clock: ClockSetting;
}

/**
 * The server of a shared world cannot be used at the moment. Everything that needs the world rejects with it. A change
 * that rejects with it may have been made all the same, once. The message says what is wrong and has no credential.
 */
export class StoreUnavailable extends Error {
  /** For where the class itself is not at hand. */
  override readonly name = 'StoreUnavailable';
}

/** Whether a store can be used; if not, the reason, without credentials. */
export type StoreState =
  | { readonly status: 'ok' }
  /** `unavailable`: its server cannot be reached or used. `lost`: the server no longer has the world. */
  | { readonly status: 'unavailable' | 'lost'; readonly why: string };

/** What an empty store begins with. */
export interface StoreParts {
  /** The world's clock. Default: follows the host. */
  readonly clock?: Clock | undefined;
  /** Makes identifiers repeatable. Default: random ones. */
  readonly seed?: string | undefined;
}

/**
 * Stores a world. Everything that several processes would share is behind this interface. While a store cannot be used,
 * its operations throw or reject with `StoreUnavailable`, and it logs each change of that state itself.
 */
export interface Store {
  /**
   * Reads, runs the rule, and commits its decision as a whole. Returns the rule's result after the commit and
   * the announcement of its events in this process: synchronously if the store has all data in memory. Throws or
   * rejects with what the rule throws, and then commits nothing.
   */
  decide<const R extends Reads, T>(
    workspaceId: WorkspaceId,
    reads: R,
    rule: Rule<R, T>,
  ): MaybePromise<T>;
  /** Reads in one step; synchronously if the store has the data in memory. */
  read<const R extends Reads>(workspaceId: WorkspaceId, reads: R): MaybePromise<Found<R>>;
  /** All records of a kind. */
  list<K extends Kind>(workspaceId: WorkspaceId, kind: K): Promise<Listed<Records[K]>>;
  /** All contents of a workspace at one time; undefined if it does not exist. */
  contents(workspaceId: WorkspaceId): Promise<Contents | undefined>;
  /** The ids of all workspaces, in order of creation. */
  workspaces(): Promise<readonly WorkspaceId[]>;
  /** All workspaces and the world's clock at one time. */
  everything(): Promise<Everything>;
  /** The workspaces that a token opens, in order of creation. */
  workspacesOfKey(token: string): MaybePromise<readonly WorkspaceId[]>;
  /** Replaces all workspaces and sets the world's clock, in one step. Announces the removed and new workspaces. */
  replaceAll(
    workspaces: ReadonlyMap<WorkspaceId, Contents>,
    clock: ClockSetting | null,
  ): Promise<void>;
  /** Draws outside of rules: from a workspace's stream; with null, or if it does not exist, from the world's. */
  draws(workspaceId: WorkspaceId | null): Draws;
  readonly clocks: Clocks;
  readonly tasks: Tasks;
  /** Announced events, numbered. */
  readonly events: EventLog;
  /** Requests with their responses. */
  readonly journal: JournalLog;
  /** A number for a new connection of a live subscriber, unique across processes. */
  newLease(): number;
  /** Sets who removes live subscribers whose process is gone. Only for a store of several processes. */
  onOrphan?(remove: (orphan: LiveKey) => Promise<unknown>): void;
  /** Whether the store can be used. Default: always. */
  state?(): StoreState;
  /** Releases everything that the store holds in this process. */
  close(): MaybePromise<void>;
}
