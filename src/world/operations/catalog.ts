/** Operations on services and entities. */

import { checkedEntity, checkedService } from '../input-checks.ts';
import { type Catalog, type EntityRecord, isProjected } from '../model/catalog.ts';
import type { Records, WorkspaceId } from '../ports/store.ts';
import * as catalog from '../rules/catalog.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on services and entities. */
export function catalogOperations({ decide, entityIdOf, list, store }: WorldContext) {
  return {
    /** Adds a service. */
    async addService(workspaceId: WorkspaceId, service: Records['service']) {
      return decide(workspaceId, catalog.putService(workspaceId, checkedService(service), true));
    },
    /** Adds a service, or replaces the one with its id. */
    async putService(workspaceId: WorkspaceId, service: Records['service']) {
      return decide(workspaceId, catalog.putService(workspaceId, checkedService(service)));
    },
    /** Removes a service. Calls and sessions that use it continue. */
    removeService: (workspaceId: WorkspaceId, serviceId: string) =>
      decide(workspaceId, catalog.removeService(workspaceId, serviceId)),
    /** The services, in order of creation. */
    listServices: (workspaceId: WorkspaceId) => list(workspaceId, 'service'),
    /** What a workspace offers, at one time. */
    async readCatalog(workspaceId: WorkspaceId): Promise<Catalog> {
      const services = await list(workspaceId, 'service');
      const { workspace } = await store.read(workspaceId, {
        workspace: ['workspace', workspaceId],
      });
      const createdAt = workspace?.createdAt ?? store.clocks.now(workspaceId);
      return { workspaceId, createdAt, services };
    },
    /** Adds an entity. */
    async addEntity(workspaceId: WorkspaceId, entity: catalog.NewEntity) {
      return decide(workspaceId, catalog.putEntity(workspaceId, checkedEntity(entity), true));
    },
    /** Adds an entity, or replaces the one with its id; the projection lag starts again. */
    async putEntity(workspaceId: WorkspaceId, entity: catalog.NewEntity) {
      return decide(workspaceId, catalog.putEntity(workspaceId, checkedEntity(entity)));
    },
    /** Removes an entity. A session that uses it continues. */
    removeEntity: (workspaceId: WorkspaceId, entityId: string) =>
      decide(workspaceId, catalog.removeEntity(workspaceId, entityId)),
    /** The entities, in order of creation. */
    listEntities: (workspaceId: WorkspaceId) => list(workspaceId, 'entity'),
    /** The entities that the projection shows now, in order of creation. */
    async projectedEntities(workspaceId: WorkspaceId): Promise<readonly EntityRecord[]> {
      const entities = await list(workspaceId, 'entity');
      const now = store.clocks.now(workspaceId);
      return entities.filter((entity) => isProjected(entity, now));
    },
    /** An entity by one of its ids; by its canonical id only once that is projected. */
    async findEntity(
      workspaceId: WorkspaceId,
      name: catalog.EntityName,
    ): Promise<EntityRecord | undefined> {
      const entityId = await entityIdOf(workspaceId, name);
      if (entityId === undefined) return undefined;
      const { entity } = await store.read(workspaceId, { entity: ['entity', entityId] });
      if (entity === undefined || name.by === 'entity_id') return entity;
      return isProjected(entity, store.clocks.now(workspaceId)) ? entity : undefined;
    },
  };
}
