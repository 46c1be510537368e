/** What a workspace offers to talk about: its services and its entities, added, put, found, removed. */
import { type EntityRecord, isProjected, type ServiceRecord } from '../catalog.ts';
import { type Duplicate, duplicate, type Inside, type NotFound, notFound } from '../parts.ts';
import type { WorkspaceId } from '../store.ts';

/** How an entity is named. */
export type EntityName = { readonly entityId: string } | { readonly canonicalId: string };

/** An entity as it is given: its projection's lag counts from the moment it is taken. */
export type NewEntity = Omit<EntityRecord, 'createdAt'>;

/** The operations on a workspace's catalogue. */
export function catalogOperations({ now, store }: Inside) {
  /** Takes a canonical id for an entity. False when it is another's. */
  function claim(
    workspaceId: WorkspaceId,
    canonicalId: string,
    entityId: string,
  ): Promise<boolean> {
    return store.change('canonical', workspaceId, canonicalId, (current) => ({
      keep: current ?? { entityId },
      answer: current === undefined || current.entityId === entityId,
    }));
  }

  /** Lets go of a canonical id that was taken for an entity. */
  async function release(
    workspaceId: WorkspaceId,
    canonicalId: string | null,
    entityId: string,
  ): Promise<void> {
    if (canonicalId === null) return;
    await store.change('canonical', workspaceId, canonicalId, (current) => ({
      keep: current?.entityId === entityId ? undefined : current,
      answer: undefined,
    }));
  }

  return {
    /** Adds a service to a workspace. */
    async addService(
      workspaceId: WorkspaceId,
      service: ServiceRecord,
    ): Promise<{ status: 'added' } | Duplicate> {
      return store.change('service', workspaceId, service.serviceId, (current) =>
        current === undefined
          ? { keep: service, answer: { status: 'added' } }
          : { keep: current, answer: duplicate },
      );
    },

    /** Adds a service, or puts it in the place of the one of its id. */
    async putService(workspaceId: WorkspaceId, service: ServiceRecord): Promise<void> {
      await store.change('service', workspaceId, service.serviceId, () => ({
        keep: service,
        answer: undefined,
      }));
    },

    /** Removes a service. Calls and sessions that began with it go on. */
    async removeService(
      workspaceId: WorkspaceId,
      serviceId: string,
    ): Promise<{ status: 'removed' } | NotFound> {
      return store.change('service', workspaceId, serviceId, (current) => ({
        keep: undefined,
        answer: current === undefined ? notFound : ({ status: 'removed' } as const),
      }));
    },

    /** Adds an entity. Its canonical id is findable once the projection's lag has passed. */
    async addEntity(
      workspaceId: WorkspaceId,
      entity: NewEntity,
    ): Promise<{ status: 'added' } | (Duplicate & { of: 'entity_id' | 'canonical_id' })> {
      const { entityId, canonicalId } = entity;
      if (await store.get('entity', workspaceId, entityId))
        return { ...duplicate, of: 'entity_id' };
      if (canonicalId !== null && !(await claim(workspaceId, canonicalId, entityId)))
        return { ...duplicate, of: 'canonical_id' };
      const first = await store.change('entity', workspaceId, entityId, (current) => ({
        keep: current ?? { ...entity, createdAt: now(workspaceId) },
        answer: current,
      }));
      if (first === undefined) return { status: 'added' };
      // Somebody else added it meanwhile: the name that was taken for it is free again.
      if (canonicalId !== first.canonicalId) await release(workspaceId, canonicalId, entityId);
      return { ...duplicate, of: 'entity_id' };
    },

    /** Adds an entity, or puts it in the place of the one of its id; the lag counts anew. */
    async putEntity(
      workspaceId: WorkspaceId,
      entity: NewEntity,
    ): Promise<{ status: 'put'; entity: EntityRecord } | Duplicate> {
      const { entityId, canonicalId } = entity;
      if (canonicalId !== null && !(await claim(workspaceId, canonicalId, entityId))) {
        return duplicate;
      }
      const record = { ...entity, createdAt: now(workspaceId) };
      const before = await store.change('entity', workspaceId, entityId, (current) => ({
        keep: record,
        answer: current?.canonicalId ?? null,
      }));
      if (before !== canonicalId) await release(workspaceId, before, entityId);
      return { status: 'put', entity: record };
    },

    /** Removes an entity. A session that began with it goes on. */
    async removeEntity(
      workspaceId: WorkspaceId,
      entityId: string,
    ): Promise<{ status: 'removed' } | NotFound> {
      const entity = await store.change('entity', workspaceId, entityId, (current) => ({
        keep: undefined,
        answer: current,
      }));
      if (entity === undefined) return notFound;
      await release(workspaceId, entity.canonicalId, entityId);
      return { status: 'removed' };
    },

    /** An entity by either of its names; by the canonical one only once it is projected. */
    async findEntity(
      workspaceId: WorkspaceId,
      name: EntityName,
    ): Promise<EntityRecord | undefined> {
      if ('entityId' in name) return store.get('entity', workspaceId, name.entityId);
      const canonical = await store.get('canonical', workspaceId, name.canonicalId);
      if (canonical === undefined) return undefined;
      const entity = await store.get('entity', workspaceId, canonical.entityId);
      return entity !== undefined && isProjected(entity, now(workspaceId)) ? entity : undefined;
    },
  };
}
