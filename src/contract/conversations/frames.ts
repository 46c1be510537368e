/** Streams a turn: one `TurnStreamEvent` per frame, with tokens delayed on the clock. */

import type { TakenTurnResult, Turn } from '../../world/model/conversations.ts';
import type { Reply } from '../../world/model/script.ts';
import { StoreUnavailable } from '../../world/ports/store.ts';
import type { World } from '../../world/world.ts';
import { type Outcome, streamed } from '../outcome.ts';
import { writeObject } from '../pydantic/object.ts';
import type { Frames } from '../response.ts';
import { durationText, latestTurnIndex, statusOf, turnFields } from './conversation-json.ts';

const json = JSON.stringify as (value: string | number | boolean | null) => string;

/** One frame. `fields` are JSON texts; `event` is also the first field of the data. */
function frame(event: string, fields: Readonly<Record<string, string>>): string {
  return `event: ${event}\ndata: ${writeObject({ event: json(event), ...fields })}\n\n`;
}

/** Splits a text into tokens: words with the space after them. */
export function tokens(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

function* toolCallFrames({ toolCalls }: Turn): Generator<string> {
  for (const call of toolCalls) {
    const named = { tool_name: json(call.toolName), call_id: json(call.callId) };
    yield frame('tool_call_started', { ...named, input: json(JSON.stringify(call.input)) });
    yield frame('tool_call_completed', {
      ...named,
      result: json(call.result),
      succeeded: json(call.succeeded),
      duration_ms: durationText(call.durationMs),
    });
  }
}

function doneFrame({ conversation, pending }: TakenTurnResult): string {
  const { conversationId } = conversation;
  const turn = turnFields(conversationId, latestTurnIndex(conversation));
  return frame('done', {
    conversation_id: json(conversationId),
    status: json(statusOf(conversation)),
    turn_count: json(conversation.turnCount),
    background_pending: json(pending),
    delivery_protocol_version: 'null',
    turn_id: json(turn.turn_id),
    turn_index: json(turn.turn_index),
  });
}

/** The last frame of a stream if the agent fails. */
function errorFrame({ message, code, retryable, statusCode }: NonNullable<Reply['error']>): string {
  return frame('error', {
    message: json(message),
    code: json(code),
    retryable: json(retryable),
    // Left out when there is none, not null.
    ...(statusCode !== null && { status_code: json(statusCode) }),
  });
}

/** The last frame if the conversation is removed during the stream, as for a lost backend (decided). */
const interrupted = errorFrame({
  message: 'The conversation is gone.',
  code: 'stream_interrupted',
  retryable: false,
  statusCode: null,
});

/**
 * The times of a stream's tokens: token k is due k delays after the start, however late earlier ones were read, so
 * that one advance of the clock releases all due tokens.
 */
function createPace(
  world: World,
  workspaceId: string,
  taken: TakenTurnResult,
  signal: AbortSignal,
) {
  const delayMs = taken.reply?.tokenDelayMs ?? 0;
  const { conversationId } = taken.conversation;
  const beganAt = world.now(workspaceId);
  let count = 0;
  // If the workspace was removed and made again, the conversation no longer exists.
  async function exists(): Promise<boolean> {
    try {
      return await world.hasConversation(workspaceId, conversationId);
    } catch (error) {
      // The turn is recorded, and all of its frames are known.
      if (error instanceof StoreUnavailable) return true;
      throw error;
    }
  }
  /** Waits for the next token. False if no more tokens follow. */
  return async (): Promise<boolean> => {
    if (delayMs === 0) return !signal.aborted;
    const dueAt = beganAt + ++count * delayMs;
    if (!(await exists())) return false;
    if (await world.sleep(workspaceId, dueAt - world.now(workspaceId), signal)) return true;
    // A closing emulator finishes its streams.
    return !signal.aborted && exists();
  };
}

/** One frame. If `paced`, it is a token and waits for its time. */
interface Planned {
  readonly text: string;
  readonly paced: boolean;
}

const atOnce = (text: string): Planned => ({ text, paced: false });

/** All frames of a turn in order, for the case without interruption. */
function* plannedFrames(taken: TakenTurnResult, withToolCalls: boolean): Generator<Planned> {
  const { output, reply } = taken;
  const tokenFrame = (token: string) => ({
    text: frame('token', { text: json(token) }),
    paced: true,
  });
  if (reply?.thinking != null) {
    const { tier, tierName } = reply.thinking;
    yield atOnce(frame('thinking', { tier: json(tier), tier_name: json(tierName) }));
  }
  for (const turn of output) {
    if (withToolCalls) for (const text of toolCallFrames(turn)) yield atOnce(text);
    yield* tokens(turn.text).map(tokenFrame);
    yield atOnce(frame('message', { role: json(turn.role), text: json(turn.text) }));
  }
  if (reply?.error == null) yield atOnce(doneFrame(taken));
  else {
    yield* tokens(reply.text).map(tokenFrame);
    yield atOnce(errorFrame(reply.error));
  }
}

/** Streams a turn that is already recorded, so it does not matter whether a client reads the frames. */
export function turnStream(
  world: World,
  workspaceId: string,
  taken: TakenTurnResult,
  withToolCalls: boolean,
): Outcome {
  const planned = [...plannedFrames(taken, withToolCalls)];
  const frames: Frames = async function* (signal) {
    const isDue = createPace(world, workspaceId, taken, signal);
    for (const { text, paced } of planned) {
      if (paced && !(await isDue())) {
        if (!signal.aborted) yield interrupted;
        return;
      }
      yield text;
    }
  };
  return streamed(frames, planned.map(({ text }) => text).join(''));
}
