/** Pages of shaped lists, and the fields around their items. */
import { pageOf } from '../paging.ts';
import { fits } from './fits.ts';
import { mainOption, objectOf, type Raw } from './json-schema.ts';

/** A part of a list. */
export type Page<T> = ReturnType<typeof pageOf<T>>;

/** The parameters by which documents ask for the next page. */
const FROM = ['continuation_token', 'offset', 'cursor', 'skip', 'page_token'];
const LIMIT = ['limit', 'page_size', 'per_page'];

function numberIn(query: Raw, names: readonly string[]): number | undefined {
  const found = names.map((name) => query[name]).find((one) => one !== undefined && one !== null);
  const value = Number(found);
  return found === undefined || !Number.isInteger(value) || value < 0 ? undefined : value;
}

/** The part of a list that a query asks for. */
export function pageQuery<T>(query: Raw, all: readonly T[]): Page<T> {
  const limit = numberIn(query, LIMIT) ?? all.length;
  const from = numberIn(query, FROM) ?? 0;
  return pageOf(all, { limit: Math.max(1, limit), continuation_token: from });
}

/** The fields around the items, by their names, where their schemas allow it. */
export function envelopeOf(document: Raw, schema: unknown, page: Page<unknown>, query: Raw): Raw {
  const properties = objectOf(mainOption(document, schema).properties);
  const { continuation_token: next, has_more: hasMore, items, total } = page;
  const limit = numberIn(query, LIMIT) ?? items.length;
  const from = numberIn(query, FROM) ?? 0;
  const wanted: readonly (readonly [RegExp, readonly unknown[]])[] = [
    [/^(total|total_count|total_items)$/, [total]],
    [/^count$/, [items.length]],
    [/^has_(more|next)$/, [hasMore]],
    [/^(continuation_token|next|next_\w+)$/, [next, next === null ? '' : String(next)]],
    [/^(limit|page_size|per_page)$/, [limit]],
    [/^(offset|skip)$/, [from]],
  ];
  const found = Object.entries(properties).flatMap(([name, property]) => {
    const values = wanted.find(([pattern]) => pattern.test(name))?.[1] ?? [];
    const value = values.find((one) => fits(document, property, one));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}
