/** Search entities: `GET /v1/{workspace_id}/world/search`. */
import type { EntityRecord } from '../../world/model/catalog.ts';
import type { Query } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { CONFIDENCE, entityType, sourceSystem } from './entity-json.ts';
import { respondPage } from './entity-page.ts';

type SearchQuery = Query<'search-world-entities'>;

/**
 * A page of the projected entities with a text in their name, in any case, best first: the whole name, its start,
 * anywhere. The document does not say what the response holds; it is a page as of the list (decided).
 */
export const searchEntities: Operation<never, SearchQuery> = {
  name: 'search_entities',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/world/search',
  body: null,
  details: { 401: 'Missing or invalid API key.', 429: 'Rate limit exceeded' },
  async run(call) {
    const { query, workspaceId, world } = call;
    const entities = await world.projectedEntities(workspaceId);
    const found = entities.filter((entity) => isWanted(entity, query));
    const text = query.q.toLowerCase();
    return respondPage(
      call,
      RANKS.flatMap((rank) => found.filter(({ name }) => rankOf(name, text) === rank)),
    );
  },
};

const RANKS = ['equal', 'start', 'within'] as const;

/** How well a name matches a text in lower case; undefined if not at all. */
function rankOf(name: string, text: string): (typeof RANKS)[number] | undefined {
  const lower = name.toLowerCase();
  if (lower === text) return 'equal';
  if (lower.startsWith(text)) return 'start';
  return lower.includes(text) ? 'within' : undefined;
}

function isWanted(entity: EntityRecord, query: SearchQuery): boolean {
  const { confidence_min, entity_type, source } = query;
  return (
    (entity_type === null || entity_type === entityType(entity)) &&
    (source === null || source === sourceSystem(entity)) &&
    (confidence_min === null || confidence_min <= CONFIDENCE)
  );
}
