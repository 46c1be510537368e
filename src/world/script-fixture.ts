/** A workspace's script as data: the one declaration of its form, for fixtures and the control plane. */
import { z } from 'zod';
import { record, seconds, text } from './fixture-parts.ts';

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

const Match = z
  .union([
    record({ exact: z.string() }, 'The message is this.'),
    record({ contains: text('A part of the message.') }, 'The message has this in it.'),
    record(
      {
        regex: z
          .string()
          .refine(compiles, 'a JavaScript regular expression')
          .describe('A JavaScript regular expression, without flags.'),
      },
      'The message matches this.',
    ),
  ])
  .describe('How the rule recognises a message.');

const ToolCall = record(
  {
    tool_name: z.string().min(1).max(256).describe("The tool's name."),
    input: z.record(z.string(), z.unknown()).optional().describe('{} when left out.'),
    result: z.string().optional().describe('Empty when left out.'),
    succeeded: z.boolean().optional().describe('true when left out.'),
    duration_ms: z
      .number()
      .min(0)
      .max(3_600_000)
      .nullable()
      .optional()
      .describe('How long it says it took. Not known when left out.'),
  },
  'A tool that the agent says it has called.',
);

const Reply = record(
  {
    text: z
      .string()
      .optional()
      .describe('What the agent says. The message, quoted, when left out.'),
    tool_calls: z.array(ToolCall).optional(),
    token_delay_ms: z
      .number()
      .min(0)
      .max(86_400_000)
      .optional()
      .describe('Milliseconds of the clock before each token of a stream. 0 when left out.'),
    thinking: record(
      { tier: z.int().describe('Its number.'), tier_name: z.string().describe('Its name.') },
      'What a stream shows of the thinking, before anything else.',
    ).optional(),
    background: record(
      {
        text: z.string().describe('The final answer.'),
        after_seconds: seconds('Seconds of the clock until it is there.'),
      },
      'Work that goes on behind: the text is only an acknowledgement, this is the answer.',
    ).optional(),
    error: record(
      {
        message: z.string().describe('What the frame says.'),
        code: z
          .enum(['upstream_error', 'stream_interrupted', 'client_error', 'unknown'])
          .optional()
          .describe('unknown when left out.'),
        retryable: z.boolean().optional().describe('false when left out.'),
        status_code: z.int().nullable().optional().describe('The status of what failed, if any.'),
      },
      'The agent fails: a stream ends with an error frame after the text, a plain turn is a 503.',
    ).optional(),
  },
  'What the agent does.',
);

/** A script as data. */
export const AgentScript = record(
  {
    rules: z
      .array(record({ match: Match, reply: Reply }, 'One rule.'))
      .describe('The first whose match fits decides. Without one the agent quotes the message.'),
  },
  'What the agent of this workspace says.',
);
