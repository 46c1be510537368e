/** Pages of lists, as the real API has them: `items`, `has_more`, `continuation_token`, `total`. */

/** Which part of a list is asked for. */
export interface PageQuery {
  /** Items at the most. */
  readonly limit: number;
  /** How many items come before the page. */
  readonly continuation_token: number;
}

/** A page of a list. The continuation token is the number of items before the next page; null on the last. */
export function pageOf<T>(all: readonly T[], { limit, continuation_token }: PageQuery) {
  const from = Math.max(0, continuation_token);
  const next = from + limit;
  const hasMore = next < all.length;
  return {
    items: all.slice(from, next),
    has_more: hasMore,
    continuation_token: hasMore ? next : null,
    total: all.length,
  };
}

/** Whether one of some texts contains what was searched for, in any case. Null and `""` match everything. */
export function contains(
  search: string | null,
  ...texts: readonly (string | null | undefined)[]
): boolean {
  if (search === null || search === '') return true;
  const wanted = search.toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(wanted) === true);
}

/**
 * A list in the order that `sort_by` asks for: the name of a field, with `-` before it for the reverse. A field
 * that the items do not have leaves the order as it is (decided).
 */
export function sortedBy<T extends object>(all: readonly T[], sortBy: string | null): readonly T[] {
  if (sortBy === null || sortBy === '') return all;
  const isReverse = sortBy.startsWith('-');
  const field = sortBy.replace(/^[+-]/, '');
  const fieldOf = (item: T): unknown => (item as Readonly<Record<string, unknown>>)[field];
  if (!all.every((item) => typeof fieldOf(item) === 'string')) return all;
  const sign = isReverse ? -1 : 1;
  return [...all].sort((a, b) => {
    const [x, y] = [String(fieldOf(a)), String(fieldOf(b))];
    return x < y ? -sign : x > y ? sign : 0;
  });
}
