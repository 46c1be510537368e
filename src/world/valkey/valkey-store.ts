/**
 * A store on a Valkey or Redis server, for several processes. Each process has a replica of what it uses. A rule runs
 * on the replica; the server commits its decision if nothing that it read has changed meanwhile, and otherwise
 * the rule runs again. No process is special, and any of them may die at any time.
 */

import type { EventLog } from '../model/events.ts';
import type { JournalLog } from '../model/journal.ts';
import { redacted } from '../model/redaction.ts';
import { settingOf } from '../ports/clock.ts';
import { createIds, type Ids } from '../ports/ids.ts';
import type {
  Contents,
  Kind,
  Listed,
  NextTask,
  Reads,
  Records,
  Rule,
  Store,
  WorkspaceId,
} from '../ports/store.ts';
import { withOwnLists } from '../space.ts';
import { ClockChanging } from './clock-change.ts';
import { Deciding } from './deciding.ts';
import type { Hub } from './hub.ts';
import { sizeOf } from './item-of.ts';
import type { Keys } from './keys.ts';
import { createLeases } from './leases.ts';
import type { Link } from './link.ts';
import type { LoadedWorkspace } from './loaded-workspace.ts';
import type { Contribution } from './pending.ts';
import { createSharedJournal } from './shared-journal.ts';
import { type NewWorkspace, WorldReplacing } from './world-replacement.ts';

/** Workspaces of at most this many records are written in the commit that makes them. */
const AT_ONCE = 200;

/** What a store is made of. */
export interface ValkeyStoreParts {
  readonly hub: Hub;
  readonly link: Link;
  readonly keys: Keys;
  /** Releases the connection. */
  close(): Promise<void>;
}

/** Makes the store over an open hub. */
export function createValkeyStore({ close, hub, keys, link }: ValkeyStoreParts): Store {
  const { replica } = hub;
  const { clocks, events } = replica;

  const decide: Store['decide'] = <const R extends Reads, T>(
    workspaceId: WorkspaceId,
    reads: R,
    rule: Rule<R, T>,
  ) =>
    new Promise<T>((resolve, reject) => {
      hub.add(new Deciding(hub, { workspaceId, reads, rule, resolve, reject }));
    });

  /** Commits what depends on nothing. */
  const commit = (what: () => Contribution): Promise<void> =>
    new Promise((resolve, reject) => {
      hub.add({ contribute: what, committed: resolve, failed: reject });
    });

  const sharedEvents: EventLog = {
    get lastId() {
      return events.lastId;
    },
    get listeners() {
      return events.listeners;
    },
    next: events.next,
    after: events.after,
    bytesAfter: events.bytesAfter,
    gapAfter: events.gapAfter,
    announce: (event) => commit(() => ({ announced: event })),
    catchUp: () => hub.fresh(),
    listen: events.listen,
  };

  const write: JournalLog['write'] = (entry) => {
    const { workspaceId } = entry;
    if (workspaceId === null) return undefined;
    // What leaves the process has no credentials.
    return commit(() => ({ noted: { ...redacted(entry), workspaceId } }));
  };

  const contentsFrom = (workspaceId: WorkspaceId, { space }: LoadedWorkspace): Contents => ({
    ...space.contents(),
    tasks: replica.tasks.of(workspaceId),
    clock: clocks.isOwn(workspaceId) ? settingOf(clocks.state(workspaceId)) : null,
  });

  async function contents(workspaceId: WorkspaceId): Promise<Contents | undefined> {
    const loaded = await hub.contentsOf(workspaceId);
    return loaded.generation === '' ? undefined : contentsFrom(workspaceId, loaded);
  }

  const ids = ownIds(hub);

  return {
    decide,
    async read(workspaceId, reads) {
      const { space } = await hub.contentsOf(workspaceId);
      return withOwnLists(space.find(reads));
    },
    async list<K extends Kind>(workspaceId: WorkspaceId, kind: K): Promise<Listed<Records[K]>> {
      return (await hub.contentsOf(workspaceId)).space.list(kind);
    },
    contents,
    async workspaces() {
      await hub.fresh();
      return replica.workspaces;
    },
    async everything() {
      await hub.fresh();
      const all = await Promise.all(replica.workspaces.map(contents));
      return {
        workspaces: all.filter((one) => one !== undefined),
        clock: settingOf(clocks.state(null)),
      };
    },
    async workspacesOfKey(token) {
      await hub.fresh();
      return replica.keys.workspacesOf(token);
    },
    async replaceAll(workspaces, clock) {
      await hub.fresh();
      const written: NewWorkspace[] = [];
      let size = 0;
      for (const [workspaceId, one] of workspaces) {
        size += sizeOf(one);
        const generation = size > AT_ONCE ? await hub.stage(workspaceId, one) : null;
        written.push({ workspaceId, contents: one, generation });
      }
      await new Promise<void>((resolve, reject) => {
        hub.add(new WorldReplacing(hub, written, clock, resolve, reject));
      });
    },
    draws: (workspaceId) => (workspaceId === null ? ids : ids.scope(workspaceId)),
    clocks: {
      now: clocks.now,
      state: clocks.state,
      isOwn: clocks.isOwn,
      async change(workspaceId, change) {
        await hub.fresh();
        return new Promise((resolve, reject) => {
          hub.add(new ClockChanging(hub, workspaceId, change, resolve, reject));
        });
      },
    },
    tasks: {
      next: replica.tasks.next,
      async of(workspaceId) {
        await hub.fresh();
        return replica.tasks.of(workspaceId);
      },
      listen: replica.tasks.listen,
      perform: <const R extends Reads>(task: NextTask, reads: R, rule: Rule<R, void>) =>
        new Promise<boolean>((resolve, reject) => {
          const question = {
            workspaceId: task.workspaceId,
            reads,
            rule,
            task,
            resolve: () => resolve(true),
            missed: () => resolve(false),
            reject,
          };
          hub.add(new Deciding<R, void>(hub, question));
        }),
    },
    events: sharedEvents,
    journal: createSharedJournal(link, keys, () => hub.fresh(), write),
    newLease: createLeases(hub.process),
    onOrphan: (remove) => hub.liveness.onOrphan(remove),
    close,
  };
}

/** Draws outside of rules: each process has its own, so that no two draw the same. */
function ownIds({ process, seed }: Hub): Ids {
  if (seed === undefined) return createIds();
  return createIds(process === 1 ? seed : `${seed}\0process ${process}`);
}
