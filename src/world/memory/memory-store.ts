/**
 * In-memory store of a world, for this process only. A rule runs synchronously on the stored records, and its
 * decision is committed before anything else can run.
 */
import { isIn, ranges } from '../checks.ts';
import { type Clock, type ClockSetting, changeTo, createClock, settingOf } from '../ports/clock.ts';
import { createIds, type Draws, type Ids } from '../ports/ids.ts';
import type {
  Contents,
  Decision,
  Found,
  Kind,
  Moment,
  Reads,
  Rule,
  Store,
  WorkspaceId,
} from '../ports/store.ts';
import { Space, withOwnLists } from '../space.ts';
import { createMemoryClocks, type MemoryClocks } from './clocks.ts';
import { createMemoryEventLog } from './event-log.ts';
import { createMemoryJournal } from './journal.ts';
import { createKeyIndex } from './key-index.ts';
import { createMemoryTasks } from './tasks.ts';

/** The parts of a memory store. */
export interface MemoryStoreParts {
  /** The world's clock. Default: follows the host. */
  readonly clock?: Clock;
  /** Default: random. */
  readonly ids?: Ids;
}

/** Stands for a workspace that does not exist: reads find nothing. */
const NOWHERE = new Space();

/** The moment of one workspace. */
class MemoryMoment implements Moment {
  now = 0;
  readonly uuid: Moment['uuid'];
  readonly callSid: Moment['callSid'];
  readonly tagged: Moment['tagged'];
  readonly secret: Moment['secret'];
  readonly chance: Moment['chance'];
  readonly #ids: Ids;
  readonly #clocks: Pick<MemoryClocks, 'now'>;
  readonly #spaces: { readonly size: number };

  constructor(ids: Ids, clocks: Pick<MemoryClocks, 'now'>, spaces: { readonly size: number }) {
    this.#ids = ids;
    this.#clocks = clocks;
    this.#spaces = spaces;
    this.uuid = ids.uuid;
    this.callSid = ids.callSid;
    this.tagged = ids.tagged;
    this.secret = ids.secret;
    this.chance = ids.chance;
  }

  get worldNow(): number {
    return this.#clocks.now(null);
  }

  get workspaces(): number {
    return this.#spaces.size;
  }

  get keys(): Draws {
    return this.#ids.scope('keys');
  }
}

/** Makes an empty in-memory store. */
export function createMemoryStore({
  clock: worldClock = createClock(),
  ids = createIds(),
}: MemoryStoreParts = {}): Store {
  const spaces = new Map<WorkspaceId, Space>();
  const clocks = createMemoryClocks(worldClock);
  const tasks = createMemoryTasks(clocks);
  const events = createMemoryEventLog();
  const keys = createKeyIndex();
  const journal = createMemoryJournal((workspaceId) => spaces.has(workspaceId));

  const moments = new Map<WorkspaceId, MemoryMoment>();

  /** The moment of a decision. Rules do not keep it, so a workspace reuses one object. */
  function momentOf(workspaceId: WorkspaceId): Moment {
    let moment = moments.get(workspaceId);
    if (moment === undefined) {
      moment = new MemoryMoment(ids.scope(workspaceId), clocks, spaces);
      // Cache it only for a workspace that exists.
      if (spaces.has(workspaceId)) moments.set(workspaceId, moment);
    }
    moment.now = clocks.now(workspaceId);
    return moment;
  }

  function replace(workspaceId: WorkspaceId, contents: Contents | null): void {
    tasks.drop(workspaceId);
    keys.drop(workspaceId);
    journal.drop(workspaceId);
    clocks.place(workspaceId, contents?.clock ?? null);
    if (contents === null) {
      spaces.delete(workspaceId);
      moments.delete(workspaceId);
      ids.forget(workspaceId);
      return;
    }
    const space = Space.of(contents);
    spaces.set(workspaceId, space);
    for (const { token } of space.list('key').records) keys.add(token, workspaceId);
    for (const planned of contents.tasks) tasks.plan(workspaceId, planned);
  }

  function commit(workspaceId: WorkspaceId, decision: Decision<unknown>): void {
    const { append, emit, plan, put, rewrite } = decision;
    if (decision.replace !== undefined) replace(workspaceId, decision.replace);
    const space = spaces.get(workspaceId);
    if (space === undefined) {
      // A rule must check that the workspace exists before it writes.
      if (put !== undefined || append !== undefined) throw new Error(`no workspace ${workspaceId}`);
    } else {
      if (put !== undefined) {
        for (const one of put) {
          space.put(one);
          if (one[0] === 'key') keys.set(one[1], workspaceId, one[2] !== undefined);
        }
      }
      if (rewrite !== undefined) for (const one of rewrite) space.rewrite(one);
      if (append !== undefined) for (const one of append) space.append(one);
      if (plan !== undefined) for (const one of plan) tasks.plan(workspaceId, one);
    }
    if (emit !== undefined) for (const event of emit) events.announce(event);
  }

  function find<R extends Reads>(workspaceId: WorkspaceId, reads: R): Found<R> {
    return (spaces.get(workspaceId) ?? NOWHERE).find(reads);
  }

  function contentsOf(workspaceId: WorkspaceId, space: Space): Contents {
    const clock = clocks.isOwn(workspaceId) ? clocks.settingOf(workspaceId) : null;
    return { ...space.contents(), tasks: tasks.of(workspaceId), clock };
  }

  return {
    decide<const R extends Reads, T>(workspaceId: WorkspaceId, reads: R, rule: Rule<R, T>): T {
      try {
        const decision = rule(find(workspaceId, reads), momentOf(workspaceId));
        commit(workspaceId, decision);
        return decision.result;
      } finally {
        // What was drawn for a workspace that was not made after all.
        if (!spaces.has(workspaceId)) ids.forget(workspaceId);
      }
    },
    read: (workspaceId, reads) => withOwnLists(find(workspaceId, reads)),
    async list<K extends Kind>(workspaceId: WorkspaceId, kind: K) {
      return (spaces.get(workspaceId) ?? NOWHERE).list<K>(kind);
    },
    async contents(workspaceId) {
      const space = spaces.get(workspaceId);
      return space && contentsOf(workspaceId, space);
    },
    async everything() {
      const workspaces = [...spaces].map(([workspaceId, space]) => contentsOf(workspaceId, space));
      return { workspaces, clock: settingOf(worldClock.state()) };
    },
    async workspaces() {
      return [...spaces.keys()];
    },
    workspacesOfKey: (token) => keys.workspacesOf(token),
    async replaceAll(workspaces: ReadonlyMap<WorkspaceId, Contents>, clock: ClockSetting | null) {
      const removed = [...spaces.keys()];
      for (const workspaceId of removed) replace(workspaceId, null);
      if (clock !== null) worldClock.set(changeTo(clock));
      for (const [workspaceId, contents] of workspaces) replace(workspaceId, contents);
      const at = clocks.now(null);
      for (const workspaceId of removed) {
        events.announce({ type: 'workspace.removed', at, workspaceId });
      }
      if (clock !== null) {
        events.announce({ type: 'clock.changed', at, workspaceId: null, mode: clock.mode });
      }
      for (const workspaceId of workspaces.keys()) {
        events.announce({ type: 'workspace.created', at, workspaceId });
      }
    },
    draws: (workspaceId) =>
      workspaceId === null || !spaces.has(workspaceId) ? ids : ids.scope(workspaceId),
    clocks: {
      now: clocks.now,
      state: clocks.state,
      isOwn: clocks.isOwn,
      async change(workspaceId, change) {
        if (workspaceId !== null && !spaces.has(workspaceId)) return { status: 'not_found' };
        const at = clocks.after(workspaceId, change);
        if (!isIn(at, ranges.clockMs)) return { status: 'out_of_range', at };
        const begins = workspaceId !== null && !clocks.isOwn(workspaceId);
        const clock = clocks.ownOf(workspaceId);
        if (begins) tasks.follow(workspaceId);
        clock.set(change);
        const { mode, now } = clock.state();
        events.announce({ type: 'clock.changed', at: now, workspaceId, mode });
        return { status: 'changed' };
      },
    },
    tasks: {
      next: tasks.next,
      of: tasks.of,
      listen: tasks.listen,
      async perform(task, reads, rule) {
        const { workspaceId } = task;
        if (!tasks.claim(workspaceId, task)) return false;
        commit(workspaceId, rule(find(workspaceId, reads), momentOf(workspaceId)));
        return true;
      },
    },
    events,
    journal,
    newLease: () => Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
    close() {},
  };
}
