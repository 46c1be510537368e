/**
 * A store that does to a world what a store far away does: everything it gives is a copy that cannot be
 * changed, each rule runs twice and its first decision is thrown away, commits and announcements come late,
 * and every few commits the reply is lost, so that the same operation is sent again.
 */

import type { MaybePromise } from '../../src/world/maybe-promise.ts';
import type { Listener, NumberedEvent } from '../../src/world/model/events.ts';
import { replayable } from '../../src/world/moment.ts';
import type {
  Decision,
  Found,
  Kind,
  Reads,
  Rule,
  Store,
  WorkspaceId,
} from '../../src/world/ports/store.ts';

/** Every so many commits the reply is lost. */
const LOST_EVERY = 3;

const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) frozen(one);
  }
  return value;
}

/** A copy that cannot be changed. */
const copy = <T>(value: T): T => frozen(structuredClone(value));

/** A hostile store over another. */
export function createHostileStore(inner: Store): Store {
  const listeners = new Set<Listener>();
  const waiting: NumberedEvent[] = [];
  let commits = 0;
  let announcing: Promise<void> | undefined;

  inner.events.listen((numbered) => {
    waiting.push(copy(numbered));
    announcing ??= announce();
  });

  /** Lets what was announced be heard, in order, a little later. */
  async function announce(): Promise<void> {
    await later();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      for (const listener of listeners) listener(next);
    }
    announcing = undefined;
  }

  /** The rule as it runs far away: on copies, twice, and what it decided first is thrown away. */
  function twice<R extends Reads, T>(rule: Rule<R, T>): Rule<R, T> {
    return (found, moment) => {
      const same = replayable(moment);
      rule(copy(found) as Found<R>, same);
      same.rewind();
      const decision = rule(copy(found) as Found<R>, same);
      return copy(decision) as Decision<T>;
    };
  }

  /** Commits; should the reply be lost, asks again under the same operation id, which was applied already. */
  async function commit<T>(run: () => MaybePromise<T>): Promise<T> {
    await later();
    const applied = await run();
    if (++commits % LOST_EVERY === 0) await later();
    if (announcing !== undefined) await announcing;
    return copy(applied);
  }

  return {
    decide: (workspaceId, reads, rule) =>
      commit(() => inner.decide(workspaceId, copy(reads), twice(rule))),
    async read(workspaceId, reads) {
      await later();
      return copy(await inner.read(workspaceId, reads)) as never;
    },
    async list<K extends Kind>(workspaceId: WorkspaceId, kind: K) {
      await later();
      return copy(await inner.list(workspaceId, kind));
    },
    async contents(workspaceId) {
      await later();
      return copy(await inner.contents(workspaceId));
    },
    async everything() {
      await later();
      return copy(await inner.everything());
    },
    async workspaces() {
      await later();
      return copy(await inner.workspaces());
    },
    async workspacesOfKey(token) {
      await later();
      return copy(await inner.workspacesOfKey(token));
    },
    replaceAll: (workspaces, clock) =>
      commit(() => inner.replaceAll(structuredClone(workspaces), copy(clock))),
    draws: inner.draws,
    clocks: {
      now: inner.clocks.now,
      state: inner.clocks.state,
      isOwn: inner.clocks.isOwn,
      change: (workspaceId, change) => commit(() => inner.clocks.change(workspaceId, change)),
    },
    tasks: {
      async next() {
        await later();
        return copy(await inner.tasks.next());
      },
      async of(workspaceId) {
        await later();
        return copy(await inner.tasks.of(workspaceId));
      },
      perform: (task, reads, rule) => commit(() => inner.tasks.perform(task, reads, twice(rule))),
      listen: inner.tasks.listen,
    },
    events: {
      get lastId() {
        return inner.events.lastId;
      },
      get listeners() {
        return listeners.size;
      },
      next: (after, workspaceId) => copy(inner.events.next(after, workspaceId)),
      after: (id, workspaceId) => copy(inner.events.after(id, workspaceId)),
      bytesAfter: inner.events.bytesAfter,
      gapAfter: inner.events.gapAfter,
      announce: inner.events.announce,
      listen(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    journal: {
      write: (entry) => inner.journal.write(structuredClone(entry)),
      async read(workspaceId) {
        await later();
        return copy(await inner.journal.read(workspaceId));
      },
      clear: (workspaceId) => commit(() => inner.journal.clear(workspaceId)),
    },
    newLease: inner.newLease,
    close: inner.close,
  };
}
