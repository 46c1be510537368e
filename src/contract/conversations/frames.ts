/** A turn as a stream: one `TurnStreamEvent` a frame, the tokens paced on the clock. */
import type { Turn } from '../../world/conversations.ts';
import type { Taken } from '../../world/operations/turns.ts';
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

/** The frames of a turn that was taken: it is recorded already, whoever reads them or not. */
export function turnFrames(
  world: World,
  workspaceId: string,
  taken: Taken,
  withToolCalls: boolean,
): Frames {
  return async function* frames(signal) {
    const { output, reply } = taken;
    const delayMs = reply?.tokenDelayMs ?? 0;

    async function* tokenFrames(text: string): AsyncGenerator<string> {
      for (const token of tokens(text)) {
        if (delayMs > 0) await world.sleep(workspaceId, delayMs, signal);
        if (signal.aborted) return;
        yield frame('token', { text: json(token) });
      }
    }

    if (reply?.thinking != null) {
      const { tier, tierName } = reply.thinking;
      yield frame('thinking', { tier: json(tier), tier_name: json(tierName) });
    }
    for (const turn of output) {
      if (withToolCalls) yield* toolCallFrames(turn);
      yield* tokenFrames(turn.text);
      yield frame('message', { role: json(turn.role), text: json(turn.text) });
    }
    if (reply?.error == null) {
      yield doneFrame(taken);
      return;
    }
    yield* tokenFrames(reply.text);
    const { message, code, retryable, statusCode } = reply.error;
    yield frame('error', {
      message: json(message),
      code: json(code),
      retryable: json(retryable),
      status_code: json(statusCode),
    });
  };
}
