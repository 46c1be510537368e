/** Create a conversation: `POST /v1/{workspace_id}/conversations`. */
import { fullText } from '../../world/model/results.ts';
import type { NewConversation } from '../../world/rules/conversations.ts';
import type { Body } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { created, refused } from '../outcome.ts';
import { detailJson } from './conversation-json.ts';

type Request = Body<'CreateConversationRequest'>;

/** The conversation that a checked body asks for: `modelCheck` has seen to what other channels need. */
function wantedBy({ channel, entity_id: entityId, ...body }: Request): NewConversation {
  const about = { serviceId: body.service_id, entityId };
  if (channel === 'web') return { ...about, channelKind: channel, outbound: null };
  const { recipient, use_case_id: useCaseId } = body;
  if (recipient === null || useCaseId === null) throw new Error('an incomplete body was accepted');
  return { ...about, channelKind: channel, outbound: { recipient, useCaseId } };
}

/**
 * Always makes a new, active conversation, which the agent greets. On the web channel and with an entity it is the one
 * that `start` returns from then on. On any other channel it is outbound, and not a session. The instruction changes
 * nothing: the simulated agent has one greeting (decided).
 */
export const createConversation: Operation<Request> = {
  name: 'create_conversation',
  document: 'neighbours',
  method: 'POST',
  path: '/v1/{workspace_id}/conversations',
  body: 'CreateConversationRequest',
  details: { 404: 'Service or entity not found.', 503: 'Agent service unavailable.' },
  modelCheck({ channel, recipient, use_case_id, force_new }) {
    if (channel === 'web') {
      return force_new ? 'force_new is not supported on the web channel.' : undefined;
    }
    if (recipient == null) return 'recipient is required for non-web channels.';
    return use_case_id == null ? 'use_case_id is required for non-web channels.' : undefined;
  },
  async run({ world, workspaceId, body }) {
    const made = await world.createConversation(workspaceId, wantedBy(body), body.force_new);
    if (made.status === 'not_found') return refused(404);
    if (made.status === 'full') return refused(503, fullText(made));
    const { conversation, turn } = made;
    return created(detailJson({ ...conversation, turns: [turn] }, false));
  },
};
