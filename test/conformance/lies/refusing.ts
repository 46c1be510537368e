/** Lies about what is refused. */
import { strangers } from '../../helpers/conformance.ts';
import { json, type RequestHandler, status, type ToldLie, when } from '../../helpers/liar.ts';

const asking = (body: object | string) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ({ path, asked }: RequestHandler) => path.endsWith('/inject') && asked === text;
};
const neither = ({ asked }: RequestHandler) =>
  asked === JSON.stringify({ service_id: strangers.service, channel_kind: 'web' });
const both = ({ asked, path }: RequestHandler) =>
  path.endsWith('/start') && asked.includes('none:Patient');

/** Each lie, the check that finds it, and what that check says. */
export const refusingLies: readonly ToldLie[] = [
  [
    'accepts an injection without a message',
    when(asking({}), (exchange) => {
      exchange.status = 200;
      exchange.body = '{"status":"delivered","call_sid":"x"}';
    }),
    'refuses an injection without a message',
    '200',
  ],
  [
    'looks up the call before the message',
    when(asking({ message: '' }), (exchange) => {
      exchange.status = 404;
      exchange.body = '{"detail":"Session not found."}';
    }),
    'refuses an injection with an empty message',
    '404 "Session not found."',
  ],
  [
    'has another type for what is not a text',
    when(
      asking({ message: 1 }),
      json(({ detail: [issue] }: { detail: object[] }) => ({
        detail: [{ ...issue, type: 'type_error.str' }],
      })),
    ),
    'refuses an injection with a message that is not a text',
    '422; type_error.str at ["body","message"]',
  ],
  [
    'names the first wrong field only',
    when(
      ({ asked }) => asked.includes('event_type":"other'),
      json(({ detail: [issue] }: { detail: object[] }) => ({ detail: [issue] })),
    ),
    'refuses an injection and reports every invalid field',
    '422; string_too_long at ["body","sender"]',
  ],
  [
    'has an issue without a message',
    when(
      asking([]),
      json(() => ({ detail: [{ type: 'model_attributes_type', loc: ['body'] }] })),
    ),
    'refuses an injection that is not an object',
    /^422; body\.detail\.0\.msg: /,
  ],
  [
    'responds with 400 to what is not JSON',
    when(asking('{'), status(400)),
    'refuses an injection that is not JSON',
    '400 json_invalid at ["body",1]',
  ],
  [
    'accepts a start without an entity',
    when(neither, status(201)),
    'refuses a start with neither entity_id nor canonical_id',
    '201',
  ],
  [
    'names a field for what is wrong with both',
    when(
      both,
      json(({ detail: [issue] }: { detail: object[] }) => ({
        detail: [{ ...issue, loc: ['body', 'entity_id'] }],
      })),
    ),
    'refuses a start with both entity_id and canonical_id',
    '422; value_error at ["body","entity_id"]',
  ],
];
