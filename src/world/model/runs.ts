/** Runs: the calls and the text conversations of a workspace, with one kind of id. */
import { nameUuid } from '../ports/ids.ts';
import { type CallRecord, type CallSid, endsAt } from './calls.ts';
import { type ConversationRecord, idlesAt, isSessionActive } from './conversations.ts';

/** A call or a text conversation. */
export type Run =
  | { readonly kind: 'call'; readonly call: CallRecord }
  | { readonly kind: 'conversation'; readonly conversation: ConversationRecord };

/** The id of a call as a run: a UUID, always the same for a workspace and a call sid (decided). */
export const callRunId = (workspaceId: string, callSid: CallSid): string =>
  nameUuid(workspaceId, `run ${callSid}`);

/** When a run began, in milliseconds since 1970. */
export const runStartedAt = (run: Run): number =>
  run.kind === 'call' ? run.call.startedAt : run.conversation.createdAt;

/** When a run ended, in milliseconds since 1970; null while it is live. */
export function runEndedAt(run: Run, now: number): number | null {
  if (run.kind === 'call') {
    const end = endsAt(run.call);
    return end <= now ? end : null;
  }
  const { conversation } = run;
  if (isSessionActive(conversation, now)) return null;
  return conversation.closedAt ?? idlesAt(conversation);
}

/** The id of what a run is made of: a call sid or a conversation id, with its kind. */
export const sourceOf = (run: Run): string =>
  run.kind === 'call'
    ? `call ${run.call.callSid}`
    : `conversation ${run.conversation.conversationId}`;

/**
 * The runs that have begun by a time, newest first. `calls` are oldest first; conversations in order of creation.
 * Of the same time, a call comes before a conversation, and a later one of a kind before an earlier one (decided).
 */
export function* newestFirst(
  calls: readonly CallRecord[],
  conversations: readonly ConversationRecord[],
  now: number,
): Generator<Run, void> {
  // A clock may have been set back since.
  const talks = conversations.toReversed().sort((a, b) => b.createdAt - a.createdAt);
  let next = 0;
  function* talksAfter(time: number): Generator<Run, void> {
    for (; next < talks.length; next++) {
      const conversation = talks[next] as ConversationRecord;
      if (conversation.createdAt <= time) return;
      yield { kind: 'conversation', conversation };
    }
  }
  for (let i = calls.length - 1; i >= 0; i--) {
    const call = calls[i] as CallRecord;
    if (call.startedAt > now) continue;
    yield* talksAfter(call.startedAt);
    yield { kind: 'call', call };
  }
  yield* talksAfter(-Infinity);
}
