/** Take a turn: `POST /v1/{workspace_id}/conversations/{conversation_id}/turns`. */
import type { TakenTurnResult } from '../../world/model/conversations.ts';
import type { Operation, OperationCall } from '../operation.ts';
import { type Outcome, ok, refused } from '../outcome.ts';
import { writeList, writeObject } from '../pydantic/object.ts';
import {
  latestTurnIndex,
  snapshotJson,
  toolCallJson,
  turnFields,
  turnJson,
} from './conversation-json.ts';
import { turnStream } from './frames.ts';
import { notTaken, say, turnDetails } from './turn-request.ts';
import type { TurnQuery, TurnRequest } from './turn-schemas.ts';

/** Maximum wait of `wait_for_final`, in milliseconds of the clock (contract: about 30 s). */
const PATIENCE_MS = 30_000;

/** Whether a client accepts server-sent events. */
function wantsStream(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes('text/event-stream') ?? false;
}

/** A `TurnResponse`. */
function turnResponse(taken: TakenTurnResult, withToolCalls: boolean): string {
  const { at, conversation, output, pending } = taken;
  const { conversationId } = conversation;
  const turnIndex = taken.input?.turnIndex ?? latestTurnIndex(conversation);
  const silence = { role: 'user', text: '', at, turnIndex, toolCalls: [], content: [] } as const;
  const calls = withToolCalls ? output.flatMap((turn) => turn.toolCalls) : [];
  return writeObject({
    turn_id: JSON.stringify(turnFields(conversationId, turnIndex).turn_id),
    input: turnJson(conversation, taken.input ?? silence, withToolCalls),
    output: writeList(output.map((turn) => turnJson(conversation, turn, withToolCalls))),
    tool_calls: writeList(calls.map(toolCallJson)),
    conversation: snapshotJson(conversation),
    background_pending: JSON.stringify(pending),
  });
}

async function answerAtOnce(
  call: OperationCall<TurnRequest, TurnQuery>,
  given: TakenTurnResult,
): Promise<Outcome> {
  const { world, workspaceId, body, query } = call;
  const key = query.poll ? undefined : (call.idempotencyKey ?? undefined);
  if (given.reply?.error != null) return refused(503);
  let taken = given;
  if (taken.pending && body.wait_for_final === true) {
    const waited = call.wait((gone) =>
      world.awaitBackground(workspaceId, given, PATIENCE_MS, gone, key),
    );
    taken = (await waited) ?? given;
  }
  if (taken.pending && body.suppress_filler === true) taken = { ...taken, output: [] };
  return ok(turnResponse(taken, query.include_tool_calls));
}

/** Responds with JSON, or with a stream if the client accepts one. Without a message it polls. */
export const takeTurn: Operation<TurnRequest, TurnQuery> = {
  name: 'take_turn',
  document: 'companions',
  method: 'POST',
  path: '/v1/{workspace_id}/conversations/{conversation_id}/turns',
  body: 'TurnRequest',
  hasIdempotencyKey: true,
  details: turnDetails,
  queryCheck({ accept, body, query }) {
    if (!query.poll) return undefined;
    const wrong = (what: string) => ({
      parameter: 'poll',
      text: `poll=true cannot be combined with ${what}.`,
    });
    if (wantsStream(accept)) return wrong('SSE streaming');
    if (body.message !== '' || body.content != null || body.media_url != null) {
      return wrong('a message');
    }
    if (body.wait_for_final != null) return wrong('wait_for_final');
    return body.suppress_filler == null ? undefined : wrong('suppress_filler');
  },
  async run(call) {
    const { world, workspaceId, params, query } = call;
    if (query.poll) {
      const polled = await world.pollTurns(workspaceId, params.conversation_id as string);
      return polled.status === 'taken' ? answerAtOnce(call, polled) : notTaken(polled);
    }
    const taken = await say(call);
    if (taken.status !== 'taken') return notTaken(taken);
    return wantsStream(call.header('accept'))
      ? turnStream(world, workspaceId, taken, query.include_tool_calls)
      : answerAtOnce(call, taken);
  },
};
