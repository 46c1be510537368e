/** A workspace that is being made: acts are applied to it one after the other, and nobody sees it before it is whole. */
import type { Act } from './act.ts';
import type { WorldEvent } from './model/events.ts';
import type { Contents, Moment, Plan, Planned, Reads, Task } from './ports/store.ts';
import { Space } from './space.ts';

/** A draft. */
export interface Draft {
  /** Applies what an act decides. Returns its result. */
  apply<const R extends Reads, T>(act: Act<R, T>): T;
  /** Everything that is in it by now. */
  contents(): Contents;
  /** What was announced on the way. */
  readonly events: readonly WorldEvent[];
}

const keyOf = (task: Task): string => JSON.stringify(task);

/** An empty draft of one moment. */
export function createDraft(moment: Moment): Draft {
  const space = new Space();
  const tasks = new Map<string, Planned>();
  const events: WorldEvent[] = [];

  function plan({ task, at }: Plan): void {
    if (at === null) tasks.delete(keyOf(task));
    else tasks.set(keyOf(task), { task, at });
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
