/** A turn as a stream: one `TurnStreamEvent` a frame, the tokens paced on the clock. */
import type { Turn } from '../../world/conversations.ts';
import type { Taken } from '../../world/operations/turns.ts';
import type { Reply } from '../../world/script.ts';
import type { World } from '../../world/world.ts';
import type { Frames } from '../operation.ts';
import { writeObject } from '../wire/object.ts';
import { durationText, exchangeFields, latestExchange, statusOf } from './views.ts';

const json = JSON.stringify as (value: string | number | boolean | null) => string;

/** One frame; `fields` are JSON text, and `event` stands first in the data, too. */
function frame(event: string, fields: Readonly<Record<string, string>>): string {
  return `event: ${event}\ndata: ${writeObject({ event: json(event), ...fields })}\n\n`;
}

/** A text in tokens: words with the space that follows them. */
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

function doneFrame({ conversation, pending }: Taken): string {
  const { conversationId } = conversation;
  const exchange = exchangeFields(conversationId, latestExchange(conversation));
  return frame('done', {
    conversation_id: json(conversationId),
    status: json(statusOf(conversation)),
    turn_count: json(conversation.turns.length),
    background_pending: json(pending),
    delivery_protocol_version: 'null',
    turn_id: json(exchange.turn_id),
    turn_index: json(exchange.turn_index),
  });
}

/** What a stream ends with when the agent fails. */
function errorFrame({ message, code, retryable, statusCode }: NonNullable<Reply['error']>): string {
  return frame('error', {
    message: json(message),
    code: json(code),
    retryable: json(retryable),
    status_code: json(statusCode),
  });
}

/** How a stream ends whose conversation is removed meanwhile: as one whose backend went away (decided). */
const interrupted = errorFrame({
  message: 'The conversation is gone.',
  code: 'stream_interrupted',
  retryable: false,
  statusCode: null,
});

/**
 * The times of a stream's tokens: token k is due k delays after the stream began, however late those
 * before it were read, so that one advance of the clock brings all that are due by then.
 */
function createPace(world: World, workspaceId: string, taken: Taken, signal: AbortSignal) {
  const delayMs = taken.reply?.tokenDelayMs ?? 0;
  const { conversationId } = taken.conversation;
  const beganAt = world.now(workspaceId);
  let count = 0;
  // A workspace that is removed and made again does not have it any more.
  const exists = async () =>
    (await world.store.get('conversation', workspaceId, conversationId)) !== undefined;
  /** Waits for the next token. False when none comes any more. */
  return async (): Promise<boolean> => {
    if (delayMs === 0) return !signal.aborted;
    const dueAt = beganAt + ++count * delayMs;
    if (!(await exists())) return false;
    if (await world.sleep(workspaceId, dueAt - world.now(workspaceId), signal)) return true;
    // An emulator that closes finishes what is under way.
    return !signal.aborted && exists();
  };
}

/** The frames of a turn that was taken: it is recorded already, whoever reads them or not. */
export function turnFrames(
  world: World,
  workspaceId: string,
  taken: Taken,
  withToolCalls: boolean,
): Frames {
  return async function* frames(signal) {
    const { output, reply } = taken;
    const isDue = createPace(world, workspaceId, taken, signal);

    /** The frames of a text's tokens. Returns whether all have come. */
    async function* tokenFrames(text: string): AsyncGenerator<string, boolean> {
      for (const token of tokens(text)) {
        if (!(await isDue())) return false;
        yield frame('token', { text: json(token) });
      }
      return true;
    }

    if (reply?.thinking != null) {
      const { tier, tierName } = reply.thinking;
      yield frame('thinking', { tier: json(tier), tier_name: json(tierName) });
    }
    let whole = true;
    for (const turn of output) {
      if (withToolCalls) yield* toolCallFrames(turn);
      whole = yield* tokenFrames(turn.text);
      if (!whole) break;
      yield frame('message', { role: json(turn.role), text: json(turn.text) });
    }
    if (whole && reply?.error != null) whole = yield* tokenFrames(reply.text);
    if (!whole) {
      if (!signal.aborted) yield interrupted;
    } else if (reply?.error == null) yield doneFrame(taken);
    else yield errorFrame(reply.error);
  };
}
