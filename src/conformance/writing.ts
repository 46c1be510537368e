/** Checks that write, only to what the caller named. */
import type { z } from '@hono/zod-openapi';
import { InjectResponse, StartSessionResponse } from '../contract/sessions/session-schemas.ts';
import type { Check, Expectation, Target } from './check.ts';
import { conversationChecks } from './conversations.ts';
import { body, detail, other, response } from './expectations.ts';
import { keyChecks } from './keys.ts';
import { injectPath, startPath } from './paths.ts';

type Started = z.output<typeof StartSessionResponse>;

const EVENT = JSON.stringify({
  message: 'A check of the API. Nothing has happened.',
  sender: 'sessions-emulator check',
  event_type: 'external_event',
});

function injecting(workspace: string, call: string, stranger: string): Check[] {
  return [
    {
      name: 'injects into a call',
      ask: { method: 'POST', path: injectPath(workspace, call), body: EVENT },
      expected: response(
        200,
        body('InjectResponse with the call_sid of the path', InjectResponse, ({ call_sid }) =>
          other('call_sid', call_sid, call),
        ),
      ),
    },
    {
      name: 'responds with 404 to an unknown call',
      ask: { method: 'POST', path: injectPath(workspace, stranger), body: EVENT },
      expected: response(404, detail('Session not found.')),
    },
  ];
}

function starting(
  workspace: string,
  session: NonNullable<Target['session']>,
  stranger: string,
): Check[] {
  const { service, entity } = session;
  const path = startPath(workspace);
  const start = (entityId: string) =>
    JSON.stringify({ service_id: service, entity_id: entityId, channel_kind: 'web' });
  const ids = (found: Started) => [
    ...other('service_id', found.service_id.toLowerCase(), service.toLowerCase()),
    ...other('entity_id', found.entity_id.toLowerCase(), entity.toLowerCase()),
  ];

  let first: Started | undefined;
  const created: Expectation = response(
    201,
    body('StartSessionResponse with the ids of the request', StartSessionResponse, (found) => {
      first = found;
      return ids(found);
    }),
  );
  const again: Expectation = response(
    201,
    body(
      'StartSessionResponse, already_active, with the conversation_id and created_at of the first',
      StartSessionResponse,
      (found) => [
        ...ids(found),
        ...other('session_status', found.session_status, 'already_active'),
        // If the first start failed, its own check reports that.
        ...(first === undefined
          ? []
          : [
              ...other('conversation_id', found.conversation_id, first.conversation_id),
              ...other('created_at', found.created_at, first.created_at),
            ]),
      ],
    ),
  );
  return [
    {
      name: 'starts a session, or finds the active one',
      ask: { method: 'POST', path, body: start(entity) },
      expected: created,
    },
    {
      name: 'finds the active session at the second start',
      ask: { method: 'POST', path, body: start(entity) },
      expected: again,
    },
    {
      name: 'responds with 404 to an unknown entity',
      ask: { method: 'POST', path, body: start(stranger) },
      expected: response(404, detail('Service or entity not found.')),
    },
    ...conversationChecks(workspace, session, () => first),
  ];
}

/** The checks of `--write`: each part only if its ids are given. */
export function writingChecks({ workspace, call, keys, session, strangers }: Target): Check[] {
  return [
    ...(call === undefined ? [] : injecting(workspace, call, strangers.call)),
    ...(session === undefined ? [] : starting(workspace, session, strangers.entity)),
    ...(keys === true ? keyChecks(workspace) : []),
  ];
}
