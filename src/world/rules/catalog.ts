/** What a workspace offers to talk about: its services and its entities, added, put, found, removed. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import type { EntityRecord, ServiceRecord } from '../model/catalog.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type NotFound,
  notFound,
} from '../model/results.ts';
import type { Decision, Put, WorkspaceId } from '../ports/store.ts';

/** How an entity is named. */
export type EntityName = { readonly entityId: string } | { readonly canonicalId: string };

/** An entity as it is given: its projection's lag counts from the moment it is taken. */
export type NewEntity = Omit<EntityRecord, 'createdAt'>;

/** The result of putting an entity. */
export type EntityResult =
  | { readonly status: 'put'; readonly entity: EntityRecord }
  | (Duplicate & { readonly of: 'entity_id' | 'canonical_id' })
  | Full
  | NotFound;

/** Puts a service: a new one, or in the place of the one of its id unless `isNew`. */
export function putService(workspaceId: WorkspaceId, service: ServiceRecord, isNew = false) {
  const { serviceId } = service;
  return act(
    {
      workspace: ['workspace', workspaceId],
      current: ['service', serviceId],
      services: ['count', 'service'],
    },
    ({
      current,
      services,
      workspace,
    }): Decision<{ readonly status: 'put' } | Duplicate | Full | NotFound> => {
      if (workspace === undefined) return { result: notFound };
      if (isNew && current !== undefined) return { result: duplicate };
      if (current === undefined && services >= limits.services) {
        return { result: full('services') };
      }
      return { result: { status: 'put' }, put: [['service', serviceId, service]] };
    },
  );
}

/** Removes a service. Calls and sessions that began with it go on. */
export function removeService(_: WorkspaceId, serviceId: string) {
  return act(
    { current: ['service', serviceId] },
    ({ current }): Decision<{ readonly status: 'removed' } | NotFound> =>
      current === undefined
        ? { result: notFound }
        : { result: { status: 'removed' }, put: [['service', serviceId, undefined]] },
  );
}

/**
 * Puts an entity: a new one, or in the place of the one of its id unless `isNew`; the lag counts anew. Its
 * canonical id is found once the projection's lag has passed.
 */
export function putEntity(workspaceId: WorkspaceId, wanted: NewEntity, isNew = false) {
  const { canonicalId, entityId } = wanted;
  return act(
    {
      workspace: ['workspace', workspaceId],
      current: ['entity', entityId],
      holder: ['canonical', canonicalId ?? ''],
      entities: ['count', 'entity'],
    },
    ({ current, entities, holder, workspace }, { now }): Decision<EntityResult> => {
      if (workspace === undefined) return { result: notFound };
      if (isNew && current !== undefined) return { result: { ...duplicate, of: 'entity_id' } };
      if (canonicalId !== null && holder !== undefined && holder.entityId !== entityId) {
        return { result: { ...duplicate, of: 'canonical_id' } };
      }
      if (current === undefined && entities >= limits.entities) {
        return { result: full('entities') };
      }
      const entity = { ...wanted, createdAt: now };
      const put: Put[] = [['entity', entityId, entity]];
      const was = current?.canonicalId ?? null;
      if (was !== null && was !== canonicalId) put.push(['canonical', was, undefined]);
      if (canonicalId !== null) put.push(['canonical', canonicalId, { entityId }]);
      return { result: { status: 'put', entity }, put };
    },
  );
}

/** Removes an entity, and with it its canonical id. A session that began with it goes on. */
export function removeEntity(_: WorkspaceId, entityId: string) {
  return act(
    { current: ['entity', entityId] },
    ({ current }): Decision<{ readonly status: 'removed' } | NotFound> => {
      if (current === undefined) return { result: notFound };
      const put: Put[] = [['entity', entityId, undefined]];
      if (current.canonicalId !== null) put.push(['canonical', current.canonicalId, undefined]);
      return { result: { status: 'removed' }, put };
    },
  );
}
