/** Whether the parts of a workspace's fixture fit together, told without seeding it. */
import type { WorkspaceFixture } from './fixture-types.ts';
import type { Path } from './seed.ts';

/** The place of the first value that was there before; undefined when all differ. */
function repeated(values: readonly (string | null | undefined)[]): number | undefined {
  const seen = new Set<string>();
  const place = values.findIndex((value) => value != null && (seen.has(value) || !seen.add(value)));
  return place === -1 ? undefined : place;
}

/** The place of the first thing that would not be seeded, if there is one: an id twice, or a service that is not there. */
export function clashOf(fixture: WorkspaceFixture): Path | undefined {
  const { services = [], entities = [], api_keys = [], calls = [] } = fixture;
  const lists = [
    ['services', 'service_id', services.map((one) => one.service_id)],
    ['entities', 'entity_id', entities.map((one) => one.entity_id)],
    ['entities', 'canonical_id', entities.map((one) => one.canonical_id)],
    ['api_keys', 'api_key', api_keys.map((one) => one.api_key)],
    ['calls', 'call_sid', calls.map((one) => one.call_sid)],
  ] as const;
  for (const [list, field, values] of lists) {
    const place = repeated(values);
    if (place !== undefined) return [list, place, field];
  }
  const known = new Set(services.map((one) => one.service_id.toLowerCase()));
  for (const [i, { service_id, subscribers }] of calls.entries()) {
    if (service_id != null && !known.has(service_id.toLowerCase())) {
      return ['calls', i, 'service_id'];
    }
    if (typeof subscribers !== 'object') continue;
    const place = repeated(subscribers.map((one) => one.subscriber_id));
    if (place !== undefined) return ['calls', i, 'subscribers', place, 'subscriber_id'];
  }
  return undefined;
}
