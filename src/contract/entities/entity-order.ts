/** The order that a list of entities is asked for: `display_name.asc,created_at.desc`. */
import type { EntityRecord } from '../../world/model/catalog.ts';
import { entityJson } from './entity-json.ts';

interface Term {
  readonly field: string;
  readonly sign: 1 | -1;
}

/** Fields of a response, by name. */
type Fields = Readonly<Record<string, unknown>>;

const TERM = /^(\w+)(?:\.(asc|desc))?$/;

function readTerm(text: string): Term | undefined {
  const [, field, direction] = TERM.exec(text.trim()) ?? [];
  return field === undefined ? undefined : { field, sign: direction === 'desc' ? -1 : 1 };
}

/** Compares two values of a field. Null comes last in a rising order. */
function compare(a: unknown, b: unknown): number {
  const [x, y] = [a ?? null, b ?? null];
  if (x === y) return 0;
  if (x === null || y === null) return x === null ? 1 : -1;
  return x < y ? -1 : 1;
}

/**
 * Entities in an order: fields of the response, separated by commas, each with `.asc` (the default) or `.desc`. A field
 * that responses do not have, and anything else, leaves the order as it is (decided).
 */
export function ordered(
  all: readonly EntityRecord[],
  order: string | null,
  workspaceId: string,
  now: number,
): readonly EntityRecord[] {
  const terms = (order ?? '').split(',').flatMap((text) => readTerm(text) ?? []);
  if (terms.length === 0) return all;
  const rows = all.map((entity) => {
    const fields: Fields = entityJson(workspaceId, entity, now);
    return { entity, fields };
  });
  rows.sort((a, b) => {
    for (const { field, sign } of terms) {
      const difference = compare(a.fields[field], b.fields[field]);
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
  return rows.map(({ entity }) => entity);
}
