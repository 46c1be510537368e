/** The name of a task in its workspace: planning one of the same name replaces it. */
import type { Task } from './ports/store.ts';

/** The name of a task: its kind, and the call or conversation that it is about. */
export const taskKey = (task: Task): string =>
  `${task.kind} ${'callSid' in task ? task.callSid : task.conversationId}`;
