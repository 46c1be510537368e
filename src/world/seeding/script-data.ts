/** Converts a script between fixture data and the world's form. */

import type { Reply, Script, ToolCall } from '../model/script.ts';
import type { AgentScript } from './fixture-types.ts';

type ReplyData = AgentScript['rules'][number]['reply'];
type ToolCallData = NonNullable<ReplyData['tool_calls']>[number];

function toolCallOf(data: ToolCallData): ToolCall {
  return {
    toolName: data.tool_name,
    input: data.input ?? {},
    result: data.result ?? '',
    succeeded: data.succeeded ?? true,
    durationMs: data.duration_ms ?? null,
  };
}

function replyOf({ text, tool_calls, token_delay_ms, ...data }: ReplyData): Partial<Reply> {
  const { thinking, background, error } = data;
  return {
    ...(text !== undefined && { text }),
    ...(tool_calls !== undefined && { toolCalls: tool_calls.map(toolCallOf) }),
    ...(token_delay_ms !== undefined && { tokenDelayMs: token_delay_ms }),
    ...(thinking && { thinking: { tier: thinking.tier, tierName: thinking.tier_name } }),
    ...(background && {
      background: { text: background.text, afterSeconds: background.after_seconds },
    }),
    ...(error && {
      error: {
        message: error.message,
        code: error.code ?? 'unknown',
        retryable: error.retryable ?? false,
        statusCode: error.status_code ?? null,
      },
    }),
  };
}

function replyData({ text, toolCalls, tokenDelayMs, ...reply }: Partial<Reply>): ReplyData {
  const { thinking, background, error } = reply;
  return {
    ...(text !== undefined && { text }),
    ...(toolCalls !== undefined && {
      tool_calls: toolCalls.map((call) => ({
        tool_name: call.toolName,
        input: { ...call.input },
        result: call.result,
        succeeded: call.succeeded,
        duration_ms: call.durationMs,
      })),
    }),
    ...(tokenDelayMs !== undefined && { token_delay_ms: tokenDelayMs }),
    ...(thinking && { thinking: { tier: thinking.tier, tier_name: thinking.tierName } }),
    ...(background && {
      background: { text: background.text, after_seconds: background.afterSeconds },
    }),
    ...(error && {
      error: {
        message: error.message,
        code: error.code,
        retryable: error.retryable,
        status_code: error.statusCode,
      },
    }),
  };
}

/** Fixture data as a script. */
export function scriptOf({ rules }: AgentScript): Script {
  return { rules: rules.map(({ match, reply }) => ({ match, reply: replyOf(reply) })) };
}

/** A script as fixture data, with all defaults written out. */
export function scriptData({ rules }: Script): AgentScript {
  return { rules: rules.map(({ match, reply }) => ({ match, reply: replyData(reply) })) };
}
