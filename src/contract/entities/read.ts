/** Get an entity: `GET /v1/{workspace_id}/world/entities/{entity_id}`. */
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { entityJson } from './entity-json.ts';

/** One entity of the workspace, whether the projection shows it yet or not. */
export const readEntity: Operation = {
  name: 'read_entity',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/world/entities/{entity_id}',
  body: null,
  details: {
    400: 'Invalid entity ID format.',
    401: 'Missing or invalid API key.',
    404: 'Entity not found.',
  },
  async run({ world, workspaceId, params }) {
    const entityId = params.entity_id as string;
    const entity = await world.findEntity(workspaceId, { by: 'entity_id', entityId });
    if (entity === undefined) return refused(404);
    return respond('EntityResponse', entityJson(workspaceId, entity, world.now(workspaceId)));
  },
};
