/**
 * Checks of invalid request bodies. Their ids do not exist, so that even a server that accepts the requests
 * changes nothing.
 */
import type { Check, Target } from './check.ts';
import { type Issue, issues, response } from './expectations.ts';
import { injectPath, startPath } from './paths.ts';

interface Refusal {
  readonly name: string;
  /** A value to send as JSON, or the text of the body. */
  readonly sends: object | string;
  readonly issues: readonly Issue[];
}

/** The error is at the second character in every version of Python. */
const malformed = (name: string): Refusal => ({
  name,
  sends: '{',
  issues: [['json_invalid', 'body', 1]],
});

const injections: readonly Refusal[] = [
  {
    name: 'refuses an injection without a message',
    sends: {},
    issues: [['missing', 'body', 'message']],
  },
  {
    name: 'refuses an injection with an empty message',
    sends: { message: '' },
    issues: [['string_too_short', 'body', 'message']],
  },
  {
    name: 'refuses an injection with a message that is too long',
    sends: { message: 'x'.repeat(5001) },
    issues: [['string_too_long', 'body', 'message']],
  },
  {
    name: 'refuses an injection with a message that is not a text',
    sends: { message: 1 },
    issues: [['string_type', 'body', 'message']],
  },
  {
    name: 'refuses an injection and reports every invalid field',
    sends: { message: 'x', sender: 'x'.repeat(201), event_type: 'other' },
    issues: [
      ['string_too_long', 'body', 'sender'],
      ['literal_error', 'body', 'event_type'],
    ],
  },
  {
    name: 'refuses an injection that is not an object',
    sends: [],
    issues: [['model_attributes_type', 'body']],
  },
  malformed('refuses an injection that is not JSON'),
];

function starts({ service, entity }: Target['strangers']): readonly Refusal[] {
  const right = { service_id: service, entity_id: entity, channel_kind: 'web' };
  return [
    {
      name: 'refuses a start without the required fields',
      sends: {},
      issues: [
        ['missing', 'body', 'service_id'],
        ['missing', 'body', 'channel_kind'],
      ],
    },
    {
      name: 'refuses a start with a service id that is not a UUID',
      sends: { ...right, service_id: 'no-uuid' },
      issues: [['uuid_parsing', 'body', 'service_id']],
    },
    {
      name: 'refuses a start on another channel',
      sends: { ...right, channel_kind: 'voice' },
      issues: [['literal_error', 'body', 'channel_kind']],
    },
    {
      name: 'refuses a start with an invalid canonical id',
      sends: { service_id: service, canonical_id: 'not canonical', channel_kind: 'web' },
      issues: [['string_pattern_mismatch', 'body', 'canonical_id']],
    },
    {
      name: 'refuses a start with a greeting that is too long',
      sends: { ...right, greeting: 'x'.repeat(2001) },
      issues: [['string_too_long', 'body', 'greeting']],
    },
    {
      name: 'refuses a start with neither entity_id nor canonical_id',
      sends: { service_id: service, channel_kind: 'web' },
      issues: [['value_error', 'body']],
    },
    {
      name: 'refuses a start with both entity_id and canonical_id',
      sends: { ...right, canonical_id: `none:Patient:${entity}` },
      issues: [['value_error', 'body']],
    },
    malformed('refuses a start that is not JSON'),
  ];
}

/** Checks of bodies that the contract refuses before any lookup. */
export function refusingChecks({ workspace, strangers }: Target): Check[] {
  const over = (path: string, refusals: readonly Refusal[]): Check[] =>
    refusals.map(({ name, sends, issues: wanted }) => ({
      name,
      ask: {
        method: 'POST',
        path,
        body: typeof sends === 'string' ? sends : JSON.stringify(sends),
      },
      expected: response(422, issues(...wanted)),
    }));
  return [
    ...over(injectPath(workspace, strangers.call), injections),
    ...over(startPath(workspace), starts(strangers)),
  ];
}
