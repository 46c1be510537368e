/** Pages of entities: `entities`, `total`, `has_more`, `next_offset`. */
import type { EntityRecord } from '../../world/model/catalog.ts';
import { respond } from '../documents/neighbours.ts';
import type { OperationCall } from '../operation.ts';
import type { Outcome } from '../outcome.ts';
import { entityJson } from './entity-json.ts';

/** Which part of a list is asked for. */
export interface OffsetQuery {
  /** Entities at the most. */
  readonly limit: number;
  /** How many entities come before the page. */
  readonly offset: number;
}

/** 200 with a page of entities. The next offset is null on the last page. */
export function respondPage<Query extends OffsetQuery>(
  {
    query: { limit, offset },
    workspaceId,
    world,
  }: Pick<OperationCall<never, Query>, 'query' | 'workspaceId' | 'world'>,
  all: readonly EntityRecord[],
): Promise<Outcome> {
  const now = world.now(workspaceId);
  const next = offset + limit;
  const hasMore = next < all.length;
  return respond('EntityListResponse', {
    entities: all.slice(offset, next).map((one) => entityJson(workspaceId, one, now)),
    total: all.length,
    has_more: hasMore,
    next_offset: hasMore ? next : null,
  });
}
