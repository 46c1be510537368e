/** Workspaces: made, read, removed; what is in them: services and entities. */
import { type EntityRecord, isProjected, type ServiceRecord } from '../catalog.ts';
import { type Duplicate, duplicate, type Inside, type NotFound, notFound } from '../parts.ts';
import type { WorkspaceId, WorkspaceRecord } from '../store.ts';

/** A workspace as it is made: without an origin it is reset to nothing. */
export type NewWorkspace = Omit<WorkspaceRecord, 'origin'> &
  Partial<Pick<WorkspaceRecord, 'origin'>>;

/** How an entity is named. */
export type EntityName = { readonly entityId: string } | { readonly canonicalId: string };

/** The operations on workspaces and their catalogue. */
export function workspaceOperations({ agenda, clocks, now, store }: Inside) {
  return {
    /** Makes a workspace, or changes the settings of one that is there. */
    async putWorkspace(workspace: NewWorkspace): Promise<void> {
      const { workspaceId } = workspace;
      await store.change('workspace', workspaceId, workspaceId, (current) => ({
        keep: { origin: { workspace_id: workspaceId }, ...workspace },
        answer: undefined,
        events:
          current === undefined
            ? [{ type: 'workspace.created', at: now(workspaceId), workspaceId }]
            : [],
      }));
    },

    /** A workspace's settings; undefined when there is none. */
    async readWorkspace(workspaceId: WorkspaceId): Promise<WorkspaceRecord | undefined> {
      return store.get('workspace', workspaceId, workspaceId);
    },

    /** Removes a workspace with everything in it, its clock included. */
    async removeWorkspace(workspaceId: WorkspaceId): Promise<{ status: 'removed' } | NotFound> {
      const at = now(workspaceId);
      const removed = await store.change('workspace', workspaceId, workspaceId, (current) => ({
        keep: undefined,
        answer: current !== undefined,
        events: current === undefined ? [] : [{ type: 'workspace.removed', at, workspaceId }],
      }));
      await store.drop(workspaceId);
      agenda.drop(workspaceId);
      clocks.rejoin(workspaceId);
      return removed ? ({ status: 'removed' } as const) : notFound;
    },

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
      entity: Omit<EntityRecord, 'createdAt'>,
    ): Promise<{ status: 'added' } | (Duplicate & { of: 'entity_id' | 'canonical_id' })> {
      const { entityId, canonicalId } = entity;
      if (await store.get('entity', workspaceId, entityId))
        return { ...duplicate, of: 'entity_id' };
      if (canonicalId !== null) {
        const taken = await store.change('canonical', workspaceId, canonicalId, (current) => ({
          keep: current ?? { entityId },
          answer: current !== undefined && current.entityId !== entityId,
        }));
        if (taken) return { ...duplicate, of: 'canonical_id' };
      }
      const first = await store.change('entity', workspaceId, entityId, (current) => ({
        keep: current ?? { ...entity, createdAt: now(workspaceId) },
        answer: current,
      }));
      if (first === undefined) return { status: 'added' };
      // Somebody else added it meanwhile: the name that was taken for it is free again.
      if (canonicalId !== null && canonicalId !== first.canonicalId) {
        await store.change('canonical', workspaceId, canonicalId, (current) => ({
          keep: current?.entityId === entityId ? undefined : current,
          answer: undefined,
        }));
      }
      return { ...duplicate, of: 'entity_id' };
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
      if (entity.canonicalId !== null) {
        await store.change('canonical', workspaceId, entity.canonicalId, () => ({
          keep: undefined,
          answer: undefined,
        }));
      }
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
