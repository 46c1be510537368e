/** Tasks in memory. */
import type { Clocks, NextTask, Plan, Planned, Task, WorkspaceId } from '../ports/store.ts';
import { taskKey } from '../task-key.ts';
import { type Handle, TimeQueue } from '../time-queue.ts';

/** The tasks, with methods for the store that owns them. */
export interface MemoryTasks {
  next(): NextTask | undefined;
  listen(wake: (inMs: number) => void): () => void;
  /** Tells listeners when the next task is due, after a clock was changed. */
  wake(): void;
  /** Plans a task, replacing the same task; a time of null cancels it. */
  plan(workspaceId: WorkspaceId, plan: Plan): void;
  /** Whether a task is planned for that time. */
  isPlanned(workspaceId: WorkspaceId, planned: Planned): boolean;
  /** Removes a task if it is planned for that time; false if it is not. */
  claim(workspaceId: WorkspaceId, planned: Planned): boolean;
  /** The planned tasks of a workspace. */
  of(workspaceId: WorkspaceId): readonly Planned[];
  /** Moves a workspace's tasks to its new clock. */
  follow(workspaceId: WorkspaceId): void;
  drop(workspaceId: WorkspaceId): void;
}

/** Makes an empty set of tasks. */
export function createMemoryTasks(clocks: Pick<Clocks, 'isOwn' | 'state'>): MemoryTasks {
  const queue = new TimeQueue<Task>(clocks);
  const planned = new Map<WorkspaceId, Map<string, Handle<Task>>>();
  const wakers = new Set<(inMs: number) => void>();

  function remove(workspaceId: WorkspaceId, key: string): void {
    const here = planned.get(workspaceId);
    const handle = here?.get(key);
    if (here === undefined || handle === undefined) return;
    queue.remove(handle);
    here.delete(key);
    if (here.size === 0) planned.delete(workspaceId);
  }

  const isPlanned = (workspaceId: WorkspaceId, { at, task }: Planned): boolean =>
    planned.get(workspaceId)?.get(taskKey(task))?.at === at;

  return {
    next() {
      const next = queue.next();
      if (next === undefined) return undefined;
      const { workspaceId, at, value: task, inMs, until } = next;
      return { workspaceId, at, task, inMs, until };
    },
    listen(wake) {
      wakers.add(wake);
      return () => void wakers.delete(wake);
    },
    wake() {
      const inMs = queue.next()?.inMs;
      if (inMs !== undefined) for (const wake of wakers) wake(inMs);
    },
    plan(workspaceId, { task, at }) {
      const key = taskKey(task);
      remove(workspaceId, key);
      if (at === null) return;
      const handle = queue.add(workspaceId, at, task);
      const here = planned.get(workspaceId) ?? new Map<string, Handle<Task>>();
      planned.set(workspaceId, here.set(key, handle));
      if (wakers.size === 0) return;
      const inMs = queue.inMs(handle);
      for (const wake of wakers) wake(inMs);
    },
    isPlanned,
    claim(workspaceId, one) {
      if (!isPlanned(workspaceId, one)) return false;
      remove(workspaceId, taskKey(one.task));
      return true;
    },
    of: (workspaceId) =>
      [...(planned.get(workspaceId)?.values() ?? [])].map(({ value, at }) => ({ task: value, at })),
    follow: (workspaceId) => queue.follow(workspaceId),
    drop(workspaceId) {
      queue.drop(workspaceId);
      planned.delete(workspaceId);
    },
  };
}
