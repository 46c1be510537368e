/**
 * Where a world is kept: a port. The memory of this process is its first shore; one shared by
 * several processes can follow without a line changed above. A store keeps plain records by kind,
 * workspace and id, and can do one thing that matters: change a record atomically and announce what
 * that change means, in order.
 */
import type { CallRecord } from './calls.ts';
import type { CanonicalRecord, EntityRecord, ServiceRecord } from './catalog.ts';
import type { ConversationRecord, SessionRecord } from './conversations.ts';
import type { Listener, WorldEvent } from './events.ts';
import type { FaultRule } from './faults.ts';
import type { WorkspaceFixture } from './fixture-types.ts';
import type { KeyRecord } from './keys.ts';
import type { Script } from './script.ts';

/** A workspace's id: a UUID, lower-case and hyphenated. */
export type WorkspaceId = string & { readonly __brand?: 'WorkspaceId' };

/** A workspace's own settings. */
export interface WorkspaceRecord {
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  /** The idle time of text sessions started here, in seconds; null when they never end by idling. */
  readonly sessionIdleSeconds: number | null;
  /** What it was made from, and is reset to. */
  readonly origin: WorkspaceFixture;
}

/** What a store keeps, by kind. Plain data throughout. */
export interface Records {
  /** By workspace id. */
  workspace: WorkspaceRecord;
  service: ServiceRecord;
  entity: EntityRecord;
  /** By canonical id. */
  canonical: CanonicalRecord;
  /** By call sid. */
  call: CallRecord;
  /** By `placeKey`. */
  session: SessionRecord;
  conversation: ConversationRecord;
  /** By token. */
  key: KeyRecord;
  /** All of a workspace's, by its id: they are asked, and counted, in one step. */
  faults: { readonly rules: readonly FaultRule[] };
  /** What a workspace's agent says, by the workspace's id. */
  script: Script;
}

/** The kinds of records. */
export type Kind = keyof Records;

/** What a change decides: the record to keep (undefined removes it), an answer, and what to announce. */
export interface Change<T> {
  readonly keep: T | undefined;
  readonly answer: unknown;
  readonly events?: readonly WorldEvent[];
}

/** Keeps records. Every operation is asynchronous: it may reach outside the process. */
export interface Store {
  /** A record, not to be written to; undefined when there is none. */
  get<K extends Kind>(kind: K, workspace: WorkspaceId, id: string): Promise<Records[K] | undefined>;
  /**
   * All records of a kind in a workspace, in the order they came. Neither they nor the list are to be
   * written to; a store may give the same list as long as the same records are there.
   */
  list<K extends Kind>(kind: K, workspace: WorkspaceId): Promise<readonly Records[K][]>;
  /**
   * Changes one record in one step that nothing comes between. `change` may write to the record it
   * is given; a store that lost a race calls it again on a fresh one, so it touches nothing else.
   * `count` is how many records of the kind the workspace has; of workspaces, how many there are.
   * `exists` says whether the workspace exists in that same step: what does not exist keeps nothing.
   */
  change<K extends Kind, const C extends Change<Records[K]>>(
    kind: K,
    workspace: WorkspaceId,
    id: string,
    change: (current: Records[K] | undefined, count: number, exists: boolean) => C,
  ): Promise<C['answer']>;
  /**
   * Runs what takes several changes to be whole, never two of one matter of a workspace at once. Changes
   * that do not ask for it still come between. What asks for its own matter again waits for itself. A
   * workspace of null is the whole world: while it runs, no workspace has that matter.
   */
  exclusively<T>(
    workspace: WorkspaceId | null,
    matter: 'workspace' | 'entities',
    action: () => Promise<T>,
  ): Promise<T>;
  /** How many records of a kind a workspace has. It does not take longer for many. */
  count(kind: Kind, workspace: WorkspaceId): Promise<number>;
  /** The workspaces that there are, in the order they came. */
  workspaces(): Promise<readonly WorkspaceId[]>;
  /**
   * The first workspace that has a key with this token; undefined when none has. Found at one look,
   * however many workspaces there are, and by its hash: the time says nothing of other tokens.
   */
  workspaceOfKey(token: string): Promise<WorkspaceId | undefined>;
  /** Forgets a workspace with everything in it. Removing its own record does the same, in that step. */
  drop(workspace: WorkspaceId): Promise<void>;
  /** Tells listeners of something that no record keeps. */
  announce(event: WorldEvent): void;
  /** Hears what changes announce, in order. Answers how to stop hearing. */
  listen(listener: Listener): () => void;
}
