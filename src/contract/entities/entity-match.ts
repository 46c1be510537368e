/** By which identifiers of a request an entity is found. */
import type { EntityRecord } from '../../world/model/catalog.ts';
import type { Body, Shape } from '../documents/neighbours.ts';
import { entityType } from './entity-json.ts';

/** A request for an entity by its identifiers: any of them, of one type. */
export type ResolveRequest = Body<'EntityResolveRequest'>;

/** The identifiers, in the order of `matched_on`. */
const IDENTIFIERS = ['entity_id', 'phone', 'email', 'canonical_id', 'external_id'] as const;

/** The name of an identifier. */
export type Identifier = (typeof IDENTIFIERS)[number];

/** Whether a request names an identifier. */
export const hasIdentifier = (request: ResolveRequest): boolean =>
  IDENTIFIERS.some((identifier) => request[identifier] !== null);

/** The resource types that are tried with an identifier of another system (contract). */
const EXTERNAL_TYPES = ['Patient', 'Practitioner', 'Organization', 'Appointment'];

/** The canonical ids that an identifier of another system may stand for (contract). */
const canonicalIdsOf = ({ system, value }: Shape<'EntityResolveExternalId'>): string[] => [
  ...EXTERNAL_TYPES.map((type) => `${system}:${type}:${value}`),
  value,
];

/** An entity and the identifiers that matched. */
export interface Match {
  readonly entity: EntityRecord;
  readonly matchedOn: readonly Identifier[];
}

/** The entities that a request finds: the one with the most matching identifiers first, then in the given order. */
export function matchesOf(all: readonly EntityRecord[], request: ResolveRequest): readonly Match[] {
  const { canonical_id, email, entity_id, entity_type, external_id, phone } = request;
  const address = email?.toLowerCase();
  const externalIds = external_id === null ? [] : canonicalIdsOf(external_id);
  const matchedOn = (entity: EntityRecord): readonly Identifier[] => {
    const { canonicalId, entityId } = entity;
    const matches: Readonly<Record<Identifier, boolean>> = {
      entity_id: entityId === entity_id,
      phone: entity.phone !== null && entity.phone === phone,
      email: entity.email !== null && entity.email.toLowerCase() === address,
      canonical_id: canonicalId !== null && canonicalId === canonical_id,
      external_id: canonicalId !== null && externalIds.includes(canonicalId),
    };
    return IDENTIFIERS.filter((identifier) => matches[identifier]);
  };
  return all
    .map((entity) => ({ entity, matchedOn: matchedOn(entity) }))
    .filter(({ entity, matchedOn }) => matchedOn.length > 0 && entityType(entity) === entity_type)
    .sort((a, b) => b.matchedOn.length - a.matchedOn.length);
}
