/** A run by its id. */
import { callRunId, type Run } from '../../world/model/runs.ts';
import type { World } from '../../world/world.ts';
import { callWithId } from '../calls/derived-id.ts';

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
  const call = await callWithId(calls, (callSid) => callRunId(workspaceId, callSid), runId);
  return call === undefined || call.startedAt > now
    ? undefined
    : { run: { kind: 'call', call }, now };
}
