/** Opens a world on a server: makes an empty one if there is none, and reads what every process knows of it. */
import { randomUUID } from 'node:crypto';
import { type ClockPosition, followingHost } from '../ports/clock.ts';
import type { WorkspaceId } from '../ports/store.ts';
import { readCommit } from './change.ts';
import { plannedOf } from './fields.ts';
import type { Keys } from './keys.ts';
import { type Link, LOAD_MS } from './link.ts';
import { OPEN } from './load-scripts.ts';
import { comparePlaces, placeOf } from './order.ts';
import { pairsOf } from './pairs.ts';
import type { Counters, Described, Replica } from './replica.ts';
import { StoreError } from './store-error.ts';

/** Commits that are read at once. */
const PART = 1_000;

/** The settings of a world that does not exist yet. */
export interface NewWorld {
  readonly seed: string | undefined;
  readonly clock: ClockPosition;
}

/** A world that was opened. */
export interface Opened {
  /** The id of the world: another one if the server lost the world and somebody made a new one. */
  readonly worldId: string;
  /** The number of this process. */
  readonly process: number;
  readonly seed: string | undefined;
  /** Whether the first workspaces were made. */
  readonly isMade: boolean;
  readonly workspaces: readonly Described[];
  readonly counters: Counters;
  readonly clocks: ReadonlyMap<string, ClockPosition>;
}

type Contents = [WorkspaceId, string, string, string[], string[]];

function described([workspaceId, generation, , tasks, tokens]: Contents): Described {
  const planned = pairsOf(tasks).map(([field, at]) => plannedOf(field, at));
  return { workspaceId, generation, tasks: planned, tokens };
}

/** Opens the world. `process`: the number of a process that opens it again. */
export async function openWorld(
  link: Link,
  keys: Keys,
  { clock, seed }: NewWorld,
  process?: number,
): Promise<Opened> {
  const args = [keys.base, randomUUID(), seed ?? '', JSON.stringify(clock), String(process ?? '')];
  const reply = await link.run(OPEN, args, LOAD_MS);
  if (reply[0] === 'format') {
    const found = String(reply[1]);
    throw new StoreError(
      'wrong_version',
      `The world under ${keys.base} has format ${found}, which this version does not know. Use another prefix, or remove it with: sessions-emulator store flush`,
    );
  }
  const [, number, fields, clocks, draws, contents] = reply as [
    string,
    string,
    string[],
    string[],
    string[],
    Contents[],
  ];
  const world = new Map(pairsOf(fields));
  const inOrder = contents
    .map((one) => ({ one, at: placeOf(one[2]) }))
    .sort((a, b) => comparePlaces(a.at, b.at))
    .map(({ one }) => described(one));
  return {
    worldId: world.get('id') ?? '',
    process: Number(number),
    seed: world.get('seed') || undefined,
    isMade: world.has('made'),
    workspaces: inOrder,
    counters: {
      seq: Number(world.get('seq')),
      clockVersion: world.get('clockVersion') ?? '0',
      workspacesVersion: world.get('workspacesVersion') ?? '0',
      draws: new Map(pairsOf(draws).map(([stream, count]) => [stream, Number(count)])),
    },
    clocks: new Map(pairsOf(clocks).map(([owner, json]) => [owner, JSON.parse(json)])),
  };
}

/** Brings a replica to what was opened. */
export function begin(replica: Replica, { clocks, counters, workspaces }: Opened): void {
  const world = clocks.get('world') ?? followingHost(replica.clocks.host());
  replica.clocks.set(null, world);
  replica.begin(workspaces, counters);
  for (const [owner, position] of clocks) {
    if (owner !== 'world') replica.placeClock(owner, position);
  }
}

/**
 * Reads the events of the commits that are kept. Those that this process has not heard are announced.
 */
export async function readHistory(link: Link, keys: Keys, replica: Replica): Promise<void> {
  const { events } = replica;
  const heard = events.lastId;
  const most = String(replica.seq);
  let last = 0;
  for (let isFirst = true, left = PART; left === PART; isFirst = false) {
    const range = ['XRANGE', keys.commits, String(last + 1), most, 'COUNT', String(PART)];
    const entries = (await link.command(range, LOAD_MS)) as unknown[];
    left = entries.length;
    for (const entry of entries) {
      const { changes, firstEvent, origin, seq } = readCommit(entry);
      if (isFirst && last === 0) events.startAfter(firstEvent - 1);
      last = seq;
      if (seq === replica.seq) replica.lastOrigin = origin;
      let id = firstEvent;
      for (const event of changes.flatMap(({ change }) => change.emit ?? [])) {
        if (id > heard && heard > 0) events.record(id, event);
        else events.keep(id, event);
        id++;
      }
    }
  }
  if (last === 0) events.startAfter(0);
}
