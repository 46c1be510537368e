/**
 * The scripted agent: the first rule that matches the message gives the reply; without one, the reply quotes
 * the message. Deterministic on purpose.
 */

import { matchesPattern } from './patterns.ts';

/** Which messages a rule matches. */
export type Match =
  | {
      /** The whole message. */
      readonly exact: string;
    }
  | {
      /** A part of the message. */
      readonly contains: string;
    }
  | {
      /** A regular expression in RE2 syntax, without flags. */
      readonly regex: string;
    };

/** A tool call that the agent reports. */
export interface ToolCall {
  /** Name of the tool. */
  readonly toolName: string;
  /** What the tool was called with. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What the tool returned. */
  readonly result: string;
  /** Whether the call of the tool succeeded. */
  readonly succeeded: boolean;
  /** How long it took, in milliseconds; null when that is not known. */
  readonly durationMs: number | null;
}

/** The agent's reply to a message. */
export interface Reply {
  /** What the agent says. Default: the message, quoted; empty with `error`. */
  readonly text: string;
  /** The tools that the agent says it has called. Default: none. */
  readonly toolCalls: readonly ToolCall[];
  /** Milliseconds of the clock before each token of a stream. */
  readonly tokenDelayMs: number;
  /** Background work: `text` is only an acknowledgement, this is the final reply. */
  readonly background: {
    /** The final reply. */
    readonly text: string;
    /** Seconds of the clock until it is there. */
    readonly afterSeconds: number;
  } | null;
  /** The thinking frame, which a stream sends first. */
  readonly thinking: {
    /** Number of the tier. */
    readonly tier: number;
    /** Name of the tier. */
    readonly tierName: string;
  } | null;
  /** The stream ends with an error frame; a synchronous turn responds with 503. */
  readonly error: {
    /** What the error frame says. */
    readonly message: string;
    /** Code in the error frame. */
    readonly code: 'upstream_error' | 'stream_interrupted' | 'client_error' | 'unknown';
    /** Whether the frame says that a retry may help. */
    readonly retryable: boolean;
    /** Status of what failed; null when it has none. */
    readonly statusCode: number | null;
  } | null;
}

/** One rule of a script. */
export interface ScriptRule {
  /** Which messages the rule is for. */
  readonly match: Match;
  /** What the agent does then. Fields that are left out have their defaults. */
  readonly reply: Partial<Reply>;
}

/** A workspace's script. */
export interface Script {
  /** The first rule whose `match` fits decides. Without one the agent quotes the message. */
  readonly rules: readonly ScriptRule[];
}

function fits({ match }: ScriptRule, message: string): boolean {
  if ('exact' in match) return message === match.exact;
  if ('contains' in match) return message.includes(match.contains);
  return matchesPattern(match.regex, message);
}

/** The reply if no rule matches. */
export function acknowledge(message: string): string {
  return `You said: "${message}"`;
}

/** The agent's reply to a message. The engine of regular expressions must be loaded (`preparePatterns`). */
export function replyTo(script: Script | undefined, message: string): Reply {
  const rule = script?.rules.find((one) => fits(one, message));
  return {
    // Without an explicit text, a failing agent says nothing before its error.
    text: rule?.reply.error == null ? acknowledge(message) : '',
    toolCalls: [],
    tokenDelayMs: 0,
    background: null,
    thinking: null,
    error: null,
    ...rule?.reply,
  };
}
