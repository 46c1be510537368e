/** Shared parts of the two operations that take a turn: details of errors, input, refusals. */
import type { ContentPart, TakenTurnResult } from '../../world/model/conversations.ts';
import { type Full, fullText, type NotFound } from '../../world/model/results.ts';
import type { Closed, Utterance } from '../../world/rules/turns.ts';
import type { OperationCall } from '../operation.ts';
import { type Outcome, refused } from '../outcome.ts';
import type { TurnRequest } from './turn-schemas.ts';

/** The details of their errors (contract). */
export const turnDetails = {
  404: 'Conversation or service not found',
  409: 'Conversation is closed',
  503: 'Agent service unavailable',
} as const;

/** The message and content of a body. A separate media field becomes one more part (decided). */
export function utteranceOf(body: TurnRequest): Utterance {
  const content: ContentPart[] = (body.content ?? []).map((part) => ({
    type: part.type,
    text: part.text ?? null,
    url: part.url ?? null,
    mediaType: part.media_type ?? null,
    providerId: part.provider_id ?? null,
    metadata: part.metadata ?? {},
  }));
  if (body.media_url != null) {
    const { media_url: url, media_type: mediaType = null } = body;
    content.push({ type: 'media', text: null, url, mediaType, providerId: null, metadata: {} });
  }
  return { message: body.message, content };
}

/** Takes the requested turn, or returns the one that was taken with the same key. */
export function say({
  world,
  workspaceId,
  params,
  body,
  idempotencyKey,
}: OperationCall<TurnRequest, unknown>): Promise<TakenTurnResult | NotFound | Closed | Full> {
  const conversationId = params.conversation_id as string;
  const key = idempotencyKey ?? undefined;
  return world.takeTurn(workspaceId, conversationId, utteranceOf(body), key);
}

/** The response for a turn that was not taken. */
export function notTaken(refusal: NotFound | Closed | Full): Outcome {
  if (refusal.status === 'full') return refused(503, fullText(refusal));
  return refused(refusal.status === 'not_found' ? 404 : 409);
}
