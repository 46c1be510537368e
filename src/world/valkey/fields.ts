/** The names of records and logs in the hashes of a workspace. */
import type { Kind, LogName, Planned, Task } from '../ports/store.ts';

/** The name of a record. */
export const recordField = (kind: Kind, id: string): string => `${kind} ${id}`;

/** The name of a log. */
export const logField = (log: LogName, id: string): string => `log:${log} ${id}`;

/** The name of the number of records of a kind. */
export const countField = (kind: Kind): string => `count ${kind}`;

/** Splits the name of a record or a log: what it is, and its id. */
export function splitField(field: string): readonly [string, string] {
  const space = field.indexOf(' ');
  const what = field.slice(0, space);
  return [what.startsWith('log:') ? what.slice(4) : what, field.slice(space + 1)];
}

/** The task of a name, with its time. */
export function plannedOf(field: string, at: string): Planned {
  const [kind, id] = splitField(field);
  const task =
    kind === 'idle' || kind === 'background' ? { kind, conversationId: id } : { kind, callSid: id };
  return { task: task as Task, at: Number(at) };
}
