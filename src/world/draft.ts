/** A draft of a workspace: acts are applied one after the other, and nobody sees it before it is complete. */
import type { Act } from './act.ts';
import type { WorldEvent } from './model/events.ts';
import type { Contents, Moment, Plan, Planned, Reads } from './ports/store.ts';
import { Space } from './space.ts';
import { taskKey } from './task-key.ts';

/** A workspace that is not committed yet. */
export interface Draft {
  /** Applies the decision of an act. Returns its result. */
  apply<const R extends Reads, T>(act: Act<R, T>): T;
  /** The current contents. */
  contents(): Contents;
  /** The events announced so far. */
  readonly events: readonly WorldEvent[];
}

/** An empty draft; all acts use the same moment. */
export function createDraft(moment: Moment): Draft {
  const space = new Space();
  const tasks = new Map<string, Planned>();
  const events: WorldEvent[] = [];

  function plan({ task, at }: Plan): void {
    if (at === null) tasks.delete(taskKey(task));
    else tasks.set(taskKey(task), { task, at });
  }

  return {
    apply({ reads, rule }) {
      const decision = rule(space.find(reads), moment);
      for (const one of decision.put ?? []) space.put(one);
      for (const one of decision.rewrite ?? []) space.rewrite(one);
      for (const one of decision.append ?? []) space.append(one);
      for (const one of decision.plan ?? []) plan(one);
      events.push(...(decision.emit ?? []));
      return decision.result;
    },
    contents: () => ({ ...space.contents(), tasks: [...tasks.values()], clock: null }),
    events,
  };
}
