/** A workspace's script as data: the one declaration of its form, for fixtures and the control plane. */
import { z } from 'zod';
import { ranges } from './checks.ts';
import {
  anyObject,
  anyText,
  number,
  record,
  seconds,
  someText,
  text,
  words,
} from './fixture-parts.ts';
import { limits } from './limits.ts';
import { patternProblem } from './patterns.ts';

const Match = z
  .union([
    record({ exact: words('The whole message.') }, 'The message is this.'),
    record({ contains: text('A part of the message.') }, 'The message has this in it.'),
    record(
      {
        regex: anyText()
          .max(limits.regexLength)
          .describe(
            'A regular expression in RE2 syntax, without flags: no look-around, no back-references.',
          ),
      },
      'The message matches this.',
    ),
  ])
  .describe('How the rule recognises a message.');

const ToolCall = record(
  {
    tool_name: someText().max(256).describe("The tool's name."),
    input: anyObject().optional().describe('{} when left out.'),
    result: words('Empty when left out.').optional(),
    succeeded: z.boolean().optional().describe('true when left out.'),
    duration_ms: number(ranges.toolMs)
      .nullable()
      .optional()
      .describe('How long it says it took. Not known when left out.'),
  },
  'A tool that the agent says it has called.',
);

const Reply = record(
  {
    text: words('What the agent says. The message, quoted, when left out.').optional(),
    tool_calls: z.array(ToolCall).max(limits.scriptRules).optional(),
    token_delay_ms: number(ranges.delayMs)
      .optional()
      .describe('Milliseconds of the clock before each token of a stream. 0 when left out.'),
    thinking: record(
      { tier: z.int().describe('Its number.'), tier_name: words('Its name.') },
      'What a stream shows of the thinking, before anything else.',
    ).optional(),
    background: record(
      {
        text: words('The final answer.'),
        after_seconds: seconds('Seconds of the clock until it is there.'),
      },
      'Work that goes on behind: the text is only an acknowledgement, this is the answer.',
    ).optional(),
    error: record(
      {
        message: words('What the frame says.'),
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
      .max(limits.scriptRules)
      .superRefine(async (rules, context) => {
        // The engine is loaded for this, so a schema with a script is parsed asynchronously.
        const problem = await patternProblem(rules);
        if (problem === undefined) return;
        const { rule, expected: message } = problem;
        context.addIssue({ code: 'custom', path: [rule, 'match', 'regex'], message });
      })
      .describe('The first whose match fits decides. Without one the agent quotes the message.'),
  },
  'What the agent of this workspace says.',
);
