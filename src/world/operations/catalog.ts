/** What a workspace offers to talk about: its services and its entities, added, put, found, removed. */
import { type EntityRecord, isProjected, type ServiceRecord } from '../catalog.ts';
import { checkedEntity, checkedService } from '../input-checks.ts';
import { limits } from '../limits.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type Inside,
  type NotFound,
  notFound,
} from '../parts.ts';
import type { WorkspaceId } from '../store.ts';

/** How an entity is named. */
export type EntityName = { readonly entityId: string } | { readonly canonicalId: string };

/** An entity as it is given: its projection's lag counts from the moment it is taken. */
export type NewEntity = Omit<EntityRecord, 'createdAt'>;

/** The operations on a workspace's catalogue. */
export function catalogOperations({ now, store }: Inside) {
  /** An entity and its canonical id are two records: whoever changes both does it alone. */
  const alone = <T>(workspaceId: WorkspaceId, action: () => Promise<T>): Promise<T> =>
    store.exclusively(workspaceId, 'entities', action);

  /** Whether the canonical id that an entity wants is another's. */
  async function isTaken(
    workspaceId: WorkspaceId,
    { entityId, canonicalId }: NewEntity,
  ): Promise<boolean> {
    if (canonicalId === null) return false;
    const holder = await store.get('canonical', workspaceId, canonicalId);
    return holder !== undefined && holder.entityId !== entityId;
  }

  const isFull = async (workspaceId: WorkspaceId): Promise<boolean> =>
    (await store.count('entity', workspaceId)) >= limits.entities;

  /** Says whose a canonical id is; without an entity it is free. */
  async function assign(
    workspaceId: WorkspaceId,
    canonicalId: string | null,
    entityId?: string,
  ): Promise<void> {
    if (canonicalId === null) return;
    await store.change('canonical', workspaceId, canonicalId, () => ({
      keep: entityId === undefined ? undefined : { entityId },
      answer: undefined,
    }));
  }

  /** Writes an entity, or removes it. Answers what it was before. */
  async function write(
    workspaceId: WorkspaceId,
    entityId: string,
    entity: EntityRecord | undefined,
  ): Promise<EntityRecord | undefined | NotFound> {
    const before = await store.change('entity', workspaceId, entityId, (current, _, exists) =>
      exists ? { keep: entity, answer: current } : { keep: undefined, answer: notFound },
    );
    if (before !== undefined && 'status' in before) return before;
    const was = before?.canonicalId ?? null;
    const is = entity?.canonicalId ?? null;
    if (was !== is) await assign(workspaceId, was);
    await assign(workspaceId, is, entityId);
    return before;
  }

  return {
    /** Adds a service to a workspace. */
    async addService(
      workspaceId: WorkspaceId,
      given: ServiceRecord,
    ): Promise<{ status: 'added' } | Duplicate | Full | NotFound> {
      const service = checkedService(given);
      return store.change('service', workspaceId, service.serviceId, (current, count, exists) => {
        if (!exists) return { keep: undefined, answer: notFound };
        if (current !== undefined) return { keep: current, answer: duplicate };
        return count >= limits.services
          ? { keep: current, answer: full('services') }
          : { keep: service, answer: { status: 'added' } };
      });
    },

    /** Adds a service, or puts it in the place of the one of its id. */
    async putService(
      workspaceId: WorkspaceId,
      given: ServiceRecord,
    ): Promise<{ status: 'put' } | Full | NotFound> {
      const service = checkedService(given);
      return store.change('service', workspaceId, service.serviceId, (current, count, exists) => {
        if (!exists) return { keep: undefined, answer: notFound };
        return current === undefined && count >= limits.services
          ? { keep: current, answer: full('services') }
          : { keep: service, answer: { status: 'put' } };
      });
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
      given: NewEntity,
    ): Promise<
      { status: 'added' } | (Duplicate & { of: 'entity_id' | 'canonical_id' }) | Full | NotFound
    > {
      const entity = checkedEntity(given);
      const { entityId } = entity;
      return alone(workspaceId, async () => {
        const there = await store.get('entity', workspaceId, entityId);
        if (there !== undefined) return { ...duplicate, of: 'entity_id' };
        if (await isTaken(workspaceId, entity)) return { ...duplicate, of: 'canonical_id' };
        if (await isFull(workspaceId)) return full('entities');
        const record = { ...entity, createdAt: now(workspaceId) };
        const before = await write(workspaceId, entityId, record);
        return before !== undefined && 'status' in before ? before : { status: 'added' };
      });
    },

    /** Adds an entity, or puts it in the place of the one of its id; the lag counts anew. */
    async putEntity(
      workspaceId: WorkspaceId,
      given: NewEntity,
    ): Promise<{ status: 'put'; entity: EntityRecord } | Duplicate | Full | NotFound> {
      const entity = checkedEntity(given);
      return alone(workspaceId, async () => {
        if (await isTaken(workspaceId, entity)) return duplicate;
        const there = await store.get('entity', workspaceId, entity.entityId);
        if (there === undefined && (await isFull(workspaceId))) return full('entities');
        const record = { ...entity, createdAt: now(workspaceId) };
        const before = await write(workspaceId, entity.entityId, record);
        if (before !== undefined && 'status' in before) return before;
        return { status: 'put', entity: record };
      });
    },

    /** Removes an entity. A session that began with it goes on. */
    removeEntity(
      workspaceId: WorkspaceId,
      entityId: string,
    ): Promise<{ status: 'removed' } | NotFound> {
      return alone(workspaceId, async () => {
        const before = await write(workspaceId, entityId, undefined);
        return before === undefined || 'status' in before ? notFound : { status: 'removed' };
      });
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
