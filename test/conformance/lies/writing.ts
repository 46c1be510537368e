/** Lies about what is written. */
import { strangers } from '../../helpers/conformance.ts';
import { CALL_1, paths } from '../../helpers/http.ts';
import { json, type RequestHandler, status, type ToldLie, when } from '../../helpers/liar.ts';
import { ENTITY } from '../../helpers/world.ts';

const injection = ({ path }: RequestHandler) => path === paths.inject();
const start = ({ status }: RequestHandler) => status === 201;
const second = (): ((exchange: RequestHandler) => boolean) => {
  let starts = 0;
  return (exchange) => start(exchange) && ++starts === 2;
};
const INJECTS = 'injects into a call';
const STARTS = 'starts a session, or finds the active one';
const AGAIN = 'finds the active session at the second start';

/** Each lie, the check that finds it, and what that check says. */
export const writingLies: readonly ToldLie[] = [
  [
    'echoes another call',
    when(
      injection,
      json((value: object) => ({ ...value, call_sid: 'CAother' })),
    ),
    INJECTS,
    `200; call_sid CAother, not ${CALL_1}`,
  ],
  [
    'has another status of an injection',
    when(
      injection,
      json((value: object) => ({ ...value, status: 'sent' })),
    ),
    INJECTS,
    /^200; body\.status: .*"delivered"\|"queued_no_subscriber"/,
  ],
  [
    'is unavailable for injections',
    when(injection, (exchange) => {
      exchange.status = 503;
      exchange.body = '{"detail":"Voice agent service unavailable."}';
    }),
    INJECTS,
    '503 "Voice agent service unavailable."',
  ],
  [
    'has another message for an unknown call',
    when(
      ({ body }) => body.includes('Session not found.'),
      json(() => ({ detail: 'No call' })),
    ),
    'responds with 404 to an unknown call',
    '404; detail "No call"',
  ],
  [
    'starts without created_at',
    when(
      ({ body }) => body.includes('"created"'),
      json(({ created_at: _, ...rest }: Record<string, unknown>) => rest),
    ),
    STARTS,
    /^201; body\.created_at: /,
  ],
  [
    'starts a session of another entity',
    when(
      ({ body }) => body.includes('"created"'),
      json((value: object) => ({ ...value, entity_id: strangers.entity })),
    ),
    STARTS,
    `201; entity_id ${strangers.entity}, not ${ENTITY}`,
  ],
  [
    'creates a session at the second start',
    when(
      second(),
      json((value: object) => ({ ...value, session_status: 'created' })),
    ),
    AGAIN,
    '201; session_status created, not already_active',
  ],
  [
    'has another conversation at the second start',
    when(
      second(),
      json((value: object) => ({ ...value, conversation_id: strangers.service })),
    ),
    AGAIN,
    /^201; conversation_id f{8}-\S+, not /,
  ],
  [
    'has another time at the second start',
    when(
      second(),
      json((value: object) => ({ ...value, created_at: '2030-01-01T00:00:00Z' })),
    ),
    AGAIN,
    /^201; created_at 2030-\S+, not 2026-/,
  ],
  ['responds with 200 to the second start', when(second(), status(200)), AGAIN, '200'],
  [
    'has another status for an unknown entity',
    when(({ body }) => body.includes('Service or entity'), status(400)),
    'responds with 404 to an unknown entity',
    '400 "Service or entity not found."',
  ],
];
