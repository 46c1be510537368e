/**
 * A store that is somewhere else: each request takes its time to get there, and each reply to come back,
 * in an order that fast-check chooses. What it does, it does at once.
 */
import type fc from 'fast-check';
import type { Store } from '../../src/world/ports/store.ts';

/** A far store over a near one. */
export function farStore(s: fc.Scheduler, near: Store): Store {
  const far =
    <A extends unknown[], T>(name: string, what: (...args: A) => T | Promise<T>) =>
    async (...args: A): Promise<T> => {
      await s.schedule(Promise.resolve(), `${name} goes`);
      const result = await what(...args);
      await s.schedule(Promise.resolve(), `${name} comes back`);
      return result;
    };
  return {
    ...near,
    read: far('read', near.read) as Store['read'],
    list: far('list', near.list) as Store['list'],
    decide: far('decide', near.decide) as Store['decide'],
  };
}
