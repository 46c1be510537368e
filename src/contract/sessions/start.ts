/** Start a web text session with an entity: `POST /v1/{workspace_id}/sessions/start`. */

import { fullText } from '../../world/model/results.ts';
import { isoTime } from '../../world/ports/clock.ts';
import type { EntityName } from '../../world/rules/catalog.ts';
import type { Operation } from '../operation.ts';
import { created, refused } from '../outcome.ts';
import type { StartSessionRequest } from './session-schemas.ts';

/** The entity of a checked body, which has exactly one of the two ids (`modelCheck`). */
function entityOf({ entity_id, canonical_id }: StartSessionRequest): EntityName {
  if (entity_id != null) return { by: 'entity_id', entityId: entity_id };
  if (canonical_id != null) return { by: 'canonical_id', canonicalId: canonical_id };
  throw new Error('a start without an entity was not refused');
}

/** Created, or already active: one text session per service, entity and channel. */
export const start: Operation<StartSessionRequest> = {
  name: 'start',
  document: 'contract',
  method: 'POST',
  path: '/v1/{workspace_id}/sessions/start',
  body: 'StartSessionRequest',
  details: { 404: 'Service or entity not found.', 503: 'Agent service unavailable.' },
  modelCheck({ entity_id, canonical_id }) {
    const both = entity_id != null && canonical_id != null;
    if (both) return 'Provide either entity_id or canonical_id, not both.';
    const neither = entity_id == null && canonical_id == null;
    return neither ? 'Provide either entity_id or canonical_id.' : undefined;
  },
  async run({ world, workspaceId, body }) {
    const started = await world.startSession(workspaceId, {
      serviceId: body.service_id,
      entity: entityOf(body),
      channelKind: body.channel_kind,
      greeting: body.greeting ?? null,
    });
    if (started.status === 'not_found') return refused(404);
    if (started.status === 'full') return refused(503, fullText(started));
    const { status, session } = started;
    return created(
      JSON.stringify({
        conversation_id: session.conversationId,
        session_status: status,
        channel_kind: session.channelKind,
        entity_id: session.entityId,
        service_id: session.serviceId,
        created_at: isoTime(session.createdAt),
      }),
    );
  },
};
