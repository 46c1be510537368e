/** A long list with the details of its chosen row, and what adds to it. */
import type { ComponentChildren } from 'preact';
import { LiveCount } from '../../parts/live-count.tsx';
import { type Column, WindowTable } from '../../parts/window-table.tsx';
import { route } from '../../state/route.ts';

/** What is active, and what is over. */
interface Item {
  readonly active: boolean;
}

/** Shows the active rows first, the newest first among equals. */
export function List<T extends Item>({
  name,
  rows,
  columns,
  keyOf,
  param,
  form,
  details,
}: {
  /** What the rows are, in the plural, with a capital. */
  readonly name: string;
  /** Oldest first; undefined until they are read. */
  readonly rows: readonly T[] | undefined;
  readonly columns: readonly Column<T>[];
  keyOf(row: T): string;
  /** The parameter of the address that has the key of the chosen row. */
  readonly param: string;
  /** Adds a row. */
  readonly form: ComponentChildren;
  details(row: T): ComponentChildren;
}) {
  const { [param]: chosen = '' } = route.value.params;
  if (rows === undefined) return <p class="sheet soft">Reading…</p>;
  const row = rows.find((one) => keyOf(one) === chosen);
  const active = rows.filter((one) => one.active);
  const over = rows.filter((one) => !one.active);
  return (
    <>
      <div class="bar adding">
        {form}
        <LiveCount text={`${name}: ${rows.length}, ${active.length} active`} />
      </div>
      <div class={row === undefined ? 'split' : 'split open'}>
        <section aria-label={name}>
          {rows.length === 0 ? (
            <p class="sheet">None. Add one above.</p>
          ) : (
            <WindowTable
              label={name}
              columns={columns}
              rows={[...over, ...active].reverse()}
              keyOf={keyOf}
              classOf={(one) => (one.active ? '' : 'soft')}
              param={param}
              chosen={chosen}
            />
          )}
        </section>
        {row !== undefined && details(row)}
      </div>
    </>
  );
}
