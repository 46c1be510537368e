/** What an agent's script is made of. */
import { ranges } from '../checks.ts';
import {
  either,
  type Fields,
  flag,
  list,
  nullable,
  number,
  object,
  record,
  required,
  seconds,
  someText,
  text,
  withDefault,
  word,
} from '../fields.ts';
import { limits } from '../limits.ts';
import type { Reply, Script, ScriptRule, ToolCall } from '../model/script.ts';

const match = either(
  [
    record({ exact: required(text('The whole message.')) }, 'The message is equal to this.'),
    record({ contains: required(someText('Part of the message.')) }, 'The message contains this.'),
    record(
      {
        regex: required(
          text(
            'A regular expression in RE2 syntax, without flags: no look-around, no back-references.',
            limits.regexLength,
          ),
        ),
      },
      'The message matches this.',
    ),
  ],
  'one of exact, contains, regex',
  'Which messages the rule matches.',
);

/** The fields of a tool call. */
export const toolCallFields: Fields<ToolCall> = {
  toolName: required(someText("The tool's name.", 256)),
  input: withDefault(object(), {}, '{}'),
  result: withDefault(text(), '', 'empty'),
  succeeded: withDefault(flag(), true),
  durationMs: withDefault(
    nullable(number(ranges.toolMs, 'Reported duration in milliseconds.')),
    null,
    'null, not known',
  ),
};

/** The fields of a reply. */
export const replyFields: Fields<Partial<Reply>> = {
  text: text('Text of the reply. Default: the message, quoted.'),
  toolCalls: list(
    record(toolCallFields, 'A tool call that the agent reports.'),
    limits.scriptRules,
  ),
  tokenDelayMs: number(
    ranges.delayMs,
    'Milliseconds of the clock before each token of a stream. Default: 0.',
  ),
  thinking: nullable(
    record<NonNullable<Reply['thinking']>>(
      {
        tier: required(number(ranges.anyWhole, 'Its number.')),
        tierName: required(text('Its name.')),
      },
      'The thinking frame, which a stream sends first.',
    ),
  ),
  background: nullable(
    record<NonNullable<Reply['background']>>(
      {
        text: required(text('The final reply.')),
        afterSeconds: required(seconds('Seconds of the clock until it is ready.')),
      },
      'Background work: `text` is only an acknowledgement, this is the final reply.',
    ),
  ),
  error: nullable(
    record<NonNullable<Reply['error']>>(
      {
        message: required(text('Message of the error frame.')),
        code: withDefault(
          word(['upstream_error', 'stream_interrupted', 'client_error', 'unknown']),
          'unknown',
        ),
        retryable: withDefault(flag(), false),
        statusCode: withDefault(
          nullable(number(ranges.anyWhole, 'Status of the failed upstream request, if any.')),
          null,
        ),
      },
      'The agent fails: a stream sends an error frame after the text; a synchronous turn responds with 503.',
    ),
  ),
};

const rule: Fields<ScriptRule> = {
  match: required(match) as Fields<ScriptRule>['match'],
  reply: required(record(replyFields, "The agent's reply.")),
};

/** The fields of a script. */
export const scriptFields: Fields<Script> = {
  rules: required(
    list(
      record(rule, 'One rule.'),
      limits.scriptRules,
      'The first matching rule is used. If none matches, the agent quotes the message.',
    ),
  ),
};
