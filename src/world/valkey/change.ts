/** A committed change, as the stream of commits carries it to all processes. */
import type { ClockPosition } from '../ports/clock.ts';
import type { Decision, Kind, Planned, WorkspaceId } from '../ports/store.ts';

/** New contents of a workspace. Its records and logs are loaded when they are needed. */
export interface Replaced {
  readonly workspaceId: WorkspaceId;
  /** Null: the number of the commit. */
  readonly generation: string | null;
  readonly tasks: readonly Planned[];
  readonly tokens: readonly string[];
  /** The position of its own clock; null if it uses the world's. */
  readonly clock: ClockPosition | null;
}

/** A change of one or several workspaces. JSON: a removed record is null there. */
export interface Change
  extends Pick<Decision<unknown>, 'append' | 'emit' | 'plan' | 'put' | 'rewrite'> {
  /** The workspace of the records, logs and tasks. */
  readonly workspaceId?: WorkspaceId;
  /** Kinds of which a record was made or removed. */
  readonly counted?: readonly Kind[];
  /** Streams of the seed, with the number of decisions that drew from them. */
  readonly drawn?: readonly (readonly [string, number])[];
  /** A clock that was set: of a workspace, or with null of the world. */
  readonly clock?: { readonly workspaceId: WorkspaceId | null; readonly position: ClockPosition };
  readonly dropped?: readonly WorkspaceId[];
  readonly replaced?: readonly Replaced[];
}

/** The change of an item of a batch. */
export interface ItemChange {
  /** The number of the item in its batch, from 1. */
  readonly item: number;
  readonly change: Change;
}

/** The applied changes of a batch. */
export interface Commit {
  /** Its number, from 1. */
  readonly seq: number;
  /** Who made it: process and batch. */
  readonly origin: string;
  /** The id of its first event. */
  readonly firstEvent: number;
  /** The time of the host when it was decided, in milliseconds since 1970. */
  readonly host: number;
  readonly changes: readonly ItemChange[];
}

/** The changes of the items of a batch, by the numbers of the items. */
export type OwnChanges = ReadonlyMap<number, Change>;

/** Parses an entry of the stream. `ownChanges` gives the changes of an own batch, which need not be parsed. */
export function readCommit(
  entry: unknown,
  ownChanges: (origin: string) => OwnChanges | undefined = () => undefined,
): Commit {
  const [id, fields] = entry as [string, string[]];
  const [, origin = '', , firstEvent, , host, , items = '', , json = '[]'] = fields;
  const own = ownChanges(origin);
  const parsed = own === undefined ? (JSON.parse(json) as Change[]) : [];
  const changes = items.split(',').map((number, index) => {
    const item = Number(number);
    return { item, change: own?.get(item) ?? parsed[index] ?? {} };
  });
  return {
    seq: Number.parseInt(id, 10),
    origin,
    firstEvent: Number(firstEvent),
    host: Number(host),
    changes,
  };
}
