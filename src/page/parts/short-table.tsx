/** A table whose rows are as high as their texts. It shows the first rows of a long list, and how many more there are. */
import type { ComponentChildren } from 'preact';

/** Rows that are shown. */
const SHOWN = 200;

/** Whether a cell has a text that may have several lines. */
const isLong = (cell: ComponentChildren): boolean => typeof cell === 'string' && cell.length > 20;

/** Shows a table, or `empty` if there are no rows. `cells`: those of a row by the titles of their columns. */
export function ShortTable<T>({
  caption,
  rows,
  keyOf,
  cells,
  empty,
}: {
  readonly caption: string;
  readonly rows: readonly T[];
  /** Needed where a row has a button. Default: its place. */
  keyOf?(row: T): string;
  cells(row: T): Readonly<Record<string, ComponentChildren>>;
  readonly empty: string;
}) {
  const shown = rows
    .slice(0, SHOWN)
    .map((row, index) => [keyOf?.(row) ?? index, cells(row)] as const);
  const titles = Object.keys(shown[0]?.[1] ?? {});
  const more = rows.length - SHOWN;
  return (
    <table class="short">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {titles.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map(([key, row]) => (
          <tr key={key}>
            {titles.map((title) => (
              <td key={title} class={isLong(row[title]) ? 'long' : undefined}>
                {row[title]}
              </td>
            ))}
          </tr>
        ))}
        {(titles.length === 0 || more > 0) && (
          <tr>
            <td colSpan={titles.length} class="soft">
              {more > 0 ? `and ${more} more` : empty}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
