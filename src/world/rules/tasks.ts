/** Runs tasks that are due. */
import type { Act } from '../act.ts';
import type { NextTask, Reads, Store } from '../ports/store.ts';
import { reachEnd, reachState } from './calls.ts';
import { respond } from './injections.ts';
import { reachIdle } from './sessions.ts';
import { reachResult } from './turns.ts';

/** Commits the decision of a task's rule and removes the task. False if the task was no longer planned. */
export function performTask(store: Pick<Store, 'tasks'>, next: NextTask): Promise<boolean> {
  const perform = <R extends Reads>({ reads, rule }: Act<R, void>) =>
    store.tasks.perform<R>(next, reads, rule);
  const { task } = next;
  switch (task.kind) {
    case 'respond':
      return perform(respond(next, task.callSid));
    case 'state':
      return perform(reachState(next, task.callSid));
    case 'end':
      return perform(reachEnd(next, task.callSid));
    case 'idle':
      return perform(reachIdle(next, task.conversationId));
    case 'background':
      return perform(reachResult(next, task.conversationId));
  }
}
