/** A run by its id. */
import { pacer } from '../../world/checks.ts';
import { callRunId, newestFirst, type Run } from '../../world/model/runs.ts';
import type { World } from '../../world/world.ts';

/** The run with an id, live or ended, and the time at which it was read; undefined if there is none. */
export async function findRun(
  world: World,
  workspaceId: string,
  runId: string,
): Promise<{ readonly run: Run; readonly now: number } | undefined> {
  // From the list, because reading a conversation delivers its background results.
  const conversations = await world.listConversations(workspaceId);
  const conversation = conversations.find((one) => one.conversationId === runId);
  const { at: now, calls } = await world.callsByAge(workspaceId);
  if (conversation !== undefined) return { run: { kind: 'conversation', conversation }, now };
  // The id of a call is found by making the ids of all.
  const pause = pacer();
  for (const run of newestFirst(calls, [], now)) {
    const waiting = pause();
    if (waiting !== undefined) await waiting;
    if (run.kind === 'call' && callRunId(workspaceId, run.call.callSid) === runId) {
      return { run, now };
    }
  }
  return undefined;
}
