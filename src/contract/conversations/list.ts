/** List conversations: `GET /v1/{workspace_id}/conversations`. */
import type { ConversationRecord } from '../../world/model/conversations.ts';
import type { Operation } from '../operation.ts';
import { ok } from '../outcome.ts';
import { pageOf } from '../paging.ts';
import { writeList, writeObject } from '../pydantic/object.ts';
import { statusOf, summaryJson } from './conversation-json.ts';

/** A query that is valid by the user's document, which may have more parameters than are used here, or fewer. */
type ListQuery = Readonly<Record<string, unknown>>;

const LIMIT = 20;

/** Whether a value is the one that is asked for; any is, if none is asked for. */
const isWanted = (wanted: unknown, value: string): boolean =>
  typeof wanted !== 'string' || wanted === value;

const countOf = (value: unknown, fallback: number): number =>
  typeof value === 'number' ? Math.max(0, value) : fallback;

/** Newest first; of the same time, the later one comes first. A clock may have been set back since. */
function newestFirst(conversations: readonly ConversationRecord[]): readonly ConversationRecord[] {
  return conversations.toReversed().sort((a, b) => b.createdAt - a.createdAt);
}

/**
 * A page of the workspace's conversations, active and closed, newest first. None of our documents has it, so it is
 * served only where the user's document does, and by the rules of that. Listing delivers no background results.
 */
export const listConversations: Operation<never, ListQuery> = {
  name: 'list_conversations',
  document: 'platform',
  method: 'GET',
  path: '/v1/{workspace_id}/conversations',
  body: null,
  details: {},
  async run({ world, workspaceId, query }) {
    const all = await world.listConversations(workspaceId);
    const found = all.filter(
      (one) =>
        isWanted(query.channel_kind, one.channelKind) && isWanted(query.status, statusOf(one)),
    );
    const { items, total, has_more } = pageOf(newestFirst(found), {
      limit: countOf(query.limit, LIMIT),
      continuation_token: countOf(query.offset, 0),
    });
    return ok(
      writeObject({
        items: writeList(items.map(summaryJson)),
        total: String(total),
        has_more: String(has_more),
      }),
    );
  },
};
