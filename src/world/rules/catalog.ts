/** Rules of services, agents, skills and entities: add, replace, find, remove. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import type { EntityRecord } from '../model/catalog.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type NotFound,
  notFound,
} from '../model/results.ts';
import type { Decision, Put, WorkspaceId } from '../ports/store.ts';
import type { Agent, Entity, Service, Skill } from '../resources/catalog.ts';

/** Names an entity by one of its ids. */
export type EntityName =
  | { readonly by: 'entity_id'; readonly entityId: string }
  | { readonly by: 'canonical_id'; readonly canonicalId: string };

/** The result of adding or replacing a service. */
export type ServiceResult =
  | { readonly status: 'put'; readonly service: Service }
  | Duplicate
  | Full
  | NotFound;

/** The result of adding or replacing an entity. */
export type EntityResult =
  | { readonly status: 'put'; readonly entity: EntityRecord }
  | (Duplicate & { readonly of: 'entity_id' | 'canonical_id' })
  | Full
  | NotFound;

/** Adds a service, or replaces the one with its id unless `isNew`. */
export function putService(workspaceId: WorkspaceId, service: Service, isNew = false) {
  const { serviceId } = service;
  return act(
    {
      workspace: ['workspace', workspaceId],
      current: ['service', serviceId],
      services: ['count', 'service'],
    },
    ({ current, services, workspace }): Decision<ServiceResult> => {
      if (workspace === undefined) return { result: notFound };
      if (isNew && current !== undefined) return { result: duplicate };
      if (current === undefined && services >= limits.services) {
        return { result: full('services') };
      }
      return { result: { status: 'put', service }, put: [['service', serviceId, service]] };
    },
  );
}

/** An agent or a skill to add, under its id. */
export type CatalogItem = readonly ['agent', string, Agent] | readonly ['skill', string, Skill];

/** Adds an agent or a skill. */
export function addCatalogItem(workspaceId: WorkspaceId, item: CatalogItem) {
  const [kind, id] = item;
  const of = `${kind}s` as const;
  return act(
    { workspace: ['workspace', workspaceId], current: [kind, id], count: ['count', kind] },
    ({
      count,
      current,
      workspace,
    }): Decision<{ readonly status: 'put' } | Duplicate | Full | NotFound> => {
      if (workspace === undefined) return { result: notFound };
      if (current !== undefined) return { result: duplicate };
      if (count >= limits[of]) return { result: full(of) };
      return { result: { status: 'put' }, put: [item] };
    },
  );
}

/** Removes a record that others do not depend on: a service (calls and sessions continue), or a key. */
export function removeRecord(kind: 'service' | 'key', id: string) {
  return act(
    { current: [kind, id] },
    ({ current }): Decision<{ readonly status: 'removed' } | NotFound> =>
      current === undefined
        ? { result: notFound }
        : { result: { status: 'removed' }, put: [[kind, id, undefined]] },
  );
}

/**
 * Adds an entity, or replaces the one with its id unless `isNew`; the projection lag starts again. Its
 * canonical id can be found after the lag.
 */
export function putEntity(workspaceId: WorkspaceId, wanted: Entity, isNew = false) {
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

/** Removes an entity and its canonical id. A session that uses it continues. */
export function removeEntity(entityId: string) {
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
