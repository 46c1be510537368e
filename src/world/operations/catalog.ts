/** Operations on services and entities. */

import { validated } from '../input.ts';
import { type Catalog, type EntityRecord, isProjected } from '../model/catalog.ts';
import type { WorkspaceId } from '../ports/store.ts';
import { type Entity, entityFields, type Service, serviceFields } from '../resources/catalog.ts';
import * as catalog from '../rules/catalog.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on services and entities. */
export function catalogOperations({ decide, entityIdOf, list, store }: WorldContext) {
  return {
    /** Adds a service. Default of `serviceId`: generated. */
    async addService(workspaceId: WorkspaceId, options: Partial<Service>) {
      const serviceId = options.serviceId ?? store.draws(workspaceId).uuid();
      const service = await validated(serviceFields, { ...options, serviceId });
      return decide(workspaceId, catalog.putService(workspaceId, service, true));
    },
    /** Adds a service, or replaces the one with its id. */
    async putService(workspaceId: WorkspaceId, service: Service) {
      return decide(
        workspaceId,
        catalog.putService(workspaceId, await validated(serviceFields, service)),
      );
    },
    /** Removes a service. Calls and sessions that use it continue. */
    removeService: (workspaceId: WorkspaceId, serviceId: string) =>
      decide(workspaceId, catalog.removeRecord('service', serviceId)),
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
    /** Adds an entity. Default of `entityId`: generated. */
    async addEntity(workspaceId: WorkspaceId, options: Partial<Entity>) {
      const entityId = options.entityId ?? store.draws(workspaceId).uuid();
      const entity = await validated(entityFields, { ...options, entityId });
      return decide(workspaceId, catalog.putEntity(workspaceId, entity, true));
    },
    /** Adds an entity, or replaces the one with its id; the projection lag starts again. */
    async putEntity(workspaceId: WorkspaceId, entity: Partial<Entity> & Pick<Entity, 'entityId'>) {
      return decide(
        workspaceId,
        catalog.putEntity(workspaceId, await validated(entityFields, entity)),
      );
    },
    /** Removes an entity. A session that uses it continues. */
    removeEntity: (workspaceId: WorkspaceId, entityId: string) =>
      decide(workspaceId, catalog.removeEntity(entityId)),
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
